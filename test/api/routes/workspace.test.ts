import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../../warehouse/sql.ts';
import { ask, askPlainly } from '../support.ts';
import { fewDeals, nothing, now, type Served, serve } from '../workspaces.ts';

let api: Served;
beforeAll(async () => {
  api = await serve(fewDeals);
});
afterAll(() => api.close());

test('is well once pages can be served', async () => {
  const { status, body } = await ask(`${api.url}/health`);
  expect({ status, body }).toEqual({ status: 200, body: { status: 'ok', version: '0.0.0-test', dataVersion: 1 } });
});

test('is well while every connection of the warehouse is taken', async () => {
  const { warehouse } = api.options;
  await ask(`${api.url}/health`);
  let letGo = () => {};
  const held = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const holders = Array.from({ length: 20 }, () => warehouse.with(() => held));
  const { status, body } = await ask(`${api.url}/health`);
  letGo();
  await Promise.all(holders);
  expect({ status, body }).toMatchObject({ status: 200, body: { dataVersion: 1 } });
});

test('tells what the data are', async () => {
  const { body } = await ask(`${api.url}/api/v1/workspace`);
  expect(body).toMatchObject({
    name: 'Few deals',
    kind: 'loaded',
    base_currency: 'USD',
    as_of: now.toISOString(),
    stands_still: true,
    data_version: 1,
    first_day: '2024-04-01',
    last_day: '2024-06-11',
    stages: [
      { stage: 'engaging', stage_position: 1, stage_type: 'open', label: { en: 'Engaging', zh: '接洽中' } },
      { stage: 'won', stage_type: 'won' },
      { stage: 'lost', stage_type: 'lost' },
    ],
    counts: { opportunities: 5, accounts: 1, leads: 0, activities: 0, users: 2 },
    loads: [{ load_id: 'load-1', rows_in: 7, rows_loaded: 5, rows_repaired: 1, rows_quarantined: 1 }],
  });
});

test('an empty workspace has no days and follows the clock', async () => {
  const empty = await serve(nothing);
  try {
    const { body } = await ask(`${empty.url}/api/v1/workspace`);
    expect(body).toMatchObject({
      kind: 'empty',
      first_day: null,
      last_day: null,
      changed_at: null,
      stands_still: false,
      stages: [],
    });
    expect(body).toMatchObject({ as_of: now.toISOString(), counts: { opportunities: 0 } });
  } finally {
    await empty.close();
  }
});

test('is asked for again when data or settings changed, and only then', async () => {
  const url = `${api.url}/api/v1/workspace`;
  const etag = async () => String((await askPlainly(url, {})).headers.etag);
  const before = await etag();
  expect((await askPlainly(url, { 'if-none-match': before })).status).toBe(304);
  await api.warehouse.execute(sql`UPDATE data_version SET version = 2`);
  const afterData = await etag();
  await api.warehouse.execute(sql`UPDATE workspace_setting SET value = '"Other"' WHERE name = 'name'`);
  const afterSettings = await etag();
  expect(new Set([before, afterData, afterSettings]).size).toBe(3);
});

test('what follows the clock is asked for again the next minute', async () => {
  let time = now;
  const empty = await serve(nothing, { clock: () => time });
  try {
    const etag = async () => String((await askPlainly(`${empty.url}/api/v1/workspace`, {})).headers.etag);
    const before = await etag();
    expect(await etag()).toBe(before);
    time = new Date(now.getTime() + 60_000);
    expect(await etag()).not.toBe(before);
  } finally {
    await empty.close();
  }
});

test('a query parameter nobody knows is passed over where none is declared', async () => {
  expect((await ask(`${api.url}/api/v1/workspace?_=1`)).status).toBe(200);
});
