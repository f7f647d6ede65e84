import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBDateValue,
  DuckDBDecimalType,
  DuckDBDecimalValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { cancelled, invalid } from '../errors.ts';

type Plain = string | number | bigint | boolean | null;

/** One column of rows: a typed array, or plain values with null for missing. */
export type ColumnValues =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | readonly Plain[];

export interface AppendOptions {
  schema?: string;
  /** `temp` for a temporary table. */
  catalog?: string;
  signal?: AbortSignal;
  /** Called with the rows written so far. */
  onRows?: (done: number) => void;
}

const chunkRows = 2048;
/** Rows between two flushes: DuckDB flushes synchronously, so this bounds how long the event loop waits. */
const flushRows = 4 * chunkRows;
const breathMs = 8;

/**
 * Appends `columns` (all of one length) to a table, in its order of columns, within the connection's transaction; yields to
 * the event loop every few milliseconds. A TIMESTAMP takes ISO text (UTC) or milliseconds since 1970, a DATE `YYYY-MM-DD` or
 * days since 1970, a DECIMAL a number, a BOOLEAN true/false or 1/0; NaN in a Float array is null. Answers the number of rows.
 * Throws `invalid` when the columns do not match the table, `cancelled` when the signal asks for it.
 */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  columns: readonly ColumnValues[],
  { schema, catalog, signal, onRows }: AppendOptions = {},
): Promise<number> {
  const rows = columns[0]?.length ?? 0;
  if (columns.some((column) => column.length !== rows)) throw invalid(`columns of different length for: ${table}`);
  const appender = await connection.createAppender(table, schema ?? null, catalog ?? null);
  try {
    if (appender.columnCount !== columns.length)
      throw invalid(`${table} has ${appender.columnCount} columns, given: ${columns.length}`);
    await appendRows(appender, columns, { rows, signal, onRows });
  } catch (error) {
    // What was not flushed must not be written when the appender closes.
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
  await breathe();
  return rows;
}

async function appendRows(
  appender: DuckDBAppender,
  columns: readonly ColumnValues[],
  { rows, signal, onRows }: { rows: number; signal?: AbortSignal; onRows?: (done: number) => void },
): Promise<void> {
  const types = columns.map((_, at) => appender.columnType(at));
  const toValue = types.map(converterOf);
  const chunk = DuckDBDataChunk.create(types);
  let lastBreath = performance.now();
  for (let from = 0; from < rows; from += chunkRows) {
    const size = Math.min(chunkRows, rows - from);
    chunk.reset();
    chunk.rowCount = size;
    columns.forEach((values, at) => {
      writeColumn(chunk, at, values, from, size, toValue[at] ?? same);
    });
    appender.appendDataChunk(chunk);
    if ((from + size) % flushRows === 0) appender.flushSync();
    if (performance.now() - lastBreath > breathMs) {
      onRows?.(from + size);
      await breathe();
      if (signal?.aborted) throw cancelled('the load');
      lastBreath = performance.now();
    }
  }
}

const breathe = () => new Promise((resolve) => setImmediate(resolve));

type Convert = (value: Plain) => DuckDBValue;

function writeColumn(
  chunk: DuckDBDataChunk,
  at: number,
  values: ColumnValues,
  from: number,
  size: number,
  convert: Convert,
): void {
  const vector = chunk.getColumnVector(at);
  if (convert === same && !Array.isArray(values)) {
    for (let row = 0; row < size; row++) {
      const value = values[from + row] as number;
      vector.setItem(row, Number.isNaN(value) ? null : value);
    }
  } else {
    for (let row = 0; row < size; row++) {
      const value = values[from + row] as Plain;
      vector.setItem(row, value === null || Number.isNaN(value) ? null : convert(value));
    }
  }
  vector.flush();
}

const same: Convert = (value) => value;

function converterOf(type: DuckDBType): Convert {
  if (type instanceof DuckDBDecimalType) {
    const factor = 10 ** type.scale;
    return (value) => new DuckDBDecimalValue(BigInt(Math.round(Number(value) * factor)), type.width, type.scale);
  }
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
      return (value) => BigInt(value as number | string | bigint);
    case DuckDBTypeId.BOOLEAN:
      return (value) => Boolean(value);
    case DuckDBTypeId.DATE:
      return (value) =>
        new DuckDBDateValue(typeof value === 'string' ? Date.parse(`${value}T00:00:00Z`) / 86_400_000 : Number(value));
    case DuckDBTypeId.TIMESTAMP:
      return (value) =>
        new DuckDBTimestampValue(
          BigInt(Math.round((typeof value === 'string' ? Date.parse(value) : Number(value)) * 1000)),
        );
    default:
      return same;
  }
}
