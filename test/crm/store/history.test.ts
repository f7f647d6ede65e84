import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { FieldValue } from '../../../crm/store/changes.ts';
import type { Db } from '../../../crm/store/database.ts';
import type { EntityDefinition } from '../../../crm/store/definition.ts';
import { type FeedCursor, readFeed } from '../../../crm/store/feed.ts';
import { type Moment, presentMoment, rebuildTable, recordAsOf, recordsAsOf } from '../../../crm/store/history.ts';
import { createRecord, deleteRecord, restoreRecord, updateRecord } from '../../../crm/store/records.ts';
import { type Sql, sql } from '../../../crm/store/sql.ts';
import { tableOf } from '../../../crm/store/tables.ts';
import { undoBatch } from '../../../crm/store/undo.ts';
import { uuid7 } from '../../../crm/store/uuid7.ts';
import { deal, entities, kinds, me, type TestStore, team, testStore } from './support.ts';

type Kept = Record<string, FieldValue>;

const text = fc
  .string({ unit: 'grapheme', maxLength: 6 })
  .filter((each) => !each.includes('\0') && each.isWellFormed());
const money = fc
  .tuple(fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n }), fc.nat(9999))
  .map(([whole, part]) => `${whole}.${String(part).padStart(4, '0')}`);
const day = fc
  .date({ min: new Date('0002-01-01'), max: new Date('9998-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString());
const orNull = <T>(each: fc.Arbitrary<T>) => fc.option(each, { nil: null });
const patch = fc.record(
  {
    name: text.filter((each) => each !== ''),
    weight: orNull(fc.double({ noNaN: true, noDefaultInfinity: true })),
    amount: orNull(money),
    close_on: orNull(day.map((each) => each.slice(0, 10))),
    met_at: orNull(day),
    hot: orNull(fc.boolean()),
    stage: orNull(fc.constantFrom('lead', 'won', 'lost')),
    tags: orNull(fc.subarray(['a', 'b', 'c'])),
    owner_id: orNull(fc.uuid()),
  },
  { requiredKeys: [] },
);
const step = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant('create' as const), patch }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('update' as const), which: fc.nat(), patch }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('delete' as const, 'restore' as const), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('fail' as const), patch }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('undo' as const), which: fc.nat() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('look' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

describe.each(kinds)('on the %s store', (kind) => {
  let at: TestStore;
  beforeAll(async () => {
    at = await testStore(kind);
  });
  afterAll(() => at.close());

  const rows = (db: Db, piece: Sql) => db.query(sql<Kept>`SELECT * FROM (${piece as never}) AS each ORDER BY id`);
  const table = (db: Db, entity: EntityDefinition) => rows(db, sql`SELECT * FROM ${tableOf(entity)}`);
  const asOf = (moment?: Moment) => rows(at.store, recordsAsOf(deal, { moment }));

  /** Does the steps one by one; answers what the table was each time somebody looked. */
  async function play(steps: readonly Step[]): Promise<{ moment: Required<Moment>; seen: Kept[] }[]> {
    const ids: string[] = [];
    const batches: string[] = [];
    const looks: { moment: Required<Moment>; seen: Kept[] }[] = [];
    for (const each of steps) {
      const options = { ...me, batch: uuid7() };
      const id = 'which' in each && ids.length ? ids[each.which % ids.length]! : uuid7();
      if (each.do === 'look') {
        looks.push({ seen: await table(at.store, deal), moment: await presentMoment(at.store) });
        continue;
      }
      await at.store
        .transaction(options, async (tx) => {
          if (each.do === 'create' || each.do === 'fail')
            await createRecord(tx, deal, { name: 'new', ...each.patch }, id);
          if (each.do === 'update') await updateRecord(tx, deal, { id }, each.patch);
          if (each.do === 'delete') await deleteRecord(tx, deal, { id });
          if (each.do === 'restore') await restoreRecord(tx, deal, { id });
          if (each.do === 'undo') await undoBatch(tx, entities, batches[each.which % batches.length] ?? uuid7());
          if (each.do === 'fail') throw new Error('meant to fail');
          if (each.do === 'create') ids.push(id);
        })
        .then(
          () => batches.push(options.batch),
          (error: Error) => expect(error.message).toMatch(/meant to fail|not found|has been changed since/),
        );
    }
    return looks;
  }

  /** The table made from nothing but the feed, as the warehouse would. */
  async function fromFeed(limit: number): Promise<Map<string, Kept>> {
    const made = new Map<string, Kept>();
    let cursor: FeedCursor | null = null;
    for (let more = true; more; ) {
      const page = await readFeed(at.store, cursor, limit);
      for (const { record_id, field, new: value, version, entity } of page.changes) {
        if (entity === 'deal') made.set(record_id, { ...made.get(record_id), [field]: value, version });
      }
      ({ cursor, more } = page);
    }
    return made;
  }

  test('the change log tells every past moment and the present as they were', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 5, maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        async (steps, limit) => {
          const looks = await play(steps);
          for (const { moment, seen } of looks) {
            expect(await asOf(moment)).toEqual(seen);
            // Nobody else is writing, so the time alone tells the same.
            expect(await asOf({ at: moment.at })).toEqual(seen);
          }
          const now = await table(at.store, deal);
          expect(await asOf()).toEqual(now);
          const made = await fromFeed(limit);
          expect(made.size).toBe(now.length);
          for (const record of now) {
            const { name, amount, version, deleted_at, tags } = record;
            const other = { tags: null, amount: null, deleted_at: null, ...made.get(String(record.id)) };
            expect(other).toMatchObject({ name, amount, version, deleted_at, tags });
          }
        },
      ),
      { numRuns: Number(process.env.TEST_RUNS ?? 12) },
    );
  });

  test('a look while others write is told exactly by its snapshot', async () => {
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 5 }, async (_, writer) => {
        for (let n = 0; n < 20; n++) {
          await at.store.transaction(me, async (tx) => {
            const { id } = await createRecord(tx, deal, { name: `${writer}` });
            await updateRecord(tx, deal, { id }, { weight: n });
          });
        }
      }),
    ).finally(() => {
      writing = false;
    });
    const looks: { moment: Moment; seen: Kept[] }[] = [];
    while (writing) {
      // One snapshot for both statements.
      await at.store.transaction(me, async (tx) => {
        await tx.execute(sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ`);
        looks.push({ moment: await presentMoment(tx), seen: await table(tx, deal) });
      });
    }
    await writers;
    expect(looks.length).toBeGreaterThan(3);
    for (const { moment, seen } of looks.slice(0, 40)) expect(await asOf(moment)).toEqual(seen);
  });

  test('tables that are emptied are filled again from the change log', async () => {
    await at.store.transaction(me, async (tx) => {
      const { id } = await createRecord(tx, team, { name: 'West' });
      await createRecord(tx, deal, { name: 'a', team_id: id });
    });
    const before = { deals: await table(at.store, deal), teams: await table(at.store, team) };
    await at.store.transaction({ actor: null, origin: 'rebuild' }, async (tx) => {
      await rebuildTable(tx, team);
      expect(await rebuildTable(tx, deal)).toBe(before.deals.length);
    });
    expect({ deals: await table(at.store, deal), teams: await table(at.store, team) }).toEqual(before);
  });

  test('a record is null before it was there, and itself before it was deleted', async () => {
    const before = await presentMoment(at.store);
    const made = await at.store.transaction(me, (tx) => createRecord(tx, deal, { name: 'a' }));
    const between = await presentMoment(at.store);
    await at.store.transaction(me, (tx) => deleteRecord(tx, deal, made));
    expect(await recordAsOf(at.store, deal, { id: made.id, moment: before })).toBeNull();
    expect(await recordAsOf(at.store, deal, { id: made.id, moment: between })).toEqual(made);
  });

  test('events are never changed', async () => {
    for (const piece of [sql`UPDATE change_event SET origin = 'x'`, sql`DELETE FROM change_event`]) {
      await expect(at.store.transaction(me, (tx) => tx.execute(piece))).rejects.toThrow(
        'change_event is never changed',
      );
    }
  });
});
