import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadDemo } from '../../ingest/demo/demo.ts';
import { silent } from '../../progress.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { derivedTables, publish } from '../../warehouse/publish.ts';
import { raw } from '../../warehouse/sql.ts';
import { smallCompany } from './fixture.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await Warehouse.open(':memory:');
  await migrate(warehouse);
  const now = new Date('2026-11-23T12:00:00Z');
  await loadDemo(warehouse, { seed: 3, scale: 0.05, now, language: 'zh', truthPath: null, progress: silent() });
});
afterAll(() => warehouse.close());

const countOf = async (from: string) =>
  (await warehouse.query<{ n: number }>(raw(`SELECT count(*)::INTEGER AS n FROM ${from}`)))[0]?.n;

describe('on the demo company', () => {
  test.each(derivedTables)('%s has rows', async (table) => {
    expect(await countOf(table)).toBeGreaterThan(0);
  });

  test('published in parts it is the same', async () => {
    const contents = async () =>
      Promise.all(
        derivedTables.map((table) =>
          warehouse.query(raw(`SELECT bit_xor(hash(t))::VARCHAR AS rows FROM ${table} AS t`)),
        ),
      );
    const counts = () => Promise.all(derivedTables.map((table) => countOf(table)));
    const whole = [await contents(), await counts()];
    const notes: number[] = [];
    await warehouse.transaction((db) => publish(db, ({ total }) => notes.push(total), 1000));
    expect(notes[0]).toBeGreaterThan(derivedTables.length);
    expect([await contents(), await counts()]).toEqual(whole);
  });

  test('states of an opportunity follow each other without gap or overlap, to the end of time', async () => {
    const broken = `(
      SELECT valid_to, lead(valid_from) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS next_from
      FROM opportunity_state
    ) WHERE valid_to IS DISTINCT FROM coalesce(next_from, TIMESTAMP '9999-12-31')`;
    expect(await countOf(broken)).toBe(0);
    expect(await countOf('opportunity_state WHERE valid_from >= valid_to')).toBe(0);
    expect(await countOf('(SELECT DISTINCT opportunity_id FROM opportunity_state)')).toBe(
      await countOf('dim_opportunity'),
    );
  });

  test('at most one closing of an opportunity stands at a moment', async () => {
    const twice = `opportunity_close a JOIN opportunity_close b ON a.opportunity_id = b.opportunity_id
      AND a.valid_from < b.valid_from AND b.valid_from < a.valid_to`;
    expect(await countOf(twice)).toBe(0);
  });

  test('a closing stands exactly while its opportunity is closed and not deleted', async () => {
    const days = (
      from: string,
    ) => `(SELECT opportunity_id, sum(epoch(least(valid_to, TIMESTAMP '2026-11-23') - valid_from)) AS seconds
      FROM ${from} GROUP BY opportunity_id)`;
    const different = `${days('opportunity_close')} c
      FULL JOIN ${days("(FROM opportunity_state WHERE stage_type <> 'open' AND NOT is_deleted)")} s USING (opportunity_id)
      WHERE c.seconds IS DISTINCT FROM s.seconds`;
    expect(await countOf(different)).toBe(0);
  });

  test('every open stage is entered once at most, and passed after it was entered', async () => {
    expect(await countOf('(SELECT opportunity_id, stage FROM stage_entry GROUP BY ALL HAVING count(*) > 1)')).toBe(0);
    expect(await countOf('stage_entry WHERE next_at < entered_at OR won_at < entered_at')).toBe(0);
  });

  test('versions of people and accounts follow each other without gap or overlap', async () => {
    for (const [table, key] of [
      ['dim_user', 'user_id'],
      ['dim_account', 'account_id'],
    ]) {
      const broken = `(
        SELECT valid_from, valid_to, lag(valid_to, 1, TIMESTAMP '1900-01-01') OVER w AS previous_to,
          lead(valid_from, 1, TIMESTAMP '9999-12-31') OVER w AS next_from
        FROM ${table} WINDOW w AS (PARTITION BY ${key} ORDER BY valid_from)
      ) WHERE valid_from <> previous_to OR valid_to <> next_from`;
      expect(await countOf(broken), table).toBe(0);
    }
  });

  test('publishing again changes nothing but the version', async () => {
    const sums = () =>
      Promise.all(
        derivedTables.map((table) =>
          warehouse.query(raw(`SELECT count(*)::INTEGER AS n, bit_xor(hash(t))::VARCHAR AS h FROM ${table} AS t`)),
        ),
      );
    const before = await sums();
    await warehouse.transaction(publish);
    expect(await sums()).toEqual(before);
  });
});

test('a late event splits the state it falls in', async () => {
  const company = await smallCompany([
    {
      opportunity_id: 'a',
      changes: [
        ['2024-01-01 00:00:00', { stage: 'Proposal', amount: 100 }],
        ['2024-03-01 00:00:00', { amount: 300 }],
        ['2024-02-01 00:00:00', { amount: 200, recorded_at: '2024-04-01 00:00:00' }],
      ],
    },
  ]);
  const states = await company.warehouse.query(
    raw('SELECT valid_from, valid_to, amount FROM opportunity_state ORDER BY valid_from'),
  );
  await company.warehouse.close();
  expect(states.map(({ valid_from, valid_to, amount }) => `${valid_from} ${valid_to} ${amount}`)).toEqual([
    '2024-01-01T00:00:00.000Z 2024-02-01T00:00:00.000Z 100',
    '2024-02-01T00:00:00.000Z 2024-03-01T00:00:00.000Z 200',
    '2024-03-01T00:00:00.000Z 9999-12-31T00:00:00.000Z 300',
  ]);
});

test('changes of one moment are one state, and what was emptied is empty', async () => {
  const company = await smallCompany([
    {
      opportunity_id: 'a',
      changes: [
        ['2024-01-01 00:00:00', { stage: 'Prospecting', amount: 100, close_on: '2024-05-01' }],
        ['2024-01-01 00:00:00', { stage: 'Proposal' }],
        ['2024-02-01 00:00:00', { cleared: 'amount' }],
      ],
    },
  ]);
  const states = await company.warehouse.query(
    raw('SELECT stage, amount, close_on FROM opportunity_state ORDER BY valid_from'),
  );
  await company.warehouse.close();
  expect(states).toEqual([
    { stage: 'Proposal', amount: 100, close_on: '2024-05-01' },
    { stage: 'Proposal', amount: null, close_on: '2024-05-01' },
  ]);
});
