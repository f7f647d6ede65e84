import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MetricQueryInput } from '../../../warehouse/metrics/metric-query.ts';
import { put, smallCompany } from '../fixture.ts';

let company: Awaited<ReturnType<typeof smallCompany>>;
beforeAll(async () => {
  const began = (amount: number | null, owner_id: string) =>
    ['2024-01-01 09:00:00', { stage: 'Proposal', amount, owner_id }] as const;
  company = await smallCompany(
    [
      {
        opportunity_id: 'a',
        of: { account_id: 'acme' },
        changes: [[...began(100, 'ann')], ['2024-01-11 09:00:00', { stage: 'Won' }]],
      },
      {
        opportunity_id: 'b',
        of: { account_id: 'bolt' },
        changes: [[...began(30, 'bob')], ['2024-01-21 09:00:00', { stage: 'Won' }]],
      },
      {
        opportunity_id: 'c',
        of: { account_id: 'cord' },
        changes: [[...began(20, 'bob')], ['2024-02-11 09:00:00', { stage: 'Lost', amount: 0 }]],
      },
      { opportunity_id: 'd', changes: [[...began(500, 'ann')]] },
      { opportunity_id: 'e', of: { account_id: 'bolt' }, changes: [[...began(null, 'bob')]] },
    ],
    {
      more: async (db) => {
        await put(db, 'fct_quota', [
          { owner_id: 'ann', team_id: 'west', period_on: '2024-01-01', period_month: 648, quota: 80 },
          { owner_id: 'bob', team_id: 'west', period_on: '2024-01-01', period_month: 648, quota: 120 },
        ]);
        await put(db, 'fct_lead', [
          {
            lead_id: 'l1',
            created_at: '2024-01-05',
            created_on: '2024-01-05',
            created_month: 648,
            source: 'web',
            converted_at: '2024-02-01',
            source_system: 'test',
          },
          {
            lead_id: 'l2',
            created_at: '2024-01-06',
            created_on: '2024-01-06',
            created_month: 648,
            source: 'web',
            source_system: 'test',
          },
        ]);
      },
    },
  );
});
afterAll(() => company.warehouse.close());

const drill = (metric: string, query: Partial<MetricQueryInput> = {}, mark = {}, page = {}) =>
  company.engine.drill({ query: { metrics: [metric], ...query }, metric, mark, ...page });

test('shows the deals of a bar with the amount each adds, largest first', async () => {
  const answer = await drill('won_amount');
  expect(answer).toMatchObject({ record: 'opportunity', aggregate: 'sum', total_rows: 2, total: { value: 130 } });
  expect(answer.rows).toEqual([
    {
      opportunity_id: 'a',
      opportunity_name: 'Deal a',
      account_name: 'acme Ltd',
      owner_name: 'ANN',
      stage: 'won',
      amount: 100,
      created_on: '2024-01-01',
      closed_on: '2024-01-11',
      cycle_days: 10,
      value: 100,
    },
    expect.objectContaining({ opportunity_id: 'b', value: 30 }),
  ]);
  expect(answer.columns.map(({ name }) => name)).toEqual(Object.keys(answer.rows[0] ?? {}));
  expect(answer.columns.at(-1)).toEqual({ name: 'value', label: { en: 'Won', zh: '赢单金额' }, unit: 'money' });
});

test('a ratio shows what each adds above and below the line', async () => {
  const answer = await drill('win_rate', { by: ['owner_id'] }, { owner_id: 'bob' });
  expect(answer.total).toEqual({ value: 0.5, numerator: 1, denominator: 2 });
  expect(answer.rows.map((row) => [row.opportunity_id, row.numerator, row.denominator])).toEqual([
    ['b', 1, 1],
    ['c', 0, 1],
  ]);
});

test('a ratio of two kinds of records shows both', async () => {
  const answer = await drill(
    'attainment',
    { grain: 'month', from: '2024-01-01', to: '2024-03-01' },
    { period: '2024-01-01' },
  );
  expect(answer.total).toEqual({ value: 130 / 200, numerator: 130, denominator: 200 });
  expect(answer.rows.map((row) => [row.component, row.owner_name, row.numerator, row.denominator])).toEqual([
    ['won_amount', 'ANN', 100, null],
    ['won_amount', 'BOB', 30, null],
    ['quota', 'BOB', null, 120],
    ['quota', 'ANN', null, 80],
  ]);
});

test('a median is taken again over the records', async () => {
  const answer = await drill('sales_cycle_days');
  expect(answer).toMatchObject({ aggregate: 'median', total: { value: 15 } });
  expect(answer.rows.map((row) => row.value)).toEqual([20, 10]);
});

test('a formula shows the records of each of its parts', async () => {
  const answer = await drill('pipeline_velocity');
  expect(answer).toMatchObject({ aggregate: 'formula', total: { value: (2 * (2 / 3) * 65) / 15 } });
  expect(answer.rows.map((row) => `${row.component} ${row.opportunity_id}`)).toEqual([
    'pipeline_count d',
    'pipeline_count e',
    'win_rate a',
    'win_rate b',
    'win_rate c',
    'average_deal_size a',
    'average_deal_size b',
    'sales_cycle_days b',
    'sales_cycle_days a',
  ]);
});

test('leads show what became of them', async () => {
  const answer = await drill('lead_conversion');
  expect(answer).toMatchObject({ record: 'lead', total: { value: 0.5 } });
  expect(answer.rows.map((row) => [row.lead_id, row.converted_at])).toEqual([
    ['l1', '2024-02-01T00:00:00.000Z'],
    ['l2', null],
  ]);
  const then = await drill('lead_conversion', { as_of: '2024-01-31T00:00:00Z' });
  expect(then.rows.map((row) => row.converted_at)).toEqual([null, null]);
});

test('the open pipeline of a past month is that of its end', async () => {
  const query: Partial<MetricQueryInput> = { grain: 'month', from: '2024-01-01', to: '2024-03-01' };
  const january = await drill('pipeline_amount', query, { period: '2024-01-01' });
  expect(january.rows.map((row) => [row.opportunity_id, row.value])).toEqual([
    ['d', 500],
    ['c', 20],
    ['e', 0],
  ]);
  expect((await drill('pipeline_amount', { grain: 'month' }, { period: '2031-01-01' })).total_rows).toBe(0);
});

test('"(none)" leads to the records that have none', async () => {
  const answer = await drill('pipeline_count', { by: ['industry'] }, { industry: null });
  expect(answer.rows.map((row) => row.opportunity_id)).toEqual(['d']);
});

test('pages follow each other in one order, and the total is of all', async () => {
  const pages = await Promise.all([0, 1, 2].map((offset) => drill('closed_count', {}, {}, { limit: 1, offset })));
  expect(pages.map(({ rows }) => rows[0]?.opportunity_id)).toEqual(['a', 'b', 'c']);
  expect(pages.map(({ total, total_rows }) => [total.value, total_rows])).toEqual([
    [3, 3],
    [3, 3],
    [3, 3],
  ]);
});

describe('refuses', () => {
  test.each([
    [
      'a mark the question is not split by',
      () => drill('won_amount', {}, { owner_id: 'ann' }),
      /not split by: owner_id/,
    ],
    ['a period without a grain', () => drill('won_amount', {}, { period: '2024-01-01' }), /has no period: 2024-01-01/],
    [
      'a period that is no day',
      () => drill('won_amount', { grain: 'month' }, { period: 'soon' }),
      /has no period: soon/,
    ],
    ['a metric there is not', () => drill('luck'), /no such metric: luck/],
    [
      'a question with a metric there is not',
      () => drill('won_amount', { metrics: ['won_amount', 'luck'] }),
      /no such metric: luck/,
    ],
    [
      'a question that cannot be asked of all its metrics',
      () => drill('won_amount', { metrics: ['won_amount', 'lead_count'], by: ['stage_type'] }, { stage_type: 'won' }),
      /lead_count cannot be split by: stage_type/,
    ],
  ])('%s', async (_, ask, message) => {
    await expect(ask()).rejects.toMatchObject({ code: 'invalid', message: expect.stringMatching(message) });
  });
});
