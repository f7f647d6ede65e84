import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadDemo } from '../../../ingest/demo/demo.ts';
import { loadFolder } from '../../../ingest/load.ts';
import { silent } from '../../../progress.ts';
import { Warehouse } from '../../../warehouse/database.ts';
import { createDuckDbEngine, type Engine } from '../../../warehouse/engine.ts';
import { facts } from '../../../warehouse/metrics/facts.ts';
import type { MetricQueryInput } from '../../../warehouse/metrics/metric-query.ts';
import { basesOf, dimensionsOf, findMetric, metrics } from '../../../warehouse/metrics/registry.ts';
import { migrate } from '../../../warehouse/migrate.ts';
import { raw } from '../../../warehouse/sql.ts';
import { loadWorkspace } from '../../../warehouse/workspace.ts';
import { type Asked, byHand, steps } from './by-hand.ts';

const exportFolder = join(import.meta.dirname, '../../../../shared/data/crm_sales_opportunities');
const now = new Date('2026-11-23T12:00:00Z');

/** Splits that the hand-written steps have a column for. */
const splits = [
  'owner_id',
  'team_id',
  'region',
  'industry',
  'product_family',
  'source',
  'category',
  'stage',
  'activity_kind',
];
const columnsByHand: Record<string, readonly string[]> = {
  pipeline: ['owner_id', 'team_id', 'region', 'industry', 'source', 'category', 'stage'],
  closing: ['owner_id', 'team_id', 'region', 'industry', 'product_family', 'source'],
  creation: ['owner_id'],
  entry: ['owner_id', 'stage'],
  dwell: ['owner_id', 'stage'],
  activity: ['owner_id', 'team_id', 'activity_kind'],
  lead: ['owner_id', 'team_id', 'industry', 'source'],
  quota: ['owner_id'],
};

const factsOf = (name: string) => basesOf(findMetric(name)).map((base) => facts[base.from]);
const isAtMoment = (name: string) => factsOf(name).some(({ kind }) => kind === 'moment');
const splitsOf = (name: string) =>
  splits.filter(
    (split) =>
      dimensionsOf(findMetric(name)).includes(split) &&
      factsOf(name).every((fact) => columnsByHand[fact.name]?.includes(split)),
  );

test('every metric but the scored one has hand-written SQL beside it', () => {
  // expected_pipeline stands on the models' scores; engine.test.ts counts it by eye.
  const without = metrics.map(({ name }) => name).filter((name) => !(name in byHand));
  expect(without).toEqual(['expected_pipeline']);
});

describe('on the demo company', () => {
  compareAll(
    async (warehouse) => {
      await loadDemo(warehouse, { seed: 7, scale: 0.05, now, language: 'en', truthPath: null, progress: silent() });
    },
    { earlier: '2026-03-10T09:30:00.000Z', months: ['2026-01-01', '2026-02-01', '2026-11-01'] },
  );
});

describe.skipIf(!existsSync(exportFolder))(
  'on a real export (../shared/data/crm_sales_opportunities, skipped without it)',
  () => {
    const company = compareAll(
      async (warehouse) => {
        await loadFolder(warehouse, { folder: exportFolder, now, progress: silent() });
      },
      { earlier: '2017-08-20T12:00:00.000Z', months: ['2017-04-01', '2017-08-01', '2017-12-01'] },
    );

    test('gives the totals its publisher gives', async () => {
      const { rows } = await company().engine.query({
        metrics: ['won_count', 'lost_count', 'won_amount', 'win_rate', 'pipeline_count'],
      });
      expect(rows[0]).toMatchObject({
        won_count: 4238,
        lost_count: 2473,
        won_amount: 10_005_534,
        win_rate: expect.closeTo(0.6315, 4),
        pipeline_count: 1589 + 500,
      });
    });

    test('gives the median cycle its publisher gives', async () => {
      const { rows } = await company().engine.query({ metrics: ['sales_cycle_days'] });
      expect(rows[0]).toMatchObject({ sales_cycle_days: 57, sales_cycle_days_n: 4238 });
    });
  },
);

function compareAll(
  fill: (warehouse: Warehouse) => Promise<void>,
  { earlier, months }: { earlier: string; months: string[] },
) {
  let warehouse: Warehouse;
  let engine: Engine;
  let today: Asked;
  let before: Asked;

  beforeAll(async () => {
    warehouse = await Warehouse.open(':memory:');
    await migrate(warehouse);
    await fill(warehouse);
    engine = createDuckDbEngine(warehouse, () => now);
    const { time_zone, as_of } = await loadWorkspace(warehouse);
    today = { as_of: as_of ?? now.toISOString(), zone: time_zone, tag: 'today' };
    before = { ...today, as_of: earlier, tag: 'before' };
    for (const asked of [today, before]) await prepare(asked);
  });
  afterAll(() => warehouse.close());

  const prepare = async (asked: Asked) => {
    for (const { name, statement } of steps(asked))
      await warehouse.execute(raw(`CREATE OR REPLACE TABLE ${name}_${asked.tag} AS ${statement}`));
  };

  const expectSame = async (name: string, asked: Asked, keys: string[], query: Partial<MetricQueryInput> = {}) => {
    const [mine, theirs] = await Promise.all([
      engine.query({
        metrics: [name],
        by: keys.filter((key) => key !== 'period'),
        as_of: asked.as_of,
        limit: 100_000,
        ...query,
      }),
      warehouse.query(raw(byHand[name]?.(asked, keys) ?? '')),
    ]);
    const ours = index(mine.rows, keys, name);
    const hand = index(theirs, keys, 'value');
    for (const key of new Set([...ours.keys(), ...hand.keys()])) {
      const [a, b] = [ours.get(key) ?? 0, hand.get(key) ?? 0];
      if (Math.abs(a - b) > 1e-9 * Math.max(1, Math.abs(b)))
        expect.fail(
          `${name} by ${keys} as of ${asked.as_of}, ${key || 'the whole'}: ${ours.get(key)}, by hand ${hand.get(key)}`,
        );
    }
    return hand.size;
  };

  test.each(Object.keys(byHand))('%s is what its definition says', async (name) => {
    for (const asked of [today, before]) {
      await expectSame(name, asked, []);
      for (const split of splitsOf(name)) await expectSame(name, asked, [split]);
      if (isAtMoment(name)) continue;
      await expectSame(name, asked, ['period'], { grain: 'month' });
      const keys = ['period', ...splitsOf(name).slice(0, 1)];
      await expectSame(name, asked, keys, { grain: 'month' });
    }
  });

  test.each(['pipeline_count', 'pipeline_amount'])('%s by month is read at the end of each', async (name) => {
    for (const month of months) {
      const next = new Date(`${month}T00:00:00Z`);
      next.setUTCMonth(next.getUTCMonth() + 1);
      const to = next.toISOString().slice(0, 10);
      const [end] = await warehouse.query<{ at: string }>(
        raw(
          `SELECT ((TIMESTAMP '${to}' AT TIME ZONE '${today.zone}') AT TIME ZONE 'UTC')::TIMESTAMP - INTERVAL 1 MICROSECOND AS at`,
        ),
      );
      const microseconds = `${end?.at.slice(0, 19)}.999999Z`;
      const as_of = microseconds < today.as_of ? microseconds : today.as_of;
      const asked = { ...today, as_of, tag: 'month_end' };
      await prepare(asked);
      const { rows } = await engine.query({ metrics: [name], by: ['owner_id'], grain: 'month', from: month, to });
      const hand = await warehouse.query(raw(byHand[name]?.(asked, ['owner_id']) ?? ''));
      expect(index(rows, ['owner_id'], name)).toEqual(index(hand, ['owner_id'], 'value'));
    }
  });

  test('has something to compare', async () => {
    const { rows } = await engine.query({ metrics: ['won_count', 'pipeline_count', 'stage_entries'] });
    expect(Object.values(rows[0] ?? {}).every((value) => Number(value) > 0)).toBe(true);
  });

  return () => ({ warehouse, engine });
}

const index = (rows: Record<string, unknown>[], keys: string[], value: string): Map<string, number> =>
  new Map(
    rows
      .map(
        (row) =>
          [
            keys.map((key) => String(row[key])).join(' '),
            row[value] === null ? Number.NaN : Number(row[value]),
          ] as const,
      )
      .filter(([, number]) => !Number.isNaN(number))
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
