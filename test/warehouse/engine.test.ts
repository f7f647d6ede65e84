import { afterEach, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../warehouse/database.ts';
import { createDuckDbEngine, type Engine } from '../../warehouse/engine.ts';
import type { MetricQueryInput } from '../../warehouse/metrics/metric-query.ts';
import { sql } from '../../warehouse/sql.ts';
import { saveWorkspace } from '../../warehouse/workspace.ts';
import { put, type Story, smallCompany, tell } from './fixture.ts';

let warehouse: Warehouse;
let engine: Engine;
afterEach(() => warehouse.close());

async function open(...args: Parameters<typeof smallCompany>) {
  ({ warehouse, engine } = await smallCompany(...args));
}

const deal = (opportunity_id: string, created: string, amount: number, wonAt?: string, owner_id = 'ann'): Story => ({
  opportunity_id,
  changes: [
    [created, { stage: 'Proposal', amount, owner_id }],
    ...(wonAt ? [[wonAt, { stage: 'Won' }] as Story['changes'][number]] : []),
  ],
});
const answer = async (query: MetricQueryInput) => (await engine.query(query)).rows;

test('says what its columns are', async () => {
  await open([deal('a', '2024-01-01 09:00:00', 100, '2024-02-01 09:00:00')]);
  const { columns, rows, as_of, data_version } = await engine.query({
    metrics: ['win_rate'],
    by: ['owner_id'],
    grain: 'year',
    from: '2024-01-01',
    to: '2025-01-01',
    compare: 'previous_year',
  });
  expect(columns.map(({ name, kind, unit, format }) => [name, kind, unit, format])).toEqual([
    ['period', 'period', null, null],
    ['owner_id', 'dimension', null, null],
    ['owner_name', 'label', null, null],
    ['win_rate', 'metric', 'ratio', '.1%'],
    ['win_rate_n', 'n', 'count', ',d'],
    ['win_rate_before', 'before', 'ratio', '.1%'],
  ]);
  expect(rows).toEqual([
    { period: '2024-01-01', owner_id: 'ann', owner_name: 'ANN', win_rate: 1, win_rate_n: 1, win_rate_before: null },
  ]);
  expect([as_of, data_version]).toEqual(['2025-01-01T00:00:00.000Z', 1]);
});

describe('a comparison', () => {
  const deals = [
    deal('a', '2024-01-01 09:00:00', 1, '2024-01-10 09:00:00'),
    deal('b', '2024-01-01 09:00:00', 10, '2024-02-25 09:00:00', 'bob'),
    deal('c', '2024-01-01 09:00:00', 100, '2024-04-05 09:00:00'),
    deal('d', '2024-01-01 09:00:00', 1000, '2024-06-20 09:00:00', 'cid'),
    deal('e', '2024-02-10 09:00:00', 5000),
  ];

  test('with the period before is of whole months where the period is', async () => {
    await open(deals);
    const rows = await answer({
      metrics: ['won_amount', 'pipeline_amount'],
      from: '2024-04-01',
      to: '2024-07-01',
      as_of: '2024-06-30T23:59:59Z',
      compare: 'previous_period',
    });
    // At the end of March c, d and e were open.
    expect(rows).toMatchObject([
      { won_amount: 1100, won_amount_before: 11, pipeline_amount: 5000, pipeline_amount_before: 6100 },
    ]);
  });

  test('of a running quarter is with the earlier one at the same point', async () => {
    await open(deals, { now: '2024-05-20T00:00:00Z' });
    const rows = await answer({
      metrics: ['won_amount'],
      from: '2024-04-01',
      to: '2024-07-01',
      compare: 'previous_period',
    });
    // By the 20th of the second month only a had been won: b came on the 25th.
    expect(rows).toMatchObject([{ won_amount: 100, won_amount_before: 1 }]);
  });

  test('sets period beside period, group beside group, also where one side has none', async () => {
    await open(deals);
    const rows = await answer({
      metrics: ['won_amount'],
      by: ['owner_id'],
      grain: 'month',
      from: '2024-04-01',
      to: '2024-07-01',
      compare: 'previous_period',
    });
    expect(rows.map((row) => [row.period, row.owner_id, row.won_amount, row.won_amount_before])).toEqual([
      ['2024-04-01', 'ann', 100, 1],
      ['2024-05-01', 'bob', 0, 10],
      ['2024-06-01', 'cid', 1000, 0],
    ]);
  });

  test('by week with a year ago stays on weekdays', async () => {
    await open([
      deal('a', '2023-01-01 09:00:00', 1, '2023-12-25 09:00:00'),
      deal('b', '2024-01-01 09:00:00', 10, '2024-12-23 09:00:00'),
    ]);
    const rows = await answer({
      metrics: ['won_amount'],
      grain: 'week',
      from: '2024-12-23',
      to: '2024-12-30',
      compare: 'previous_year',
    });
    expect(rows).toMatchObject([{ period: '2024-12-23', won_amount: 10, won_amount_before: 1 }]);
  });

  test('by day moves by days', async () => {
    await open([
      deal('a', '2024-01-01 09:00:00', 1, '2024-03-01 09:00:00'),
      deal('b', '2024-01-01 09:00:00', 10, '2024-03-03 09:00:00'),
    ]);
    const rows = await answer({
      metrics: ['won_amount'],
      grain: 'day',
      from: '2024-03-03',
      to: '2024-03-05',
      compare: 'previous_period',
    });
    expect(rows.map((row) => [row.period, row.won_amount, row.won_amount_before])).toEqual([
      ['2024-03-03', 10, 1],
      ['2024-03-04', 0, 0],
    ]);
  });
});

test('counts a pipeline at its scores as they were last written by that moment', async () => {
  const score = (opportunity_id: string, as_of: string, probability: number, scored_at = as_of) => ({
    opportunity_id,
    as_of,
    scored_at,
    probability,
    model_version_id: 'm',
    method: 'model',
    baseline_probability: 0.5,
  });
  await open(
    [deal('a', '2024-01-01 09:00:00', 100), deal('b', '2024-01-01 09:00:00', 40), deal('c', '2024-01-01 09:00:00', 7)],
    {
      more: (db) =>
        put(db, 'score', [
          score('a', '2024-02-01', 0.5),
          score('a', '2024-03-01', 0.1, '2024-03-01 01:00:00'),
          score('a', '2024-03-01', 0.2, '2024-03-01 02:00:00'),
          score('b', '2024-02-01', 0.25),
        ]),
    },
  );
  const rows = await answer({ metrics: ['expected_pipeline'], grain: 'month', from: '2024-01-01', to: '2024-04-01' });
  expect(rows.map((row) => [row.expected_pipeline, row.expected_pipeline_n])).toEqual([
    [0, 0],
    [60, 2],
    [30, 2],
  ]);
});

describe('the moment', () => {
  test('is that of the workspace where it stands still', async () => {
    await open([deal('a', '2024-01-01 09:00:00', 1), deal('b', '2024-06-01 09:00:00', 10)], {
      workspace: { as_of: '2024-03-01T00:00:00.000Z' },
    });
    const found = await engine.query({ metrics: ['pipeline_amount'] });
    expect([found.as_of, found.rows[0]?.pipeline_amount]).toEqual(['2024-03-01T00:00:00.000Z', 1]);
  });

  test('may be given with an offset', async () => {
    await open([deal('a', '2024-03-01 08:00:00', 1)]);
    const at = async (as_of: string) => (await answer({ metrics: ['pipeline_count'], as_of }))[0]?.pipeline_count;
    expect(await at('2024-03-01T10:00:00+02:00')).toBe(1);
    expect(await at('2024-03-01T09:59:59+02:00')).toBe(0);
  });

  test('follows the clock otherwise', async () => {
    await open([deal('a', '2024-01-01 09:00:00', 1), deal('b', '2024-06-01 09:00:00', 10)]);
    let now = '2024-03-01T00:00:00Z';
    const moving = createDuckDbEngine(warehouse, () => new Date(now));
    const count = async () => (await moving.query({ metrics: ['pipeline_count'] })).rows[0]?.pipeline_count;
    expect(await count()).toBe(1);
    now = '2024-07-01T00:00:00Z';
    expect(await count()).toBe(2);
  });
});

describe('writing', () => {
  test('a load publishes what it brought, and the next answer knows it', async () => {
    await open([deal('a', '2024-01-01 09:00:00', 1)]);
    expect((await engine.query({ metrics: ['pipeline_amount'] })).data_version).toBe(1);
    await engine.load((db) => tell(db, [deal('b', '2024-02-01 09:00:00', 10)]));
    const { rows, data_version } = await engine.query({ metrics: ['pipeline_amount'] });
    expect([rows[0]?.pipeline_amount, data_version]).toEqual([11, 2]);
  });

  test('a load that fails leaves nothing', async () => {
    await open([deal('a', '2024-01-01 09:00:00', 1)]);
    const load = engine.load(async (db) => {
      await tell(db, [deal('b', '2024-02-01 09:00:00', 10)]);
      throw new Error('stop');
    });
    await expect(load).rejects.toThrow('stop');
    expect((await engine.query({ metrics: ['pipeline_amount'] })).rows[0]?.pipeline_amount).toBe(1);
  });

  test('a changed calendar takes effect at once', async () => {
    await open([deal('a', '2024-01-01 09:00:00', 1, '2024-02-01 09:00:00')]);
    const year = async () => (await answer({ metrics: ['won_amount'], by: ['owner_id'], grain: 'year' }))[0]?.period;
    expect(await year()).toBe('2024-01-01');
    await saveWorkspace(warehouse, { fiscal_year_start_month: 7 });
    expect(await year()).toBe('2023-07-01');
  });

  test('an answer is of one data version, however much is written meanwhile', async () => {
    await open([]);
    const writes = (async () => {
      for (let round = 0; round < 12; round += 1)
        await engine.load((db) => tell(db, [deal(`d${round}`, '2024-01-01 09:00:00', 1)]));
    })();
    const seen: [unknown, number][] = [];
    while (seen.length < 60) {
      const { rows, data_version } = await engine.query({ metrics: ['pipeline_count'] });
      seen.push([rows[0]?.pipeline_count, data_version]);
    }
    await writes;
    // Version 1 is the company without a deal; each further one has a deal more.
    expect(seen.filter(([count, version]) => count !== version - 1)).toEqual([]);
  });

  test('the derived tables can be built again', async () => {
    await open([deal('a', '2024-01-01 09:00:00', 1)]);
    await warehouse.execute(sql`DELETE FROM opportunity_state`);
    expect(await engine.publish()).toBe(2);
    expect((await answer({ metrics: ['pipeline_count'] }))[0]?.pipeline_count).toBe(1);
  });
});

describe('refuses', () => {
  const cases: [string, MetricQueryInput, RegExp][] = [
    ['a metric there is not', { metrics: ['luck'] }, /^there is no such metric: luck; there are: pipeline_count, /],
    [
      'a dimension there is not',
      { metrics: ['win_rate'], by: ['name'] },
      /^there is no such dimension: name; there are: owner_id, /,
    ],
    [
      'a split that has no meaning',
      { metrics: ['win_rate'], by: ['activity_kind'] },
      /^win_rate cannot be split by: activity_kind; it can be by: owner_id, /,
    ],
    [
      'a filter that has no meaning',
      { metrics: ['attainment'], filters: [{ dimension: 'product_id', values: ['x'] }] },
      /^attainment cannot be filtered by: product_id; it can be by: owner_id, team_id, region$/,
    ],
    [
      'a split one of several metrics has not',
      { metrics: ['won_amount', 'quota'], by: ['industry'] },
      /^quota cannot be split by: industry/,
    ],
    [
      'a grain finer than the records',
      { metrics: ['attainment'], grain: 'week' },
      /^attainment has no grain: week; it has: month, quarter, year$/,
    ],
    [
      'a span that ends before it begins',
      { metrics: ['win_rate'], from: '2024-02-01', to: '2024-02-01' },
      /^from must be before to/,
    ],
    ['a comparison without a length', { metrics: ['win_rate'], compare: 'previous_period' }, /needs from and to/],
    [
      'an order by what is not there',
      { metrics: ['win_rate'], order: { by: 'won_count' } },
      /^cannot be ordered by: won_count; the answer has: win_rate, win_rate_n$/,
    ],
    ['the same twice', { metrics: ['win_rate', 'win_rate'] }, /^asked twice: win_rate$/],
    [
      'a day that is none',
      { metrics: ['pipeline_count'], filters: [{ dimension: 'close_month', values: ['2024-02-31'] }] },
      /^close_month is a day, not: 2024-02-31$/,
    ],
    [
      'the rest of periods',
      { metrics: ['won_count'], by: ['owner_id'], grain: 'month', rest: true },
      /^the rest of groups/,
    ],
  ];
  test.each(cases)('%s', async (_, query, message) => {
    await open([]);
    await expect(engine.query(query)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(message),
    });
  });

  test('what is not a query at all, naming the field', async () => {
    await open([]);
    await expect(engine.query({ metrics: [] })).rejects.toThrow(/metrics/);
  });
});

test('values reach the database bound, never as text', async () => {
  await open([deal('a', '2024-01-01 09:00:00', 1)]);
  const rows = await answer({
    metrics: ['pipeline_count'],
    filters: [{ dimension: 'owner_id', values: ["ann' OR '1'='1", 'x"; DROP TABLE score; --'] }],
  });
  expect(rows[0]?.pipeline_count).toBe(0);
});

test('a question of more periods than an answer may have rows is refused before any work', async () => {
  await open([deal('a', '2024-01-01 09:00:00', 100, '2024-02-01 09:00:00')]);
  const ages = { metrics: ['won_amount'], grain: 'day' as const, from: '0001-01-01', to: '9999-12-31' };
  await expect(engine.query(ages)).rejects.toMatchObject({ code: 'invalid', where: { field: 'grain' } });
  await expect(engine.query({ ...ages, from: null, as_of: '9999-12-31T00:00:00Z' })).rejects.toThrow(
    /periods of a day/,
  );
  expect(await answer({ ...ages, grain: 'year', from: '2024-01-01', to: '2025-01-01' })).toHaveLength(1);
});
