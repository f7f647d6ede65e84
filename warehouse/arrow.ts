import { type DuckDBDataChunk, type DuckDBType, DuckDBTypeId, type DuckDBVector } from '@duckdb/node-api';
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Field,
  Float64,
  Int32,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  Utf8,
} from 'apache-arrow';
import { itemsOf, pause, validityOf } from './columns.ts';
import type { ColumnAnswer } from './engine.ts';

/** The media type of what `toArrowStream` gives. */
export const arrowStreamType = 'application/vnd.apache.arrow.stream';

const batchesBetweenPauses = 4;

/**
 * An answer as an Arrow IPC stream, piece by piece: one record batch a chunk of DuckDB's, a few at a time so that other
 * requests get their turn. The schema's metadata hold `columns` (JSON of `AnswerColumn[]`), `as_of` and `data_version`.
 */
export async function* toArrowStream(answer: ColumnAnswer): AsyncGenerator<Uint8Array> {
  const writer = new RecordBatchStreamWriter();
  let failure: unknown;
  const written = writer.writeAll(batches(answer)).catch((error: unknown) => {
    failure = error;
    writer.abort(error);
  });
  try {
    for await (const piece of writer) yield piece;
  } catch (error) {
    throw failure ?? error;
  }
  await written;
}

async function* batches(answer: ColumnAnswer): AsyncGenerator<RecordBatch> {
  const fields = answer.columns.map(({ name }, at) => new Field(name, arrowType(answer.types[at]), true));
  const metadata = new Map([
    ['columns', JSON.stringify(answer.columns)],
    ['as_of', answer.as_of],
    ['data_version', String(answer.data_version)],
  ]);
  const schema = new Schema(fields, metadata);
  // Without a batch the writer would not write the schema either.
  if (answer.chunks.length === 0)
    yield batchOf(
      schema,
      fields,
      0,
      fields.map((field) => emptyData(field.type)),
    );
  for (const [at, chunk] of answer.chunks.entries()) {
    if (at > 0 && at % batchesBetweenPauses === 0) await pause();
    yield batchOf(
      schema,
      fields,
      chunk.rowCount,
      fields.map((field, index) => columnData(chunk, index, field.type)),
    );
  }
}

const batchOf = (schema: Schema, fields: Field[], length: number, children: Data[]) =>
  new RecordBatch(schema, makeData({ type: new Struct(fields), length, nullCount: 0, children }));

function arrowType(type: DuckDBType | undefined): DataType {
  switch (type?.typeId) {
    case DuckDBTypeId.DATE:
      return new DateDay();
    case DuckDBTypeId.INTEGER:
      return new Int32();
    case DuckDBTypeId.DOUBLE:
      return new Float64();
    case DuckDBTypeId.BOOLEAN:
      return new Bool();
    case DuckDBTypeId.VARCHAR:
      return new Utf8();
    default:
      throw new Error(`an answer has no column of type: ${type}`);
  }
}

function emptyData(type: DataType): Data {
  return type instanceof Utf8
    ? makeData({ type, length: 0, valueOffsets: new Int32Array(1), data: new Uint8Array(0) })
    : makeData({ type, length: 0 } as Parameters<typeof makeData>[0]);
}

function columnData(chunk: DuckDBDataChunk, index: number, type: DataType): Data {
  const vector = chunk.getColumnVector(index);
  const length = chunk.rowCount;
  const { nullBitmap, nullCount } = validity(vector, length);
  if (type instanceof Utf8) return makeData({ type, length, nullCount, nullBitmap, ...utf8(vector, length) });
  if (type instanceof Bool) return makeData({ type, length, nullCount, nullBitmap, data: bits(vector, length) });
  // The vector's memory goes with its chunk; the batch keeps its own.
  return makeData({ type, length, nullCount, nullBitmap, data: itemsOf(vector).slice() } as Parameters<
    typeof makeData
  >[0]);
}

function validity(vector: DuckDBVector, length: number): { nullBitmap: Uint8Array | null; nullCount: number } {
  const bits = validityOf(vector)?.slice(0, Math.ceil(length / 8)) ?? null;
  if (!bits) return { nullBitmap: null, nullCount: 0 };
  let valid = 0;
  for (let row = 0; row < length; row += 1) valid += ((bits[row >> 3] ?? 0) >> (row & 7)) & 1;
  return { nullBitmap: bits, nullCount: length - valid };
}

const encoder = new TextEncoder();

function utf8(vector: DuckDBVector, length: number): { valueOffsets: Int32Array; data: Uint8Array } {
  const valueOffsets = new Int32Array(length + 1);
  let data = new Uint8Array(length * 16);
  let used = 0;
  for (let row = 0; row < length; row += 1) {
    const value = vector.getItem(row) as string | null;
    if (value) {
      // UTF-8 takes at most three bytes a UTF-16 unit.
      if (used + value.length * 3 > data.length) {
        const larger = new Uint8Array(Math.max(data.length * 2, used + value.length * 3));
        larger.set(data);
        data = larger;
      }
      used += encoder.encodeInto(value, data.subarray(used)).written;
    }
    valueOffsets[row + 1] = used;
  }
  return { valueOffsets, data: data.subarray(0, used) };
}

function bits(vector: DuckDBVector, length: number): Uint8Array {
  const packed = new Uint8Array(Math.ceil(length / 8));
  for (let row = 0; row < length; row += 1)
    if (vector.getItem(row)) packed[row >> 3] = (packed[row >> 3] ?? 0) | (1 << (row & 7));
  return packed;
}
