import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readForecast } from '../../models/forecast/read-forecast.ts';
import { Models } from '../../models/models.ts';
import { readModelCards } from '../../models/read-model-cards.ts';
import { readScores } from '../../models/win-probability/read-scores.ts';
import { silent } from '../../progress.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { raw } from '../../warehouse/sql.ts';
import { company } from './company.ts';

const log = { info() {}, warn() {}, error() {} };
const tables = ['model_version', 'model_evaluation', 'score', 'forecast_record', 'forecast_backtest'];
let warehouse: Warehouse;
let now: Date;
let dataDir: string;
let models: Models;
beforeAll(async () => {
  ({ warehouse, now } = await company({ deals: 1200 }));
  dataDir = await mkdtemp(join(tmpdir(), 'dealcast-models-'));
  models = await Models.start({ warehouse, dataDir, log });
});
afterAll(async () => {
  await models.close();
  await warehouse.close();
  await rm(dataDir, { recursive: true, force: true });
});

const count = async (table: string) =>
  (await warehouse.query<{ n: number }>(raw(`SELECT count(*) AS n FROM ${table}`)))[0]!.n;

test('writes nothing and saves nothing when it is cancelled', async () => {
  const stop = new AbortController();
  const progress = { report: (step: string) => step === 'train' && stop.abort(), signal: stop.signal };
  await expect(models.train({ seed: 1, now, progress })).rejects.toMatchObject({ code: 'cancelled' });
  expect(await Promise.all(tables.map(count))).toEqual(tables.map(() => 0));
  expect(await readdir(dataDir)).toEqual([]);
  expect(await models.isCurrent(now)).toBe(false);
  expect(await readForecast(warehouse, { now, training: true })).toMatchObject({ status: 'training', periods: [] });
});

test('scores every open deal, forecasts two quarters and says the same again for the same seed', async () => {
  const [ownBefore, allBefore] = [process.threadCpuUsage(), process.cpuUsage()];
  const steps = new Set<string>();
  const report = await models.train({ seed: 1, now, progress: { ...silent(), report: (step) => steps.add(step) } });
  const [own, all] = [process.threadCpuUsage(ownBefore), process.cpuUsage(allBefore)];
  expect(steps).toEqual(new Set(['features', 'train', 'forecast']));
  // The work is the worker's and the database's; this thread only reads columns and writes rows.
  expect(own.user + own.system).toBeLessThan(0.1 * (all.user + all.system));
  const [open] = await warehouse.query<{ n: number }>(
    raw(`SELECT count(*) AS n FROM opportunity_state WHERE valid_to = TIMESTAMP '9999-12-31' AND stage_type = 'open'`),
  );
  expect(report.scored).toBe(open!.n);
  const scores = await readScores(warehouse, { limit: 1000 });
  expect(scores.total).toBe(open!.n);
  expect(await models.isCurrent(now)).toBe(true);
  expect(await readdir(join(dataDir, 'models'))).toEqual([report.model_version_id]);

  const first = await readForecast(warehouse, { now, training: false });
  await models.train({ seed: 1, now: new Date(now.getTime() + 1000), progress: silent() });
  const again = await readForecast(warehouse, { now, training: false });
  expect(again.periods).toEqual(first.periods);
  expect(again.backtest).toEqual(first.backtest);
  expect((await readScores(warehouse, { limit: 1000 })).rows).toEqual(scores.rows);
  expect(await count('model_version')).toBe(2);
  expect(await count('score')).toBe(2 * open!.n);
});

test('adds up: won so far, open and not yet created make the total, and teams make the company', async () => {
  const { periods, history } = await readForecast(warehouse, { now, training: false });
  expect(periods.map(({ is_current, period_from }) => [is_current, period_from])).toEqual([
    [true, '2026-04-01'],
    [false, '2026-07-01'],
  ]);
  for (const { total, won, open, not_yet_created, quota, quota_probability } of periods) {
    expect(won + open.mean + not_yet_created.mean).toBeCloseTo(total.mean, 4);
    const order = [total.p025, total.p10, total.p50, total.p90, total.p975].map((value) => value!);
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order[0]).toBeGreaterThanOrEqual(won);
    expect(quota).toBe(900_000);
    expect(quota_probability).toBeGreaterThanOrEqual(0);
    expect(quota_probability).toBeLessThanOrEqual(1);
  }
  const [sofar] = await warehouse.query<{ won: number }>(
    raw(
      `SELECT sum(amount)::DOUBLE AS won FROM opportunity_close WHERE outcome = 'won' AND closed_on >= DATE '2026-04-01'`,
    ),
  );
  expect(periods[0]!.won).toBe(sofar!.won);
  const gaps = await warehouse.query<{ gap: number }>(
    raw(`SELECT abs(sum(mean) FILTER (node_type = 'team') - sum(mean) FILTER (node_type = 'workspace'))::DOUBLE AS gap
      FROM forecast_record WHERE method = 'simulation' AND as_of = (SELECT max(as_of) FROM forecast_record)
      GROUP BY forecast_id, period_from, component`),
  );
  expect(gaps).toHaveLength(16);
  for (const { gap } of gaps) expect(gap).toBeLessThan(1e-3);
  expect(history.map(({ as_of }) => as_of)).toEqual(history.map(({ as_of }) => as_of).sort());
  expect(history.length).toBeGreaterThan(3);
});

test('judges past forecasts beside the baselines on the same moments', async () => {
  const { backtest } = await readForecast(warehouse, { now, training: false });
  const of = (method: string) => backtest.summary.find((row) => row.method === method)!;
  expect(of('simulation').absolute_error_rate).toBeLessThan(of('run_rate').absolute_error_rate!);
  expect(of('simulation').absolute_error_rate).toBeLessThan(of('seasonal_naive').absolute_error_rate!);
  expect(new Set(backtest.summary.map(({ n }) => n)).size).toBe(1);
  expect(of('simulation').coverage_80).toBeGreaterThan(0.6);
  expect(Math.abs(of('simulation').bias!)).toBeLessThan(0.1);
  for (const { as_of, period_to } of backtest.points) expect(as_of < period_to).toBe(true);
});

test('keeps the card of each model with its scores beside the baselines', async () => {
  const [card] = await readModelCards(warehouse);
  expect(card).toMatchObject({ kind: 'win_probability', status: 'serving', seed: 1 });
  expect(new Set(card!.evaluations.map(({ method }) => method))).toEqual(
    new Set([card!.method_served, 'stage_rate', 'base_rate']),
  );
  expect(card!.card).toHaveProperty('slices');
});

test('trains nothing on a company without closed deals', async () => {
  const empty = await company({ deals: 0 });
  const none = await Models.start({ warehouse: empty.warehouse, dataDir, log });
  expect(await none.train({ seed: 1, now, progress: silent() })).toMatchObject({ status: 'no_data' });
  expect(await readForecast(empty.warehouse, { now, training: false })).toMatchObject({ status: 'none', periods: [] });
  await none.close();
  await empty.warehouse.close();
});
