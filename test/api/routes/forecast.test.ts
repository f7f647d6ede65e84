import { afterAll, beforeAll, expect, test } from 'vitest';
import { ForecastAnswer, ModelPage, ScoredPage } from '../../../api/contracts/forecast.ts';
import { ProfileAnswer } from '../../../api/contracts/ideal-customer.ts';
import { sql } from '../../../warehouse/sql.ts';
import { ask } from '../support.ts';
import { fewDeals, nothing, type Served, serve } from '../workspaces.ts';

let api: Served;
beforeAll(async () => {
  api = await serve(async (warehouse) => {
    await fewDeals(warehouse);
    await warehouse.execute(sql`
      INSERT INTO model_version VALUES ('m1', 'win_probability', '2024-07-01', '2024-07-01', 1, 1, 'beaten', 'base_rate', NULL,
        '{"reason": {"en": "no signal", "zh": "没有信号"}}')`);
    // Deal 4 (1,000) is thought likelier than deal 5 (50).
    await warehouse.execute(sql`
      INSERT INTO score
      SELECT id, TIMESTAMP '2024-07-01', TIMESTAMP '2024-07-01', 'm1', 'base_rate', probability, NULL, NULL, NULL, 0.5, 0.5, 0.25, '[]'::JSON
      FROM (VALUES ('o4', 0.8), ('o5', 0.2)) AS scores (id, probability)`);
  });
});
afterAll(() => api.close());

const scored = async (search: string) =>
  ScoredPage.parse((await ask(`${api.url}/api/v1/opportunities/scored?${search}`)).body);

test('says how much is missing where little has closed', async () => {
  const answer = ForecastAnswer.parse((await ask(`${api.url}/api/v1/forecast`)).body);
  expect(answer).toMatchObject({ currency: 'USD', data_version: 1, status: 'not_enough_data', have: 3 });
  expect(answer.need).toBeGreaterThan(3);
});

test('says that there is nothing at all', async () => {
  const empty = await serve(nothing);
  try {
    expect((await ask(`${empty.url}/api/v1/forecast`)).body).toMatchObject({ status: 'none', periods: [] });
    expect((await ask(`${empty.url}/api/v1/opportunities/scored`)).body).toEqual({ rows: [], total: 0 });
    expect((await ask(`${empty.url}/api/v1/ideal-customer`)).body).toMatchObject({
      n: 0,
      base_win_rate: null,
      rows: [],
    });
  } finally {
    await empty.close();
  }
});

test('lists scored deals in the order asked for, page by page', async () => {
  expect((await scored('')).rows.map((row) => row.opportunity_id)).toEqual(['o4', 'o5']);
  expect((await scored('sort=probability&direction=asc')).rows.map((row) => row.opportunity_id)).toEqual(['o5', 'o4']);
  const second = await scored('sort=amount&limit=1&offset=1');
  expect(second).toMatchObject({
    total: 2,
    rows: [{ opportunity_id: 'o5', opportunity_name: 'Deal 5', amount: 50, owner_name: null }],
  });
});

test.each([
  ['sort=owner', 'sort'],
  ['direction=up', 'direction'],
  ['limit=1001', 'limit'],
])('refuses %s', async (search, field) => {
  const { status, body } = await ask(`${api.url}/api/v1/opportunities/scored?${search}`);
  expect(status).toBe(400);
  expect(body).toMatchObject({ errors: [{ field }] });
});

test('lists the models', async () => {
  const { rows, total } = ModelPage.parse((await ask(`${api.url}/api/v1/models`)).body);
  expect(total).toBe(1);
  expect(rows[0]).toMatchObject({ model_version_id: 'm1', status: 'beaten', method_served: 'base_rate' });
});

test('tells which customers are won', async () => {
  // Two won of three closed.
  const answer = ProfileAnswer.parse((await ask(`${api.url}/api/v1/ideal-customer`)).body);
  expect(answer).toMatchObject({ n: 3, data_version: 1 });
});
