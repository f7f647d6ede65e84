import { expect, test } from 'vitest';
import { appendColumns } from '../../warehouse/append.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { raw } from '../../warehouse/sql.ts';

async function on<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await Warehouse.open(':memory:');
  try {
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

test('writes typed arrays and plain values of every kind, with nulls', () =>
  on(async (warehouse) => {
    await warehouse.execute(
      raw(`CREATE TABLE t (i INTEGER, small SMALLINT, big BIGINT, x DOUBLE, money DECIMAL(18, 2), name VARCHAR, yes BOOLEAN,
        day DATE, moment TIMESTAMP, free JSON)`),
    );
    await warehouse.with((connection) =>
      appendColumns(connection, 't', [
        Int32Array.of(1, -2),
        Int16Array.of(7, 8),
        [9007199254740993n, null],
        Float64Array.of(0.5, Number.NaN),
        [12.34, null],
        ['a', null],
        [true, null],
        ['2024-02-29', null],
        ['2024-02-29T12:30:00.250Z', 1_000],
        ['{"a": 1}', null],
      ]),
    );
    expect(await warehouse.query(raw('SELECT * REPLACE (big::VARCHAR AS big, free::VARCHAR AS free) FROM t'))).toEqual([
      {
        i: 1,
        small: 7,
        big: '9007199254740993',
        x: 0.5,
        money: 12.34,
        name: 'a',
        yes: true,
        day: '2024-02-29',
        moment: '2024-02-29T12:30:00.250Z',
        free: '{"a": 1}',
      },
      {
        i: -2,
        small: 8,
        big: null,
        x: null,
        money: null,
        name: null,
        yes: null,
        day: null,
        moment: '1970-01-01T00:00:01.000Z',
        free: null,
      },
    ]);
  }));

test('keeps the order of many rows over many chunks', () =>
  on(async (warehouse) => {
    await warehouse.execute(raw('CREATE TABLE t (n INTEGER, half DOUBLE)'));
    const n = Int32Array.from({ length: 50_000 }, (_, at) => at);
    const rows = await warehouse.with((connection) =>
      appendColumns(connection, 't', [n, Float64Array.from(n, (each) => each / 2)]),
    );
    expect(rows).toBe(50_000);
    expect(await warehouse.query(raw('SELECT count(*)::INTEGER AS n FROM t WHERE rowid = n AND half = n / 2'))).toEqual(
      [{ n: 50_000 }],
    );
  }));

test('belongs to the transaction it runs in', () =>
  on(async (warehouse) => {
    await warehouse.execute(raw('CREATE TABLE t (n INTEGER)'));
    const failed = warehouse.transaction(async ({ connection }) => {
      await appendColumns(connection, 't', [Int32Array.of(1, 2, 3)]);
      throw new Error('no');
    });
    await expect(failed).rejects.toThrow('no');
    expect(await warehouse.query(raw('SELECT count(*)::INTEGER AS n FROM t'))).toEqual([{ n: 0 }]);
  }));

test('refuses columns that do not match, and stops when told to', () =>
  on(async (warehouse) => {
    await warehouse.execute(raw('CREATE TABLE t (n INTEGER, m INTEGER)'));
    await warehouse.with(async (connection) => {
      await expect(appendColumns(connection, 't', [[1]])).rejects.toThrow('t has 2 columns, given: 1');
      await expect(appendColumns(connection, 't', [[1], [1, 2]])).rejects.toThrow('different length');
      const columns = [new Int32Array(2_000_000), new Int32Array(2_000_000)];
      await expect(appendColumns(connection, 't', columns, { signal: AbortSignal.abort() })).rejects.toMatchObject({
        code: 'cancelled',
      });
    });
  }));
