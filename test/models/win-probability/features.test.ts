import { afterAll, beforeAll, expect, test } from 'vitest';
import { categories, type FeatureRows, measures, readFeaturesAt } from '../../../models/win-probability/features.ts';
import type { Warehouse } from '../../../warehouse/database.ts';
import { publish } from '../../../warehouse/publish.ts';
import { raw, sql } from '../../../warehouse/sql.ts';
import { company } from '../company.ts';

const calendar = { time_zone: 'UTC', fiscal_year_start_month: 1 };
let warehouse: Warehouse;
beforeAll(async () => {
  ({ warehouse } = await company({ deals: 300 }));
});
afterAll(() => warehouse.close());

/** Every deal open on a few days up to `until`, those included that were closed since. */
const openAt = (until: string) => sql`
  SELECT state.opportunity_id, day AS as_of
  FROM opportunity_state AS state
  JOIN (SELECT unnest([${until}::TIMESTAMP, ${until}::TIMESTAMP - INTERVAL 10 DAY, ${until}::TIMESTAMP - INTERVAL 93 DAY]) AS day)
    ON state.valid_from <= day AND day < state.valid_to AND state.stage_type = 'open'
  ORDER BY state.opportunity_id, day`;

const read = (until: string) => warehouse.with((connection) => readFeaturesAt(connection, openAt(until), calendar));

/** Plain values, so that two readings can be compared whatever codes they gave to texts. */
const plain = (rows: FeatureRows) =>
  Array.from({ length: rows.n }, (_, row) => [
    ...measures.map(({ name }) => rows.numbers[name][row]),
    ...categories.map(({ name }) => rows.texts[name].levels[rows.texts[name].codes[row]!] ?? null),
  ]);

test.each(['2025-06-15T10:00:00.000Z', '2026-02-03T00:00:00.000Z'])(
  'no feature changes when everything after %s is deleted, shuffled or invented',
  async (until) => {
    const before = plain(await read(until));
    expect(before.length).toBeGreaterThan(20);
    await warehouse.transaction(async (db) => {
      const after = sql`occurred_at > ${until}::TIMESTAMP`;
      await db.execute(sql`DELETE FROM opportunity_event WHERE ${after} AND hash(opportunity_id, position) % 2 = 0`);
      await db.execute(sql`
        UPDATE opportunity_event SET amount = amount * 7, close_on = close_on + 100, owner_id = 'u5',
          occurred_at = occurred_at + INTERVAL 3 DAY, stage = CASE stage WHEN 'won' THEN 'lost' WHEN 'lost' THEN 'won' ELSE stage END
        WHERE ${after}`);
      await db.execute(sql`
        INSERT INTO opportunity_event SELECT opportunity_id, ${until}::TIMESTAMP + to_seconds((1 + hash(opportunity_id) % 99999)::INTEGER),
          now()::TIMESTAMP, 900000, 'u1', 'invented', ['talk', 'offer', 'won', 'lost'][(1 + hash(opportunity_id) % 4)::INTEGER], 99, 99, 'USD',
          DATE '2029-01-01', 'u2', NULL, NULL, NULL, 'test'
        FROM dim_opportunity`);
      await db.execute(
        sql`DELETE FROM fct_activity WHERE started_at > ${until}::TIMESTAMP AND hash(activity_id) % 3 = 0`,
      );
      await db.execute(
        sql`UPDATE fct_activity SET started_at = started_at + INTERVAL 40 DAY, is_two_way = false, kind = 'email' WHERE started_at > ${until}::TIMESTAMP`,
      );
      await db.execute(sql`
        INSERT INTO fct_activity SELECT 'new-' || opportunity_id, 'meeting', 'inbound', ${until}::TIMESTAMP + INTERVAL 1 SECOND, DATE '2026-01-01', 1, 'u0', NULL,
          NULL, 'someone', opportunity_id, NULL, true, NULL, NULL, 'test' FROM dim_opportunity`);
      await db.execute(sql`
        INSERT INTO fct_quote SELECT 'q-' || opportunity_id, opportunity_id, 1, ${until}::TIMESTAMP + INTERVAL 1 HOUR, NULL, 'sent', 100, 50 FROM dim_opportunity`);
      await db.execute(
        sql`UPDATE dim_user SET valid_to = ${until}::TIMESTAMP + INTERVAL 1 DAY WHERE user_id = 'u0' AND valid_to = TIMESTAMP '9999-12-31'`,
      );
      await db.execute(sql`
        INSERT INTO dim_user SELECT 'u0', 'Person 0', 't1', NULL, true, ${until}::TIMESTAMP + INTERVAL 1 DAY, TIMESTAMP '9999-12-31'
        WHERE NOT EXISTS (SELECT 1 FROM dim_user WHERE user_id = 'u0' AND valid_to = TIMESTAMP '9999-12-31')`);
      await db.execute(raw(`UPDATE dim_opportunity SET lost_reason = 'price'`));
      await publish(db);
    });
    expect(plain(await read(until))).toEqual(before);
  },
);

test('reads a deal as it was on a day, worked out by hand', async () => {
  await warehouse.transaction(async (db) => {
    const say = (at: string, position: number, columns: string, values: string) =>
      db.execute(
        raw(`INSERT INTO opportunity_event (opportunity_id, occurred_at, recorded_at, position, cause, source_system, ${columns})
        VALUES ('hand', TIMESTAMP '${at}', TIMESTAMP '${at}', ${position}, 'test', 'test', ${values})`),
      );
    await db.execute(
      raw(`INSERT INTO dim_opportunity VALUES ('hand', 'Hand', NULL, 'p1', 'referral', NULL, NULL, NULL,
      TIMESTAMP '2026-03-01 00:00:00', false, false, NULL, 'test')`),
    );
    await say('2026-03-01 00:00:00', 1, 'stage, amount, close_on, owner_id', `'talk', 1000, DATE '2026-04-10', 'u3'`);
    await say('2026-03-11 00:00:00', 2, 'stage, amount', `'offer', 2000`);
    await say('2026-03-15 00:00:00', 3, 'close_on', `DATE '2026-04-30'`);
    await say('2026-03-25 00:00:00', 4, 'stage', `'won'`);
    await db.execute(
      raw(`INSERT INTO fct_activity SELECT 'h' || i, kind, direction, started_at, started_at::DATE, 674, 'u3', NULL, NULL, contact, 'hand', NULL,
      two_way, NULL, NULL, 'test' FROM (VALUES
        (1, 'call', 'outbound', TIMESTAMP '2026-03-02 00:00:00', 'c1', false),
        (2, 'meeting', 'inbound', TIMESTAMP '2026-03-16 00:00:00', 'c2', true),
        (3, 'call', 'outbound', TIMESTAMP '2026-03-22 00:00:00', 'c3', true)) t(i, kind, direction, started_at, contact, two_way)`),
    );
    await publish(db);
  });
  const rows = await warehouse.with((connection) =>
    readFeaturesAt(
      connection,
      sql`SELECT 'hand' AS opportunity_id, TIMESTAMP '2026-03-21 00:00:00' AS as_of`,
      calendar,
    ),
  );
  const value = (name: (typeof measures)[number]['name']) => rows.numbers[name][0];
  expect(rows.texts.stage.levels).toEqual(['offer']);
  expect(value('days_in_stage')).toBe(10);
  expect(value('age_days')).toBe(20);
  expect(value('days_to_close')).toBe(40);
  expect(value('pushes')).toBe(1);
  expect(value('pushed_days')).toBe(20);
  expect(value('days_since_push')).toBe(6);
  expect(value('days_to_quarter_end')).toBe(11);
  expect(value('amount_change')).toBeCloseTo(Math.log(2001 / 1001), 12);
  expect(value('activities_30')).toBe(2);
  expect(value('activities_7')).toBe(1);
  expect(value('inbound_7')).toBe(1);
  expect(value('days_since_two_way')).toBe(5);
  expect(value('contacts')).toBe(2);
  expect(value('two_way_fading_7')).toBeCloseTo(Math.exp(-5 / 7), 12);
});
