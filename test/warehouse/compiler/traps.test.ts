import { afterEach, describe, expect, test } from 'vitest';
import type { Warehouse } from '../../../warehouse/database.ts';
import type { Engine } from '../../../warehouse/engine.ts';
import type { MetricQueryInput } from '../../../warehouse/metrics/metric-query.ts';
import { account, person, put, type Story, smallCompany } from '../fixture.ts';

let warehouse: Warehouse | undefined;
afterEach(async () => {
  await warehouse?.close();
  warehouse = undefined;
});

async function company(...args: Parameters<typeof smallCompany>): Promise<Engine> {
  const made = await smallCompany(...args);
  warehouse = made.warehouse;
  return made.engine;
}

const won = (opportunity_id: string, at: string, amount: number, owner_id = 'ann', of: Story['of'] = {}): Story => ({
  opportunity_id,
  of,
  changes: [
    ['2024-01-01 09:00:00', { stage: 'Proposal', amount, owner_id }],
    [at, { stage: 'Won' }],
  ],
});
const lost = (opportunity_id: string, at: string, amount: number, owner_id = 'ann'): Story => ({
  opportunity_id,
  changes: [
    ['2024-01-01 09:00:00', { stage: 'Proposal', amount, owner_id }],
    [at, { stage: 'Lost', amount: 0 }],
  ],
});
const activity = (activity_id: string, owner_id: string, started_on = '2024-02-01') => ({
  activity_id,
  kind: 'call',
  started_at: `${started_on} 10:00:00`,
  started_on,
  started_month: (Number(started_on.slice(0, 4)) - 1970) * 12 + Number(started_on.slice(5, 7)) - 1,
  owner_id,
  team_id: owner_id === 'cid' ? 'east' : 'west',
  account_id: 'acme',
  opportunity_id: 'a',
  is_two_way: true,
  source_system: 'test',
});

test('activities and lines do not multiply amounts', async () => {
  const engine = await company([won('a', '2024-02-10 10:00:00', 100), won('b', '2024-02-11 10:00:00', 50)], {
    more: async (db) => {
      await put(
        db,
        'fct_activity',
        ['1', '2', '3'].map((id) => activity(id, 'ann')),
      );
      await put(db, 'fct_opportunity_line', [
        { opportunity_id: 'a', product_id: 'basic', quantity: 1, list_amount: 60, net_amount: 60 },
        { opportunity_id: 'a', product_id: 'plus', quantity: 1, list_amount: 40, net_amount: 40 },
      ]);
    },
  });
  const { rows } = await engine.query({ metrics: ['won_amount', 'won_count', 'activity_count'], by: ['owner_id'] });
  expect(rows).toEqual([
    {
      owner_id: 'ann',
      owner_name: 'ANN',
      won_amount: 150,
      won_amount_n: 2,
      won_count: 2,
      won_count_n: 2,
      activity_count: 3,
      activity_count_n: 3,
    },
  ]);
});

test('a ratio divides sums: the whole is not the mean of its groups', async () => {
  const engine = await company([
    won('a', '2024-02-10 10:00:00', 100, 'ann'),
    won('b', '2024-02-10 10:00:00', 10, 'bob'),
    lost('c', '2024-02-10 10:00:00', 20, 'bob'),
    lost('d', '2024-02-10 10:00:00', 30, 'bob'),
  ]);
  const [whole] = (await engine.query({ metrics: ['win_rate', 'win_rate_amount'] })).rows;
  expect(whole).toMatchObject({ win_rate: 0.5, win_rate_n: 4, win_rate_amount: 110 / 160 });
  const byOwner = await engine.query({ metrics: ['win_rate'], by: ['owner_id'] });
  expect(byOwner.rows.map((row) => row.win_rate)).toEqual([1, 1 / 3]);
});

test('a deal lost with its amount set to 0 counts with the amount it had', async () => {
  const engine = await company([lost('a', '2024-02-10 10:00:00', 700)]);
  expect((await engine.query({ metrics: ['lost_amount'] })).rows).toEqual([{ lost_amount: 700, lost_amount_n: 1 }]);
});

describe('a deal that comes back', () => {
  const reopened: Story = {
    opportunity_id: 'a',
    changes: [
      ['2024-01-01 09:00:00', { stage: 'Proposal', amount: 100, owner_id: 'ann' }],
      ['2024-02-10 10:00:00', { stage: 'Won' }],
      ['2024-03-01 10:00:00', { stage: 'Proposal' }],
      ['2024-04-05 10:00:00', { stage: 'Lost' }],
    ],
  };
  const metrics = ['pipeline_count', 'won_count', 'lost_count', 'closed_count'];
  const at = async (engine: Engine, as_of: string) =>
    metrics.map(async (name) => (await engine.query({ metrics: [name], as_of })).rows[0]?.[name]);

  test.each([
    ['while first open', '2024-02-10T09:59:59Z', [1, 0, 0, 0]],
    ['at the moment it is won', '2024-02-10T10:00:00Z', [0, 1, 0, 1]],
    ['reopened', '2024-03-01T10:00:00Z', [1, 0, 0, 0]],
    ['lost in the end', '2024-04-05T10:00:00Z', [0, 0, 1, 1]],
  ])('%s it counts once', async (_, as_of, expected) => {
    expect(await Promise.all(await at(await company([reopened]), as_of))).toEqual(expected);
  });

  test('deleted it is gone, restored it keeps its day of closing', async () => {
    const engine = await company([
      {
        opportunity_id: 'a',
        changes: [
          ['2024-01-01 09:00:00', { stage: 'Proposal', amount: 100, owner_id: 'ann' }],
          ['2024-02-10 10:00:00', { stage: 'Won' }],
          ['2024-03-01 10:00:00', { is_deleted: true }],
          ['2024-05-01 10:00:00', { is_deleted: false }],
        ],
      },
    ]);
    const wonByMonth = async (as_of: string) =>
      (await engine.query({ metrics: ['won_amount'], by: ['owner_id'], grain: 'month', as_of })).rows;
    expect(await wonByMonth('2024-04-01T00:00:00Z')).toEqual([]);
    expect(await wonByMonth('2024-06-01T00:00:00Z')).toMatchObject([{ period: '2024-02-01', won_amount: 100 }]);
  });

  test('a deleted open deal leaves the pipeline until it is restored', async () => {
    const engine = await company([
      {
        opportunity_id: 'a',
        changes: [
          ['2024-01-10 09:00:00', { stage: 'Proposal', amount: 100 }],
          ['2024-02-10 10:00:00', { is_deleted: true }],
          ['2024-03-10 10:00:00', { is_deleted: false }],
        ],
      },
    ]);
    const { rows } = await engine.query({
      metrics: ['pipeline_amount'],
      grain: 'month',
      from: '2024-01-01',
      to: '2024-04-01',
    });
    expect(rows.map((row) => row.pipeline_amount)).toEqual([100, 0, 100]);
  });
});

test('an amount corrected after winning counts from then on', async () => {
  const engine = await company([
    {
      opportunity_id: 'a',
      changes: [
        ['2024-01-01 09:00:00', { stage: 'Proposal', amount: 100 }],
        ['2024-02-10 10:00:00', { stage: 'Won' }],
        ['2024-03-01 10:00:00', { amount: 90 }],
      ],
    },
  ]);
  const wonAt = async (as_of: string) => (await engine.query({ metrics: ['won_amount', 'won_count'], as_of })).rows[0];
  expect(await wonAt('2024-02-20T00:00:00Z')).toMatchObject({ won_amount: 100, won_count: 1 });
  expect(await wonAt('2024-03-02T00:00:00Z')).toMatchObject({ won_amount: 90, won_count: 1 });
});

test('what a rep closed stays with the rep and the team of that day', async () => {
  const engine = await company(
    [
      {
        opportunity_id: 'a',
        changes: [
          ['2024-01-01 09:00:00', { stage: 'Proposal', amount: 100, owner_id: 'ann' }],
          ['2024-01-15 09:00:00', { owner_id: 'dan' }],
          ['2024-02-10 10:00:00', { stage: 'Won' }],
          ['2024-03-01 10:00:00', { owner_id: 'ann' }],
        ],
      },
      { opportunity_id: 'b', changes: [['2024-01-01 09:00:00', { stage: 'Proposal', amount: 7, owner_id: 'dan' }]] },
    ],
    {
      // Dan is in West until March, then in East.
      more: (db) =>
        put(db, 'dim_user', [
          person('dan', 'west', { valid_to: '2024-03-01' }),
          person('dan', 'east', { valid_from: '2024-03-01' }),
        ]),
    },
  );
  expect((await engine.query({ metrics: ['won_amount'], by: ['owner_id', 'team_id'] })).rows).toMatchObject([
    { owner_id: 'dan', team_id: 'west', team_name: 'West', won_amount: 100 },
  ]);
  const open = await engine.query({
    metrics: ['pipeline_amount'],
    by: ['region'],
    filters: [{ dimension: 'owner_id', values: ['dan'] }],
    grain: 'month',
    from: '2024-02-01',
    to: '2024-04-01',
  });
  expect(open.rows.map(({ period, region, pipeline_amount }) => [period, region, pipeline_amount])).toEqual([
    ['2024-02-01', 'Americas', 7],
    ['2024-03-01', 'Asia', 7],
  ]);
});

test('an account counts in the segment it was in at that moment', async () => {
  const engine = await company(
    [
      won('a', '2024-02-10 10:00:00', 100, 'ann', { account_id: 'dune' }),
      won('b', '2024-06-10 10:00:00', 50, 'ann', { account_id: 'dune' }),
    ],
    {
      more: (db) =>
        put(db, 'dim_account', [
          account('dune', 'tech', { valid_to: '2024-04-01' }),
          account('dune', 'energy', { valid_from: '2024-04-01' }),
        ]),
    },
  );
  expect((await engine.query({ metrics: ['won_amount'], by: ['industry'] })).rows).toMatchObject([
    { industry: 'energy', won_amount: 50 },
    { industry: 'tech', won_amount: 100 },
  ]);
  // The account is still one, under its newest name.
  expect((await engine.query({ metrics: ['won_amount'], by: ['account_id'] })).rows).toMatchObject([
    { account_id: 'dune', account_name: 'dune Ltd', won_amount: 150 },
  ]);
});

test('a change of currency does not touch amounts, which are in base currency', async () => {
  const engine = await company([
    {
      opportunity_id: 'a',
      changes: [
        ['2024-01-01 09:00:00', { stage: 'Proposal', amount: 100, original_amount: 100, currency: 'USD' }],
        ['2024-01-05 09:00:00', { amount: 110, original_amount: 100, currency: 'EUR' }],
      ],
    },
  ]);
  expect((await engine.query({ metrics: ['pipeline_amount'] })).rows).toMatchObject([{ pipeline_amount: 110 }]);
});

describe('stages', () => {
  const paths: Story[] = [
    {
      // Skips Qualified.
      opportunity_id: 'a',
      changes: [
        ['2024-01-10 00:00:00', { stage: 'Prospecting', owner_id: 'ann' }],
        ['2024-01-20 00:00:00', { stage: 'Proposal' }],
      ],
    },
    {
      // Goes back and enters Proposal again.
      opportunity_id: 'b',
      changes: [
        ['2024-01-10 00:00:00', { stage: 'Proposal', owner_id: 'ann' }],
        ['2024-01-14 00:00:00', { stage: 'Qualified' }],
        ['2024-01-20 00:00:00', { stage: 'Proposal' }],
        ['2024-01-28 00:00:00', { stage: 'Won' }],
      ],
    },
    {
      // Is lost from where it began: that is no step forward.
      opportunity_id: 'c',
      changes: [
        ['2024-01-10 00:00:00', { stage: 'Prospecting', owner_id: 'bob' }],
        ['2024-01-12 00:00:00', { stage: 'Lost' }],
      ],
    },
  ];

  test('one skipped counts as passed, one entered again counts once', async () => {
    const engine = await company(paths);
    const { rows } = await engine.query({
      metrics: ['stage_entries', 'stage_conversion', 'stage_win_rate'],
      by: ['stage'],
    });
    expect(rows.map((row) => [row.stage, row.stage_entries, row.stage_conversion, row.stage_win_rate])).toEqual([
      ['Prospecting', 3, 2 / 3, 1 / 3],
      ['Qualified', 2, 1, 1 / 2],
      ['Proposal', 2, 1 / 2, 1 / 2],
    ]);
  });

  test('each stay counts for the time in a stage', async () => {
    const { rows } = await (await company(paths)).query({ metrics: ['time_in_stage'], by: ['stage'] });
    expect(rows.map((row) => [row.stage, row.time_in_stage, row.time_in_stage_n])).toEqual([
      ['Prospecting', 6, 2], // 10 and 2
      ['Qualified', 6, 1],
      ['Proposal', 6, 2], // 4 and 8
    ]);
  });

  test('what has not happened yet is not known', async () => {
    const { rows } = await (await company(paths)).query({
      metrics: ['stage_conversion'],
      by: ['stage'],
      as_of: '2024-01-19T00:00:00Z',
    });
    expect(rows.map((row) => [row.stage, row.stage_conversion])).toEqual([
      ['Prospecting', 1 / 3],
      ['Qualified', 1],
      ['Proposal', 0],
    ]);
  });

  test('a cohort younger than its stage usually takes is marked', async () => {
    const engine = await company([
      ...paths,
      { opportunity_id: 'd', changes: [['2024-03-01 00:00:00', { stage: 'Prospecting' }]] },
    ]);
    const young = async (as_of: string) =>
      (
        await engine.query({
          metrics: ['stage_immature'],
          by: ['stage'],
          filters: [{ dimension: 'stage', values: ['Prospecting'] }],
          from: '2024-03-01',
          as_of,
        })
      ).rows[0]?.stage_immature;
    // The slower of the two that got further took ten days.
    expect(await young('2024-03-10T23:00:00Z')).toBe(1);
    expect(await young('2024-03-11T00:00:00Z')).toBe(0);
  });
});

describe('edges of periods', () => {
  test('are half-open, in the zone of the workspace', async () => {
    const engine = await company(
      [
        won('a', '2024-01-31 15:59:59', 1),
        won('b', '2024-01-31 16:00:00', 10),
        won('c', '2024-02-29 15:59:59', 100),
        won('d', '2024-02-29 16:00:00', 1000),
      ],
      { workspace: { time_zone: 'Asia/Shanghai' } },
    );
    const february = { from: '2024-02-01', to: '2024-03-01' };
    expect((await engine.query({ metrics: ['won_amount'], ...february })).rows[0]?.won_amount).toBe(110);
    const byMonth = await engine.query({
      metrics: ['won_amount'],
      grain: 'month',
      from: '2024-01-01',
      to: '2024-04-01',
    });
    expect(byMonth.rows.map((row) => [row.period, row.won_amount])).toEqual([
      ['2024-01-01', 1],
      ['2024-02-01', 110],
      ['2024-03-01', 1000],
    ]);
  });

  test('the day clocks go back has 25 hours', async () => {
    const engine = await company(
      [won('a', '2024-10-26 22:00:00', 1), won('b', '2024-10-27 22:59:59', 10), won('c', '2024-10-27 23:00:00', 100)],
      { workspace: { time_zone: 'Europe/Berlin' } },
    );
    const query: MetricQueryInput = {
      metrics: ['won_amount', 'pipeline_count'],
      grain: 'day',
      from: '2024-10-26',
      to: '2024-10-29',
    };
    expect((await engine.query(query)).rows.map((row) => [row.period, row.won_amount, row.pipeline_count])).toEqual([
      ['2024-10-26', 0, 3],
      ['2024-10-27', 11, 1],
      ['2024-10-28', 100, 0],
    ]);
  });

  test('a leap day is a day, and has the one before it a year ago', async () => {
    const engine = await company(
      [won('a', '2024-02-28 10:00:00', 1), won('b', '2024-02-29 10:00:00', 10), won('c', '2025-02-28 10:00:00', 100)],
      { now: '2025-06-01T00:00:00Z' },
    );
    const days = await engine.query({ metrics: ['won_amount'], grain: 'day', from: '2024-02-28', to: '2024-03-02' });
    expect(days.rows.map((row) => row.won_amount)).toEqual([1, 10, 0]);
    const later = await engine.query({
      metrics: ['won_amount'],
      grain: 'month',
      from: '2025-02-01',
      to: '2025-03-01',
      compare: 'previous_year',
    });
    expect(later.rows).toMatchObject([{ won_amount: 100, won_amount_before: 11 }]);
  });

  test('fiscal quarters and years begin in April where the workspace says so', async () => {
    const engine = await company(
      [won('a', '2024-03-31 10:00:00', 1), won('b', '2024-04-01 10:00:00', 10), won('c', '2024-07-01 10:00:00', 100)],
      {
        workspace: { fiscal_year_start_month: 4 },
      },
    );
    const by = async (grain: 'quarter' | 'year') =>
      (await engine.query({ metrics: ['won_amount'], by: ['owner_id'], grain })).rows.map((row) => [
        row.period,
        row.won_amount,
      ]);
    expect(await by('year')).toEqual([
      ['2023-04-01', 1],
      ['2024-04-01', 110],
    ]);
    expect(await by('quarter')).toEqual([
      ['2024-01-01', 1],
      ['2024-04-01', 10],
      ['2024-07-01', 100],
    ]);
  });

  test('the expected close quarter follows the fiscal calendar too', async () => {
    const engine = await company(
      [
        {
          opportunity_id: 'a',
          changes: [['2024-01-01 09:00:00', { stage: 'Proposal', amount: 5, close_on: '2025-01-31' }]],
        },
      ],
      { workspace: { fiscal_year_start_month: 2 } },
    );
    const { rows } = await engine.query({ metrics: ['pipeline_amount'], by: ['close_month', 'close_quarter'] });
    expect(rows).toMatchObject([{ close_month: '2025-01-01', close_quarter: '2024-11-01', pipeline_amount: 5 }]);
    const june = { dimension: 'close_quarter', values: ['2024-11-01'] };
    expect((await engine.query({ metrics: ['pipeline_count'], filters: [june] })).rows[0]?.pipeline_count).toBe(1);
  });

  test('weeks run over the turn of the year', async () => {
    const engine = await company(
      [won('a', '2024-12-29 10:00:00', 1), won('b', '2024-12-30 10:00:00', 10), won('c', '2025-01-05 10:00:00', 100)],
      { now: '2025-06-01T00:00:00Z' },
    );
    const { rows } = await engine.query({ metrics: ['won_amount'], by: ['owner_id'], grain: 'week' });
    expect(rows.map((row) => [row.period, row.won_amount])).toEqual([
      ['2024-12-23', 1],
      ['2024-12-30', 110],
    ]);
  });

  test('the open pipeline of a running period is that of now', async () => {
    const engine = await company([won('a', '2024-02-20 10:00:00', 9)], { now: '2024-02-15T12:00:00Z' });
    const { rows } = await engine.query({
      metrics: ['pipeline_amount'],
      grain: 'month',
      from: '2024-01-01',
      to: '2025-01-01',
    });
    expect(rows.map((row) => [row.period, row.pipeline_amount])).toEqual([
      ['2024-01-01', 9],
      ['2024-02-01', 9],
    ]);
  });
});

describe('nothing', () => {
  test('an empty warehouse answers zeros, and null where it would divide', async () => {
    const engine = await company([]);
    const { rows } = await engine.query({
      metrics: ['pipeline_amount', 'won_amount', 'win_rate', 'sales_cycle_days', 'attainment', 'pipeline_velocity'],
    });
    expect(rows).toMatchObject([
      {
        pipeline_amount: 0,
        won_amount: 0,
        win_rate: null,
        win_rate_n: 0,
        sales_cycle_days: null,
        attainment: null,
        pipeline_velocity: null,
      },
    ]);
    expect((await engine.query({ metrics: ['won_amount', 'pipeline_amount'], grain: 'month' })).rows).toEqual([]);
  });

  test('a month without records is a month with 0', async () => {
    const engine = await company([won('a', '2024-02-10 10:00:00', 1), won('b', '2024-04-10 10:00:00', 10)]);
    const { rows } = await engine.query({
      metrics: ['won_amount', 'win_rate'],
      grain: 'month',
      from: '2024-02-01',
      to: '2024-05-01',
    });
    expect(rows.map((row) => [row.won_amount, row.win_rate])).toEqual([
      [1, 1],
      [0, null],
      [10, 1],
    ]);
  });

  test('"(none)" is a group of its own, can be asked for and left out', async () => {
    const engine = await company([
      won('a', '2024-02-10 10:00:00', 1, 'ann', { account_id: 'acme' }),
      won('b', '2024-02-10 10:00:00', 10, 'ann', { account_id: 'cord' }),
      won('c', '2024-02-10 10:00:00', 100, 'ann'),
    ]);
    const wonBy = async (op: 'in' | 'not_in', values: (string | null)[]) =>
      (await engine.query({ metrics: ['won_amount'], filters: [{ dimension: 'industry', op, values }] })).rows[0]
        ?.won_amount;
    const { rows } = await engine.query({ metrics: ['won_amount'], by: ['industry'] });
    expect(rows.map((row) => [row.industry, row.won_amount])).toEqual([
      ['tech', 1],
      [null, 110],
    ]);
    expect(await wonBy('in', [null])).toBe(110);
    expect(await wonBy('in', ['tech', null])).toBe(111);
    expect(await wonBy('not_in', ['tech'])).toBe(110);
    expect(await wonBy('not_in', [null])).toBe(1);
    expect(await wonBy('not_in', ['tech', null])).toBe(0);
  });

  test('deals without an amount count, and add nothing', async () => {
    const engine = await company([{ opportunity_id: 'a', changes: [['2024-01-01 09:00:00', { stage: 'Proposal' }]] }]);
    expect((await engine.query({ metrics: ['pipeline_count', 'pipeline_amount'] })).rows).toMatchObject([
      { pipeline_count: 1, pipeline_amount: 0, pipeline_amount_n: 1 },
    ]);
  });
});

describe('the first of many', () => {
  const many = [
    won('a', '2024-02-10 10:00:00', 100, 'ann', { account_id: 'acme' }),
    won('b', '2024-02-10 10:00:00', 30, 'bob', { account_id: 'bolt' }),
    won('c', '2024-02-10 10:00:00', 20, 'cid', { account_id: 'cord' }),
    lost('d', '2024-02-10 10:00:00', 5, 'bob'),
  ];

  test('come with the rest, worked out as one', async () => {
    const engine = await company(many);
    const top = await engine.query({
      metrics: ['won_amount', 'win_rate'],
      by: ['owner_id'],
      order: { by: 'won_amount' },
      limit: 1,
      rest: true,
    });
    expect(top.rows).toMatchObject([{ owner_id: 'ann', won_amount: 100 }]);
    expect(top.rest).toEqual({ won_amount: 50, won_amount_n: 2, win_rate: 2 / 3, win_rate_n: 3 });
  });

  test('leave no rest when none was cut off', async () => {
    const engine = await company(many);
    expect((await engine.query({ metrics: ['won_amount'], by: ['owner_id'], limit: 3, rest: true })).rest).toBeNull();
  });

  test('the rest of groups with "(none)" among them is right too', async () => {
    const engine = await company(many);
    const top = await engine.query({
      metrics: ['closed_count'],
      by: ['account_id', 'owner_id'],
      order: { by: 'account_id' },
      limit: 1,
      rest: true,
    });
    expect(top.rows).toMatchObject([{ account_id: 'cord' }]);
    expect(top.rest).toMatchObject({ closed_count: 3 });
    const none = await engine.query({
      metrics: ['closed_count'],
      by: ['account_id'],
      order: { by: 'account_name', direction: 'asc' },
      limit: 4,
      rest: true,
    });
    expect([none.rows.at(-1)?.account_id, none.rest]).toEqual([null, null]);
  });

  test('equal ones keep their order', async () => {
    const engine = await company(many);
    const { rows } = await engine.query({ metrics: ['won_count'], by: ['owner_id'], order: { by: 'won_count' } });
    expect(rows.map((row) => row.owner_id)).toEqual(['ann', 'bob', 'cid']);
  });
});

test('cents add up', async () => {
  const engine = await company([
    won('a', '2024-02-10 10:00:00', 0.1),
    won('b', '2024-02-10 10:00:00', 0.2, 'bob'),
    won('c', '2024-02-10 10:00:00', 0.03, 'cid'),
  ]);
  expect((await engine.query({ metrics: ['won_amount'] })).rows[0]?.won_amount).toBe(0.33);
});

test('one whose creation was estimated stays out of cycles and cohorts', async () => {
  const engine = await company([
    won('a', '2024-01-11 09:00:00', 1),
    { ...won('b', '2024-03-01 09:00:00', 1), of: { created_is_estimated: true } },
  ]);
  const { rows } = await engine.query({ metrics: ['sales_cycle_days', 'stage_entries', 'created_count', 'won_count'] });
  expect(rows).toMatchObject([
    { sales_cycle_days: 10, sales_cycle_days_n: 1, stage_entries: 3, created_count: 1, won_count: 2 },
  ]);
});
