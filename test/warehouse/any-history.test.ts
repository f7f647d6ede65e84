import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { publish } from '../../warehouse/publish.ts';
import { raw } from '../../warehouse/sql.ts';
import { type Change, person, put, type Story, smallCompany, stages, tell } from './fixture.ts';
import { type Asked, byHand, steps } from './metrics/by-hand.ts';

const zone = 'America/New_York';
let company: Awaited<ReturnType<typeof smallCompany>>;

beforeAll(async () => {
  company = await smallCompany([], {
    workspace: { time_zone: zone },
    // Dan moves from West to East in the middle of it all.
    more: (db) =>
      put(db, 'dim_user', [
        person('dan', 'west', { valid_to: '2024-01-20 12:00:00' }),
        person('dan', 'east', { valid_from: '2024-01-20 12:00:00' }),
      ]),
  });
});
afterAll(() => company.warehouse.close());

const start = Date.UTC(2024, 0, 1);
const at = (hours: number) => new Date(start + hours * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
// Few moments, so that several changes fall on one.
const hour = fc.integer({ min: 0, max: 120 }).map((n) => n * 9);
const stage = fc.constantFrom(...stages.map(([name]) => name));
const amount = fc.integer({ min: 0, max: 100_000 }).map((cents) => cents / 100);
const owner = fc.constantFrom('ann', 'bob', 'cid', 'dan');

const change: fc.Arbitrary<Change[1]> = fc.oneof(
  { weight: 4, arbitrary: stage.map((name) => ({ stage: name })) },
  { weight: 2, arbitrary: amount.map((value) => ({ amount: value })) },
  { weight: 1, arbitrary: fc.record({ stage, amount }) },
  { weight: 1, arbitrary: owner.map((owner_id) => ({ owner_id })) },
  { weight: 1, arbitrary: fc.boolean().map((is_deleted) => ({ is_deleted })) },
  { weight: 1, arbitrary: fc.constantFrom({ cleared: 'amount' }, { cleared: 'owner_id' }) },
);

/** A life of an opportunity with everything that may happen, in any order. */
const story = fc
  .record({
    began: hour,
    first: fc.record({ stage, amount: fc.option(amount), owner_id: fc.option(owner) }),
    later: fc.array(fc.tuple(hour, change), { maxLength: 9 }),
    created_is_estimated: fc.boolean(),
  })
  .map(
    ({ began, first, later, created_is_estimated }): Omit<Story, 'opportunity_id'> => ({
      of: { created_is_estimated },
      changes: [[at(began), first], ...later.map(([after, what]): Change => [at(began + after), what])],
    }),
  );

const metrics = Object.keys(byHand).filter((name) => !/quota|attainment|lead|activity/.test(name));

test('whatever happened to opportunities, every metric is what its definition says at any moment', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(story, { minLength: 30, maxLength: 50 }),
      fc.integer({ min: 0, max: 1500 }),
      async (lives, hours) => {
        const { warehouse, engine } = company;
        const asked: Asked = { as_of: `${at(hours).replace(' ', 'T')}.000Z`, zone, tag: 'any' };
        await warehouse.transaction(async (db) => {
          for (const table of ['dim_opportunity', 'opportunity_event']) await db.execute(raw(`DELETE FROM ${table}`));
          await tell(
            db,
            lives.map((life, number) => ({ opportunity_id: `o${number}`, ...life })),
          );
          await publish(db);
          for (const { name, statement } of steps(asked))
            await db.execute(raw(`CREATE OR REPLACE TABLE ${name}_any AS ${statement}`));
        });
        for (const by of [[], ['owner_id']]) {
          const { rows } = await engine.query({ metrics: [...metrics].slice(0, 20), by, as_of: asked.as_of });
          const more = await engine.query({ metrics: [...metrics].slice(20), by, as_of: asked.as_of });
          for (const name of metrics) {
            const ours = valuesOf(metrics.indexOf(name) < 20 ? rows : more.rows, by, name);
            const hand = valuesOf(await warehouse.query(raw(byHand[name]?.(asked, by) ?? '')), by, 'value');
            for (const key of new Set([...ours.keys(), ...hand.keys()])) {
              const [a, b] = [ours.get(key) ?? 0, hand.get(key) ?? 0];
              if (Math.abs(a - b) > 1e-9 * Math.max(1, Math.abs(b)))
                expect.fail(`${name} of ${key || 'the whole'}: ${ours.get(key)}, by hand ${hand.get(key)}`);
            }
          }
        }
      },
    ),
    { seed: 20_261_123, numRuns: 12, endOnFailure: true },
  );
});

const valuesOf = (rows: Record<string, unknown>[], by: string[], name: string): Map<string, number> =>
  new Map(
    rows
      .filter((row) => row[name] !== null)
      .map((row) => [by.map((key) => String(row[key])).join(' '), Number(row[name])]),
  );
