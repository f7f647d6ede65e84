import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { type Sql, sqlText } from '../warehouse/sql.ts';

/** Text as a code at each row: -1 is null, else the place in `levels`. */
export interface Coded {
  codes: Int32Array;
  levels: string[];
}

/** Columns of a query, fit to be sent to a worker without copying. A null number is NaN. */
export interface Columns<N extends string = string, T extends string = string> {
  n: number;
  numbers: Record<N, Float64Array>;
  texts: Record<T, Coded>;
}

/**
 * Streams a query chunk by chunk into typed arrays, so the event loop is never held for longer than a chunk takes.
 * Number columns are cast to DOUBLE in the SQL, text columns to VARCHAR.
 */
export async function readColumns<N extends string, T extends string>(
  connection: DuckDBConnection,
  piece: Sql,
  { numbers, texts }: { numbers: readonly N[]; texts: readonly T[] },
): Promise<Columns<N, T>> {
  const result = await connection.stream(sqlText(piece), [...piece.values] as DuckDBValue[]);
  const place = new Map(result.columnNames().map((name, at) => [name, at]));
  const numberParts = numbers.map((): Float64Array[] => []);
  const codeParts = texts.map((): Int32Array[] => []);
  const levels = texts.map(() => new Map<string, number>());
  let n = 0;
  for (;;) {
    const chunk = await result.fetchChunk();
    if (!chunk || chunk.rowCount === 0) break;
    n += chunk.rowCount;
    numbers.forEach((name, at) => {
      const vector = chunk.getColumnVector(place.get(name)!);
      const part = new Float64Array(chunk.rowCount);
      for (let i = 0; i < part.length; i++) part[i] = (vector.getItem(i) as number | null) ?? Number.NaN;
      numberParts[at]!.push(part);
    });
    texts.forEach((name, at) => {
      const vector = chunk.getColumnVector(place.get(name)!);
      const part = new Int32Array(chunk.rowCount);
      for (let i = 0; i < part.length; i++) part[i] = codeOf(vector.getItem(i) as string | null, levels[at]!);
      codeParts[at]!.push(part);
    });
  }
  return {
    n,
    numbers: byName(numbers, (at) => joined(numberParts[at]!, new Float64Array(n))),
    texts: byName(texts, (at) => ({
      codes: joined(codeParts[at]!, new Int32Array(n)),
      levels: [...levels[at]!.keys()],
    })),
  };
}

/** The buffers of the columns, for `postMessage`. */
export const buffersOf = (columns: Columns): ArrayBuffer[] => [
  ...Object.values(columns.numbers).map((column) => column.buffer as ArrayBuffer),
  ...Object.values(columns.texts).map((column) => column.codes.buffer as ArrayBuffer),
];

function codeOf(value: string | null, levels: Map<string, number>): number {
  if (value === null) return -1;
  const known = levels.get(value);
  if (known !== undefined) return known;
  levels.set(value, levels.size);
  return levels.size - 1;
}

function joined<A extends Float64Array | Int32Array>(parts: A[], into: A): A {
  let at = 0;
  for (const part of parts) {
    into.set(part as never, at);
    at += part.length;
  }
  return into;
}

const byName = <K extends string, V>(names: readonly K[], of: (at: number) => V) =>
  Object.fromEntries(names.map((name, at) => [name, of(at)])) as Record<K, V>;
