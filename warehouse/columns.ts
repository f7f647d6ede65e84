import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBVector,
} from '@duckdb/node-api';
import { type Cell, failedQuery, toCell } from './database.ts';
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
    throw failedQuery(cause, text);
  }
}

const chunksBetweenPauses = 4;

/** Plain rows, made a few chunks at a time so that other requests get their turn. */
export async function toRows<T extends Record<string, Cell>>({ names, types, chunks }: Columns): Promise<T[]> {
  const rows: Record<string, Cell>[] = [];
  for (const [at, chunk] of chunks.entries()) {
    if (at > 0 && at % chunksBetweenPauses === 0) await pause();
    const columns = types.map((type, index) => columnValues(chunk, index, type));
    for (let row = 0; row < chunk.rowCount; row += 1) {
      const plain: Record<string, Cell> = {};
      for (let index = 0; index < names.length; index += 1) plain[names[index] ?? ''] = columns[index]?.[row] ?? null;
      rows.push(plain);
    }
  }
  return rows as T[];
}

/** The values of one column of a chunk as plain ones. */
export function columnValues(chunk: DuckDBDataChunk, index: number, type: DuckDBType): Cell[] {
  const vector = chunk.getColumnVector(index);
  const isValid = validRows(vector);
  switch (type.typeId) {
    // Numbers and days come straight from the vector's array: the library's own way is a BigInt shift a value.
    case DuckDBTypeId.DOUBLE:
    case DuckDBTypeId.INTEGER:
      return Array.from(itemsOf(vector), (value, row) => (isValid(row) ? value : null));
    case DuckDBTypeId.DATE: {
      const seen = new Map<number, string>();
      return Array.from(itemsOf(vector), (value, row) => (isValid(row) ? dayText(value, seen) : null));
    }
    default:
      return chunk.convertColumnValues<Cell>(index, toCell);
  }
}

/** The numbers of a vector of DOUBLE, INTEGER or DATE, in DuckDB's own memory: copy what is to be kept. */
export const itemsOf = (vector: DuckDBVector) => (vector as unknown as { items: Float64Array | Int32Array }).items;

/** One bit a row, set where there is a value; null: all have one. DuckDB keeps it as Arrow does, in words of 64. */
export function validityOf(vector: DuckDBVector): Uint8Array | null {
  const words = (vector as unknown as { validity: { data: BigUint64Array | null } }).validity.data;
  return words && new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** Lets waiting requests in. */
export const pause = () => new Promise<void>((resolve) => setImmediate(resolve));

function validRows(vector: DuckDBVector): (row: number) => boolean {
  const bits = validityOf(vector);
  return bits ? (row) => (((bits[row >> 3] ?? 0) >> (row & 7)) & 1) === 1 : () => true;
}

function dayText(days: number, seen: Map<number, string>): string {
  const known = seen.get(days);
  if (known !== undefined) return known;
  const text = new Date(days * 86_400_000).toISOString().slice(0, 10);
  seen.set(days, text);
  return text;
}
