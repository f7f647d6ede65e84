import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { options } from '../../../crm/entities/options.ts';
import { demoTables, loadDemo } from '../../../ingest/demo/demo.ts';
import { silent } from '../../../progress.ts';
import { derivedTables } from '../../../warehouse/publish.ts';
import { raw } from '../../../warehouse/sql.ts';
import { dataVersion, loadWorkspace, saveWorkspace } from '../../../warehouse/workspace.ts';
import { type Demo, demo, emptyWarehouse, fixedNow } from './load.ts';

const scale = 0.05;
let company: Demo;
beforeAll(async () => {
  company = await demo({ scale });
});
afterAll(() => company.close());

const count = async (text: string): Promise<number> => {
  const [row] = await company.warehouse.query<{ n: number }>(raw(`SELECT count(*)::INTEGER AS n FROM ${text}`));
  return row?.n ?? -1;
};

test('has as many of each as the scale says', () => {
  expect(company.rows).toMatchObject({
    dim_team: 6,
    dim_product: 12,
    dim_stage: 7,
    dim_opportunity: 600,
    fct_lead: 1_500,
    fct_activity: 12_500,
  });
});

test('fills every table', () => {
  expect(Object.entries(company.rows).filter(([, rows]) => rows === 0)).toEqual([]);
  expect(Object.keys(company.rows)).toEqual([...demoTables]);
});

test('has 40 reps in 6 teams and 4 regions, and 150 accounts, some with a past', async () => {
  expect(await count('(SELECT DISTINCT user_id FROM dim_user)')).toBe(40);
  expect(await count('(SELECT DISTINCT region FROM dim_team)')).toBe(4);
  expect(await count('(SELECT DISTINCT account_id FROM dim_account)')).toBe(150);
  expect(await count(`dim_account WHERE valid_to < TIMESTAMP '9999-12-31'`)).toBeGreaterThan(0);
  expect(await count(`dim_user WHERE NOT is_active`)).toBe(1);
});

test('spans 36 months up to the day of now, and nothing lies at or after it', async () => {
  const [row] = await company.warehouse.query<{ first: string; last: string }>(
    raw(`SELECT min(started_on) AS first, max(started_on) AS last FROM fct_activity`),
  );
  expect(row?.first.slice(0, 7)).toBe('2023-03');
  expect(row?.last).toBe('2026-03-17');
  const end = `TIMESTAMP '2026-03-18'`;
  for (const [table, column] of [
    ['fct_activity', 'started_at'],
    ['opportunity_event', 'occurred_at'],
    ['opportunity_event', 'recorded_at'],
    ['dim_opportunity', 'created_at'],
    ['fct_lead', 'created_at'],
    ['fct_lead', 'first_response_at'],
    ['fct_lead', 'qualified_at'],
    ['fct_lead', 'converted_at'],
    ['fct_lead', 'rejected_at'],
    ['fct_touch', 'touched_at'],
    ['fct_quote', 'issued_at'],
    ['fct_contract', 'signed_on'],
    ['fct_payment', 'received_on'],
    ['fct_ticket', 'opened_at'],
    ['fct_ticket', 'first_response_at'],
    ['fct_ticket', 'resolved_at'],
    ['dim_contact', 'created_at'],
  ]) {
    expect(await count(`${table} WHERE ${column} >= ${end}`), `${table}.${column}`).toBe(0);
  }
});

test('keeps facts in time order, with their day and month keys', async () => {
  for (const [table, at] of [
    ['fct_activity', 'started_at'],
    ['fct_lead', 'created_at'],
    ['fct_touch', 'touched_at'],
    ['opportunity_event', 'occurred_at'],
  ]) {
    expect(
      await count(`(SELECT ${at} < lag(${at}) OVER (ORDER BY rowid) AS late FROM ${table}) WHERE late`),
      table,
    ).toBe(0);
  }
  expect(
    await count(`fct_activity WHERE started_month <> (year(started_on) - 1970) * 12 + month(started_on) - 1
      OR started_on <> ((started_at AT TIME ZONE 'UTC') AT TIME ZONE 'America/New_York')::DATE`),
  ).toBe(0);
});

test('published states have no gap and no overlap, and start where the deal does', async () => {
  expect(
    await count(`(SELECT valid_to, lead(valid_from) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS next
      FROM opportunity_state)
      WHERE next IS DISTINCT FROM CASE WHEN valid_to = TIMESTAMP '9999-12-31' THEN NULL ELSE valid_to END`),
  ).toBe(0);
  expect(
    await count(`dim_opportunity o ANTI JOIN opportunity_state s
      ON s.opportunity_id = o.opportunity_id AND s.valid_from = o.created_at`),
  ).toBe(0);
  expect(await count('opportunity_state WHERE valid_from >= valid_to')).toBe(0);
  expect(await count('opportunity_state WHERE amount IS NULL OR close_on IS NULL OR team_id IS NULL')).toBe(0);
});

test('lines sum to the amount; where a lost amount was emptied, to the one before', async () => {
  expect(
    await count(`(SELECT opportunity_id, sum(net_amount) AS net FROM fct_opportunity_line GROUP BY ALL) line
      JOIN opportunity_state s USING (opportunity_id) LEFT JOIN opportunity_close c
        ON c.opportunity_id = s.opportunity_id AND c.valid_to = TIMESTAMP '9999-12-31'
      WHERE s.valid_to = TIMESTAMP '9999-12-31' AND net <> coalesce(c.amount, s.amount)`),
  ).toBe(0);
  expect(await count('fct_opportunity_line WHERE net_amount > list_amount OR net_amount <= 0')).toBe(0);
});

test('every reference finds what it names', async () => {
  for (const [table, column, of, key] of [
    ['dim_user', 'team_id', 'dim_team', 'team_id'],
    ['dim_contact', 'account_id', 'dim_account', 'account_id'],
    ['dim_account', 'parent_account_id', 'dim_account', 'account_id'],
    ['dim_opportunity', 'account_id', 'dim_account', 'account_id'],
    ['dim_opportunity', 'product_id', 'dim_product', 'product_id'],
    ['dim_opportunity', 'campaign_id', 'dim_campaign', 'campaign_id'],
    ['dim_opportunity', 'lead_id', 'fct_lead', 'lead_id'],
    ['fct_lead', 'opportunity_id', 'dim_opportunity', 'opportunity_id'],
    ['fct_lead', 'campaign_id', 'dim_campaign', 'campaign_id'],
    ['fct_lead', 'owner_id', 'dim_user', 'user_id'],
    ['opportunity_event', 'opportunity_id', 'dim_opportunity', 'opportunity_id'],
    ['opportunity_event', 'stage', 'dim_stage', 'stage'],
    ['opportunity_event', 'owner_id', 'dim_user', 'user_id'],
    ['opportunity_event', 'currency', 'exchange_rate', 'currency'],
    ['fct_opportunity_line', 'product_id', 'dim_product', 'product_id'],
    ['fct_activity', 'owner_id', 'dim_user', 'user_id'],
    ['fct_activity', 'opportunity_id', 'dim_opportunity', 'opportunity_id'],
    ['fct_activity', 'account_id', 'dim_account', 'account_id'],
    ['fct_activity', 'contact_id', 'dim_contact', 'contact_id'],
    ['fct_activity', 'lead_id', 'fct_lead', 'lead_id'],
    ['fct_touch', 'campaign_id', 'dim_campaign', 'campaign_id'],
    ['fct_touch', 'lead_id', 'fct_lead', 'lead_id'],
    ['fct_quote', 'opportunity_id', 'dim_opportunity', 'opportunity_id'],
    ['fct_contract', 'opportunity_id', 'dim_opportunity', 'opportunity_id'],
    ['fct_instalment', 'contract_id', 'fct_contract', 'contract_id'],
    ['fct_payment', 'instalment_id', 'fct_instalment', 'instalment_id'],
    ['fct_ticket', 'account_id', 'dim_account', 'account_id'],
    ['fct_quota', 'owner_id', 'dim_user', 'user_id'],
  ]) {
    expect(
      await count(`${table} a ANTI JOIN ${of} b ON b.${key} = a.${column} WHERE a.${column} IS NOT NULL`),
      `${table}.${column}`,
    ).toBe(0);
  }
});

test('nothing happens before what it follows from', async () => {
  expect(await count('fct_lead WHERE first_response_at < created_at OR converted_at < qualified_at')).toBe(0);
  expect(
    await count('fct_activity JOIN dim_opportunity o USING (opportunity_id) WHERE started_at < o.created_at'),
  ).toBe(0);
  expect(await count(`dim_opportunity o JOIN dim_account a USING (account_id) WHERE a.created_at > o.created_at`)).toBe(
    0,
  );
  expect(await count('dim_opportunity o JOIN fct_lead l USING (lead_id) WHERE l.converted_at <> o.created_at')).toBe(0);
});

test('the team of an activity is that of its owner then', async () => {
  expect(
    await count(`fct_activity f JOIN dim_user u ON u.user_id = f.owner_id
      AND u.valid_from <= f.started_at AND f.started_at < u.valid_to WHERE u.team_id <> f.team_id`),
  ).toBe(0);
});

test('people act while they are employed; what they leave behind passes to colleagues within a week', async () => {
  expect(await count('fct_activity JOIN dim_user u ON u.user_id = owner_id WHERE started_on < u.hired_on')).toBe(0);
  expect(
    await count(`fct_activity JOIN dim_user u ON u.user_id = owner_id
      WHERE NOT u.is_active AND started_at > u.valid_from + INTERVAL 7 DAY`),
  ).toBe(0);
});

test('every stored key of an enumeration has a label in both languages', async () => {
  const zh = await demo({ scale: 0.02, language: 'zh' });
  try {
    for (const [field, table, column] of [
      ['industry', 'dim_account', 'industry'],
      ['size_band', 'dim_account', 'size_band'],
      ['country', 'dim_account', 'country'],
      ['region', 'dim_team', 'region'],
      ['source', 'dim_opportunity', 'source'],
      ['competitor', 'dim_opportunity', 'competitor'],
      ['lost_reason', 'dim_opportunity', 'lost_reason'],
      ['source', 'fct_lead', 'source'],
      ['reject_reason', 'fct_lead', 'reject_reason'],
      ['channel', 'dim_campaign', 'channel'],
      ['product_family', 'dim_product', 'product_family'],
      ['buying_role', 'dim_contact', 'buying_role'],
      ['activity_kind', 'fct_activity', 'kind'],
      ['direction', 'fct_activity', 'direction'],
      ['activity_outcome', 'fct_activity', 'outcome'],
      ['category', 'opportunity_event', 'category'],
      ['change_cause', 'opportunity_state', 'cause'],
      ['touch_kind', 'fct_touch', 'kind'],
      ['quote_status', 'fct_quote', 'status'],
      ['ticket_kind', 'fct_ticket', 'kind'],
      ['severity', 'fct_ticket', 'severity'],
    ] as const) {
      const known = Object.keys(options[field]);
      for (const each of [company, zh]) {
        const stored = await each.warehouse.query<{ key: string }>(
          raw(`SELECT DISTINCT ${column} AS key FROM ${table} WHERE ${column} IS NOT NULL`),
        );
        expect(
          stored.filter(({ key }) => !known.includes(key)),
          `${table}.${column}`,
        ).toEqual([]);
      }
    }
    const workspace = await loadWorkspace(zh.warehouse);
    expect(workspace).toMatchObject({ kind: 'demo', time_zone: 'Asia/Shanghai', base_currency: 'CNY', as_of: null });
    const [name] = await zh.warehouse.query<{ user_name: string }>(raw('SELECT user_name FROM dim_user LIMIT 1'));
    expect(name?.user_name).toMatch(/^\p{Script=Han}+$/u);
  } finally {
    await zh.close();
  }
});

/** Rows of every table in their order, as one hash a table. */
async function fingerprints(of: Demo): Promise<Record<string, string>> {
  const result: Record<string, string> = {};
  for (const table of [...demoTables, ...derivedTables, 'truth.win_probability']) {
    const [row] = await of.warehouse.query<{ hash: string }>(
      raw(`SELECT md5(string_agg(t::VARCHAR, '|' ORDER BY rowid)) AS hash FROM ${table} t`),
    );
    result[table] = row?.hash ?? '';
  }
  return result;
}

test('the same seed, day, scale and language give the same rows; another seed gives others', async () => {
  const runs = [await demo({ scale: 0.02 }), await demo({ scale: 0.02, now: new Date('2026-03-18T03:00:00Z') })];
  const other = await demo({ scale: 0.02, seed: 8 });
  try {
    const [first, second] = [await fingerprints(runs[0] as Demo), await fingerprints(runs[1] as Demo)];
    expect(second).toEqual(first);
    const others = await fingerprints(other);
    const alike = Object.keys(first).filter((table) => first[table] === others[table]);
    expect(alike).toEqual(['dim_product', 'dim_stage']);
  } finally {
    for (const each of [...runs, other]) await each.close();
  }
}, 90_000);

describe('a load that is stopped', () => {
  for (const step of ['generate', 'write', 'publish']) {
    test(`during ${step} leaves nothing, and the next one works`, async () => {
      const { warehouse, folder, close } = await emptyWarehouse();
      try {
        const controller = new AbortController();
        const progress = {
          signal: controller.signal,
          report(name: string, { done }: { done: number }) {
            if (name === step && (step === 'publish' || done > 0)) controller.abort();
          },
        };
        const load = {
          seed: 7,
          scale: 0.05,
          now: fixedNow,
          language: 'en' as const,
          truthPath: join(folder, 'truth.duckdb'),
        };
        await expect(loadDemo(warehouse, { ...load, progress })).rejects.toMatchObject({ code: 'cancelled' });
        for (const table of [...demoTables, ...derivedTables]) {
          const [row] = await warehouse.query<{ n: number }>(raw(`SELECT count(*)::INTEGER AS n FROM ${table}`));
          expect(row?.n, table).toBe(0);
        }
        expect(await dataVersion(warehouse)).toBe(0);
        expect((await loadWorkspace(warehouse)).kind).toBe('empty');
        expect(await readdir(folder)).toEqual([]);
        await loadDemo(warehouse, { ...load, scale: 0.01, progress: silent() });
        expect(await readdir(folder)).toEqual(['truth.duckdb']);
      } finally {
        await close();
      }
    });
  }
});

test('replaces a demo company that is there, and refuses a warehouse with loaded data', async () => {
  const { warehouse, close } = await emptyWarehouse();
  try {
    const load = { seed: 7, scale: 0.01, now: fixedNow, language: 'en' as const, truthPath: null, progress: silent() };
    const first = await loadDemo(warehouse, load);
    expect(await loadDemo(warehouse, load)).toEqual(first);
    expect(await dataVersion(warehouse)).toBe(2);
    await saveWorkspace({ execute: (piece) => warehouse.execute(piece) }, { kind: 'loaded' });
    await expect(loadDemo(warehouse, load)).rejects.toMatchObject({ code: 'conflict' });
  } finally {
    await close();
  }
});
