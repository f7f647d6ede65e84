import { afterAll, beforeAll, expect, test } from 'vitest';
import { ask } from '../support.ts';
import { fewDeals, type Served, serve } from '../workspaces.ts';

let api: Served;
beforeAll(async () => {
  api = await serve(fewDeals);
});
afterAll(() => api.close());

test('tells what was repaired', async () => {
  const { body } = await ask(`${api.url}/api/v1/loads/load-1/repairs`);
  const repair = {
    file: 'deals.csv',
    file_row: 2,
    column_name: 'product',
    rule: 'product_spelling',
    found: 'GTXPro',
    used: 'GTX Pro',
  };
  expect(body).toEqual({ rows: [repair], total: 1 });
});

test('tells what was refused, with the row as it was read', async () => {
  const { body } = await ask(`${api.url}/api/v1/loads/load-1/quarantine`);
  const row = {
    file: 'deals.csv',
    file_row: 7,
    column_name: 'amount',
    reason: 'not_a_number',
    found: 'x',
    raw: { amount: 'x' },
  };
  expect(body).toEqual({ rows: [row], total: 1 });
});

test('a page past the end is empty and still says how many there are', async () => {
  const { body } = await ask(`${api.url}/api/v1/loads/load-1/repairs?offset=50`);
  expect(body).toEqual({ rows: [], total: 1 });
});

test.each([
  ['limit=0', 'limit'],
  ['limit=all', 'limit'],
  ['limit=5&limit=6', 'limit'],
  ['offset=-1', 'offset'],
  ['offset=1e99', 'offset'],
  ['page=2', 'page'],
])('refuses %s', async (search, field) => {
  const { status, body } = await ask(`${api.url}/api/v1/loads/load-1/quarantine?${search}`);
  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: expect.arrayContaining([expect.objectContaining({ field })]) });
});

test.each(['repairs', 'quarantine'])('%s of a load that never was are not found', async (what) => {
  const { body } = await ask(`${api.url}/api/v1/loads/${encodeURIComponent("x' OR 1=1 --")}/${what}`);
  expect(body).toMatchObject({ status: 404, code: 'not_found', detail: "load not found: x' OR 1=1 --" });
});
