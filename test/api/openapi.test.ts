import { afterAll, beforeAll, expect, test } from 'vitest';
import { apiRoutes } from '../../api/app.ts';
import { Problem } from '../../api/contracts/common.ts';
import { Description } from '../../api/openapi.ts';
import { describedAnswer } from './described.ts';
import { ask, post } from './support.ts';
import { fewDeals, type Served, serve } from './workspaces.ts';

let api: Served;
let description: Description;

beforeAll(async () => {
  api = await serve(fewDeals);
  description = Description.parse((await ask(`${api.url}/api/openapi.json`)).body);
});
afterAll(() => api.close());

test('every route is described, in both languages, and nothing else is', () => {
  const described = Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method} ${path}`),
  );
  const routes = apiRoutes(api.options).map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
  expect(described.sort()).toEqual(routes.sort());
  for (const operations of Object.values(description.paths)) {
    for (const operation of Object.values(operations)) {
      expect(operation).toMatchObject({
        summary: expect.stringMatching(/\w/),
        'x-summary-zh': expect.stringMatching(/[\u4e00-\u9fff]/),
      });
    }
  }
});

test('is OpenAPI 3.1 of this release, without two operations of one name', () => {
  expect(description.openapi).toMatch(/^3\.1\./);
  expect(description.info.version).toBe('0.0.0-test');
  const names = Object.values(description.paths).flatMap((of) =>
    Object.values(of).map((operation) => (operation as { operationId: string }).operationId),
  );
  expect(new Set(names).size).toBe(names.length);
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(description).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  );
  expect(references.length).toBeGreaterThan(5);
  expect(references.filter((name) => !(name! in description.components.schemas))).toEqual([]);
});

test('path and query parameters are described with their limits', () => {
  const { parameters } = description.paths['/api/v1/loads/{load_id}/repairs']!.get as {
    parameters: { name: string }[];
  };
  expect(parameters.map(({ name }) => name)).toEqual(['load_id', 'limit', 'offset']);
  expect(parameters[1]).toMatchObject({ in: 'query', schema: { type: 'integer', maximum: 1000, default: 100 } });
});

test.each(apiPaths())('what GET %s answers is as described', async (path) => {
  const answer = await ask(`${api.url}${path.replace('{load_id}', 'load-1')}`);
  expect(answer.status).toBe(200);
  expect(describedAnswer(description, { method: 'get', path }).safeParse(answer.body).error).toBeUndefined();
});

test('a question and a drill answer as described', async () => {
  const query = { metrics: ['won_amount'], by: ['owner_id'] };
  const asked = await post(`${api.url}/api/v1/query`, query);
  expect(
    describedAnswer(description, { method: 'post', path: '/api/v1/query' }).safeParse(asked.body).error,
  ).toBeUndefined();
  const drilled = await post(`${api.url}/api/v1/drill`, { query, metric: 'won_amount', mark: { owner_id: 'u1' } });
  expect(
    describedAnswer(description, { method: 'post', path: '/api/v1/drill' }).safeParse(drilled.body).error,
  ).toBeUndefined();
});

test('a problem is as described', async () => {
  const { body } = await post(`${api.url}/api/v1/query`, { metrics: [] });
  const described = describedAnswer(description, {
    method: 'post',
    path: '/api/v1/query',
    status: 400,
    type: 'application/problem+json',
  });
  expect(described.safeParse(body).error).toBeUndefined();
  expect(Problem.safeParse(body).error).toBeUndefined();
});

/** Written out here, so that a route that disappears is noticed. */
function apiPaths(): string[] {
  return [
    '/health',
    '/api/v1/workspace',
    '/api/v1/metrics',
    '/api/v1/forecast',
    '/api/v1/opportunities/scored',
    '/api/v1/models',
    '/api/v1/ideal-customer',
    '/api/v1/jobs',
    '/api/v1/loads/{load_id}/repairs',
    '/api/v1/loads/{load_id}/quarantine',
    '/api/openapi.json',
  ];
}
