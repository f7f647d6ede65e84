import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiRoutes } from '../../api/app.ts';
import { Problem } from '../../api/contracts/common.ts';
import { dimensions, metrics } from '../../warehouse/metrics/registry.ts';
import { sql } from '../../warehouse/sql.ts';
import { ask, post } from './support.ts';
import { fewDeals, type Served, serve } from './workspaces.ts';

const injections = [
  "'; DROP TABLE opportunity_event; --",
  '"; DROP TABLE opportunity_event; --',
  "' OR '1'='1",
  'won_amount) FROM dim_user; --',
  '<script>alert(1)</script>',
  '{{7*7}}',
  '../../../../etc/passwd',
  '\u0000',
  '\u202e\ud83d\ude00',
  '__proto__',
  'constructor',
  'toString',
  '',
  ' '.repeat(300),
];

let api: Served;
beforeAll(async () => {
  api = await serve(fewDeals);
});
afterAll(() => api.close());

const paths = (fill: string) =>
  apiRoutes(api.options).map(({ method, path }) => ({
    method,
    path: path.replace(/:\w+/g, encodeURIComponent(fill) || '%20'),
  }));

/** Refused politely: 4xx with a problem document, and nothing in the error log. */
function expectRefused(answered: { status: number; body: unknown }, what: string): void {
  expect(answered.status, what).toBeGreaterThanOrEqual(400);
  expectPolite(answered, what);
}

function expectPolite({ status, body }: { status: number; body: unknown }, what: string): void {
  const logged = api.errors.splice(0).map((said) => String((said as { err?: Error }).err?.stack ?? said));
  expect(logged, what).toEqual([]);
  expect(status, what).toBeLessThan(500);
  if (status >= 400) expect(Problem.safeParse(body).success, what).toBe(true);
}

const withBody = () => apiRoutes(api.options).filter(({ body }) => body !== undefined);

test.each(['{', '{"metrics": [', 'undefined', '{"a": 1}}', '\ufeff', "{'metrics': []}"])(
  'malformed JSON is refused everywhere: %j',
  async (text) => {
    for (const { path } of withBody()) expectRefused(await post(api.url + path, text), path);
  },
);

test.each([[[]], ['text'], [3], [null], [true], [[{}]]])(
  'a body that is no object is refused everywhere: %j',
  async (body) => {
    for (const { path } of withBody()) expectRefused(await post(api.url + path, body), path);
  },
);

test('10 MB are refused everywhere', async () => {
  const large = JSON.stringify({ metrics: ['x'.repeat(10_000_000)] });
  for (const { path } of withBody()) expectRefused(await post(api.url + path, large), path);
});

test('deep nesting is refused everywhere', async () => {
  const deep = `{"metrics": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
  for (const { path } of withBody()) expectRefused(await post(api.url + path, deep), path);
});

test('every unknown field is refused everywhere', async () => {
  for (const { path } of withBody()) {
    const { body } = await post(api.url + path, { surprise: 1 });
    expect(
      Problem.parse(body).errors?.map(({ field }) => field),
      path,
    ).toContain('surprise');
  }
});

test.each(injections)('in an address %j does no harm', async (text) => {
  for (const { method, path } of paths(text)) {
    const search = new URLSearchParams({ limit: text, sort: text, [text]: text });
    expectPolite(await ask(`${api.url}${path}?${search}`, { method: method.toUpperCase() }), path);
  }
});

test.each(injections)('in a question %j does no harm', async (text) => {
  const mark = { owner_id: text };
  const questions = [
    { metrics: [text] },
    { metrics: ['won_amount'], by: [text] },
    { metrics: ['won_amount'], filters: [{ dimension: text, values: [text] }] },
    { metrics: ['won_amount'], from: text },
    { metrics: ['won_amount'], as_of: text },
    { metrics: ['won_amount'], order: { by: text } },
  ];
  for (const question of questions) {
    expectRefused(await post(`${api.url}/api/v1/query`, question), JSON.stringify(question));
    const drilled = await post(`${api.url}/api/v1/drill`, { query: question, metric: 'won_amount' });
    expectPolite(drilled, JSON.stringify(question));
  }
  // As a value it is a value like any other: nothing is found under it.
  const asked = { metrics: ['won_count'], by: ['owner_id'], filters: [{ dimension: 'owner_id', values: [text] }] };
  expect((await post(`${api.url}/api/v1/query`, asked)).body).toMatchObject({ rows: [] });
  expect((await post(`${api.url}/api/v1/drill`, { query: asked, metric: 'won_count', mark })).body).toMatchObject({
    total_rows: 0,
  });
  expect(await api.warehouse.query(sql`SELECT count(*)::INTEGER AS n FROM opportunity_event`)).toEqual([{ n: 8 }]);
});

/** A question made of right and wrong parts, so that many get far. */
const nearlyRight = fc.record(
  {
    metrics: fc.array(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...metrics.map(({ name }) => name)) }, fc.string()),
      { minLength: 1, maxLength: 4 },
    ),
    by: fc.array(
      fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...dimensions.map(({ name }) => name)) }, fc.string()),
      { maxLength: 3 },
    ),
    filters: fc.array(
      fc.record({
        dimension: fc.constantFrom(...dimensions.map(({ name }) => name)),
        op: fc.constantFrom('in', 'not_in'),
        values: fc.array(
          fc.oneof(fc.string(), fc.double(), fc.boolean(), fc.constant(null), fc.constant('2024-06-01')),
          { minLength: 1, maxLength: 3 },
        ),
      }),
      { maxLength: 2 },
    ),
    from: day(),
    to: day(),
    grain: fc.constantFrom('day', 'week', 'month', 'quarter', 'year', null, 'century'),
    compare: fc.constantFrom('previous_period', 'previous_year', null),
    as_of: fc.constantFrom(null, '2024-06-01T00:00:00Z', '0001-01-01T00:00:00+14:00', '9999-12-31T23:59:59Z'),
    order: fc.option(
      fc.record({
        by: fc.constantFrom('won_amount', 'owner_id', 'period', 'x'),
        direction: fc.constantFrom('asc', 'desc'),
      }),
    ),
    limit: fc.oneof(fc.integer({ min: -1, max: 100_001 }), fc.double()),
  },
  { requiredKeys: ['metrics'] },
);

function day() {
  return fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom('2024-01-01', '2024-02-29', '2024-07-01', null) },
    fc.constantFrom('0001-01-01', '9999-12-31', '2023-02-29', 'x'),
  );
}

test('no question, however put, brings the server down', async () => {
  const seen = new Set<number>();
  await fc.assert(
    fc.asyncProperty(nearlyRight, fc.constantFrom(...metrics.map(({ name }) => name)), async (question, metric) => {
      const asked = await post(`${api.url}/api/v1/query`, question);
      seen.add(asked.status);
      expectPolite(asked, JSON.stringify(question));
      const drilled = await post(`${api.url}/api/v1/drill`, { query: question, metric, mark: { owner_id: 'u1' } });
      expectPolite(drilled, JSON.stringify(question));
    }),
    { numRuns: 120, seed: 20240701 },
  );
  expect([...seen].sort()).toEqual([200, 400]);
});

test('nor does any other JSON', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (body) => {
      for (const { path } of withBody()) {
        const answered = await post(api.url + path, JSON.stringify(body));
        expectPolite(answered, JSON.stringify(body));
      }
    }),
    { numRuns: 60, seed: 20240701 },
  );
});
