import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MetricsAnswer } from '../../../api/contracts/metrics.ts';
import { arrowStreamType } from '../../../warehouse/arrow.ts';
import { DrillAnswer, MetricAnswer } from '../../../warehouse/metrics/metric-query.ts';
import { ask, post } from '../support.ts';
import { fewDeals, type Served, serve } from '../workspaces.ts';

let api: Served;
beforeAll(async () => {
  api = await serve(fewDeals);
});
afterAll(() => api.close());

const query = (body: object, headers?: Record<string, string>) => post(`${api.url}/api/v1/query`, body, headers);
const drill = (body: object) => post(`${api.url}/api/v1/drill`, body);

test('lists every metric with its meaning, and the dimensions they name', async () => {
  const { rows, total, dimensions } = MetricsAnswer.parse((await ask(`${api.url}/api/v1/metrics`)).body);
  expect(total).toBe(rows.length);
  expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['won_amount', 'win_rate', 'pipeline_amount']));
  const known = new Set(dimensions.map(({ name }) => name));
  expect(rows.flatMap((metric) => metric.dimensions).filter((name) => !known.has(name))).toEqual([]);
});

test('answers a question', async () => {
  // Ben won 100, Cleo 300.
  const { rows } = MetricAnswer.parse((await query({ metrics: ['won_amount'], by: ['owner_id'] })).body);
  const won = Object.fromEntries(rows.map((row) => [String(row.owner_id), row.won_amount]));
  expect(won).toMatchObject({ u1: 100, u2: 300 });
});

test('an answer of many rows, written piece by piece, is whole', async () => {
  const asked = { metrics: ['won_amount'], grain: 'day' as const, from: '2009-01-01', to: '2024-07-01' };
  const { status, headers, body } = await query(asked);
  expect({ status, type: headers.get('content-type') }).toEqual({
    status: 200,
    type: 'application/json; charset=utf-8',
  });
  const whole = await api.options.engine.query(asked);
  expect(whole.rows.length).toBeGreaterThan(4000);
  expect(body).toEqual(whole);
});

test('answers the same as an Arrow stream', async () => {
  const asked = { metrics: ['won_amount', 'win_rate', 'pipeline_count'], by: ['owner_id'] };
  const inJson = MetricAnswer.parse((await query(asked)).body);
  const response = await fetch(`${api.url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: arrowStreamType },
    body: JSON.stringify(asked),
  });
  expect(response.headers.get('content-type')).toBe(arrowStreamType);
  expect(response.headers.get('vary')).toMatch('Accept');
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  const plain = table
    .toArray()
    .map((row) =>
      Object.fromEntries(
        Object.entries(row.toJSON()).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]),
      ),
    );
  expect(plain).toEqual(inJson.rows);
  expect(table.schema.fields.map(({ name }) => name)).toEqual(inJson.columns.map(({ name }) => name));
});

test('a wrong question is a problem document also for those who accept Arrow', async () => {
  const { status, headers } = await query({ metrics: ['no_such'] }, { accept: arrowStreamType });
  expect({ status, type: headers.get('content-type') }).toEqual({
    status: 400,
    type: 'application/problem+json; charset=utf-8',
  });
});

test.each([
  ['an unknown metric', { metrics: ['no_such_metric'] }, 'no_such_metric'],
  ['an unknown dimension', { metrics: ['won_amount'], by: ['colour'] }, 'colour'],
  ['a split the metric does not have', { metrics: ['activity_count'], by: ['stage'] }, 'stage'],
  ['an unknown order', { metrics: ['won_amount'], order: { by: 'nothing' } }, 'nothing'],
])('refuses %s, and names it', async (_what, asked, named) => {
  const { status, body } = await query(asked);
  expect(status).toBe(400);
  expect((body as { detail: string }).detail).toContain(named);
});

test.each([
  [{}, 'metrics'],
  [{ metrics: 'won_amount' }, 'metrics'],
  [{ metrics: ['won_amount'], limit: '10' }, 'limit'],
  [{ metrics: ['won_amount'], from: 'yesterday' }, 'from'],
  [{ metrics: ['won_amount'], grain: 'decade' }, 'grain'],
  [{ metrics: ['won_amount'], filters: [{ dimension: 'region', values: [{}] }] }, 'filters.0.values.0'],
  [{ metrics: ['won_amount'], having: 'x' }, 'having'],
])('names the wrong field of %j', async (asked, field) => {
  const { status, body } = await query(asked);
  expect(status).toBe(400);
  expect((body as { errors: { field: string }[] }).errors.map((error) => error.field)).toContain(field);
});

test('the records behind a mark add up to it', async () => {
  const asked = { metrics: ['won_amount'], by: ['owner_id'] };
  const answer = DrillAnswer.parse(
    (await drill({ query: asked, metric: 'won_amount', mark: { owner_id: 'u2' } })).body,
  );
  expect(answer.total_rows).toBe(1);
  expect(answer.total.value).toBe(300);
  expect(answer.rows[0]).toMatchObject({ value: 300 });
});

test.each([
  ['a metric that is not there', { query: { metrics: ['won_amount'] }, metric: 'no_such' }],
  ['a mark of another split', { query: { metrics: ['won_amount'] }, metric: 'won_amount', mark: { stage: 'won' } }],
  ['a page of nothing', { query: { metrics: ['won_amount'] }, metric: 'won_amount', limit: 0 }],
])('refuses to drill into %s', async (_what, asked) => {
  expect((await drill(asked)).body).toMatchObject({ status: 400, code: 'invalid' });
});
