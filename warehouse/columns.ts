import type { DuckDBConnection, DuckDBDataChunk, DuckDBType, DuckDBValue } from '@duckdb/node-api';
import { type Cell, toCell } from './database.ts';
import { type Sql, sqlText } from './sql.ts';

/** The rows of a query as DuckDB's column vectors, chunk by chunk. */
export interface Columns {
  names: string[];
  types: DuckDBType[];
  chunks: DuckDBDataChunk[];
}

/** A failed query carries its SQL. */
export async function readColumns(connection: DuckDBConnection, piece: Sql): Promise<Columns> {
  const text = sqlText(piece);
  try {
    const result = await connection.run(text, [...piece.values] as DuckDBValue[]);
    return { names: result.columnNames(), types: result.columnTypes(), chunks: await result.fetchAllChunks() };
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message : cause}\nin the query:\n${text}`, { cause });
  }
}

const chunksBetweenPauses = 4;

/** Plain rows, made a few chunks at a time so that other requests get their turn. */
export async function toRows<T extends Record<string, Cell>>({
  names,
  chunks,
}: Pick<Columns, 'names' | 'chunks'>): Promise<T[]> {
  const rows: Record<string, Cell>[] = [];
  for (const [at, chunk] of chunks.entries()) {
    if (at > 0 && at % chunksBetweenPauses === 0) await pause();
    const columns = names.map((_, index) => chunk.convertColumnValues<Cell>(index, toCell));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const plain: Record<string, Cell> = {};
      names.forEach((name, index) => {
        plain[name] = columns[index]?.[row] ?? null;
      });
      rows.push(plain);
    }
  }
  return rows as T[];
}

/** Lets waiting requests in. */
export const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
