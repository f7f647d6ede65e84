import { tableFromIPC } from 'apache-arrow';
import { afterEach, expect, test } from 'vitest';
import { toArrowStream } from '../../warehouse/arrow.ts';
import { readColumns } from '../../warehouse/columns.ts';
import type { ColumnAnswer } from '../../warehouse/engine.ts';
import { raw } from '../../warehouse/sql.ts';
import { smallCompany } from './fixture.ts';

let company: Awaited<ReturnType<typeof smallCompany>>;
afterEach(() => company.warehouse.close());

async function table(answer: ColumnAnswer) {
  const pieces: Uint8Array[] = [];
  for await (const piece of toArrowStream(answer)) pieces.push(piece);
  return tableFromIPC(Buffer.concat(pieces));
}

test('carries the rows of the answer, their types, and what they are of', async () => {
  company = await smallCompany([
    {
      opportunity_id: 'a',
      of: { account_id: 'acme' },
      changes: [
        ['2024-01-05 10:00:00', { stage: 'Proposal', amount: 100, owner_id: 'ann' }],
        ['2024-02-05 10:00:00', { stage: 'Won' }],
      ],
    },
    {
      opportunity_id: 'b',
      of: { account_id: 'cord' },
      changes: [
        ['2024-01-06 10:00:00', { stage: 'Proposal', amount: 300, owner_id: '王芳' }],
        ['2024-02-09 10:00:00', { stage: 'Lost' }],
      ],
    },
  ]);
  const query = { metrics: ['won_amount', 'sales_cycle_days'], by: ['owner_id', 'industry'], grain: 'month' } as const;
  const asked = { ...query, metrics: [...query.metrics], by: [...query.by] };
  const [found, { rows, columns }] = [
    await table(await company.engine.queryColumns(asked)),
    await company.engine.query(asked),
  ];
  expect(found.schema.fields.map((field) => [field.name, String(field.type)])).toEqual([
    ['period', 'Date32<DAY>'],
    ['owner_id', 'Utf8'],
    ['owner_name', 'Utf8'],
    ['industry', 'Utf8'],
    ['won_amount', 'Float64'],
    ['won_amount_n', 'Int32'],
    ['sales_cycle_days', 'Float64'],
    ['sales_cycle_days_n', 'Int32'],
  ]);
  const plain = found.toArray().map((row) => {
    const { period, ...rest } = row.toJSON();
    return { period: new Date(Number(period)).toISOString().slice(0, 10), ...rest };
  });
  expect(plain).toEqual(rows);
  expect(rows.at(-1)).toMatchObject({ owner_id: '王芳', industry: null, sales_cycle_days: null });
  expect(JSON.parse(found.schema.metadata.get('columns') ?? '')).toEqual(columns);
  expect(found.schema.metadata.get('as_of')).toBe('2025-01-01T00:00:00.000Z');
});

test('an answer without rows still says its columns', async () => {
  company = await smallCompany([]);
  const found = await table(await company.engine.queryColumns({ metrics: ['won_amount'], by: ['owner_id'] }));
  expect([found.numRows, found.schema.names]).toEqual([0, ['owner_id', 'owner_name', 'won_amount', 'won_amount_n']]);
});

test('many rows come chunk by chunk, and others get their turn', async () => {
  company = await smallCompany([]);
  const read = await company.warehouse.with((connection) =>
    readColumns(
      connection,
      raw(
        `SELECT CASE WHEN n % 7 <> 0 THEN 'owner ' || n END AS owner, n / 4.0::DOUBLE AS value, n % 2 = 0 AS even FROM range(100000) r(n)`,
      ),
    ),
  );
  const columns = read.names.map((name) => ({
    name,
    kind: 'metric' as const,
    label: { en: name, zh: name },
    unit: null,
    format: null,
  }));
  let turns = 0;
  let isOver = false;
  const count = () => {
    turns += 1;
    if (!isOver) setImmediate(count);
  };
  setImmediate(count);
  const pieces: Uint8Array[] = [];
  for await (const piece of toArrowStream({ ...read, columns, as_of: '', data_version: 1 })) pieces.push(piece);
  isOver = true;
  const found = tableFromIPC(Buffer.concat(pieces));
  expect(found.numRows).toBe(100_000);
  expect(found.batches.length).toBeGreaterThan(40);
  expect([0, 1, 99_999].map((at) => found.get(at)?.toJSON())).toEqual([
    { owner: null, value: 0, even: true },
    { owner: 'owner 1', value: 0.25, even: false },
    { owner: 'owner 99999', value: 24_999.75, even: false },
  ]);
  // Who else waits gets a turn at least every four batches; what that is in milliseconds the benchmarks say.
  expect(turns).toBeGreaterThanOrEqual(Math.floor(found.batches.length / 4));
});

test('a column of a kind no answer has is a bug, and says so', async () => {
  company = await smallCompany([]);
  const read = await company.warehouse.with((connection) => readColumns(connection, raw('SELECT [1] AS list')));
  const columns = [{ name: 'list', kind: 'metric' as const, label: { en: 'x', zh: 'x' }, unit: null, format: null }];
  await expect(table({ ...read, columns, as_of: '', data_version: 1 })).rejects.toThrow(
    /no column of type: INTEGER\[\]/,
  );
});
