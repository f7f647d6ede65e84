import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '../../ingest/demo/demo.ts';
import { readForecast } from '../../models/forecast/read-forecast.ts';
import { logit } from '../../models/maths/scores.ts';
import { Models } from '../../models/models.ts';
import { readModelCards } from '../../models/read-model-cards.ts';
import { fitCalibration } from '../../models/win-probability/calibrate.ts';
import { silent } from '../../progress.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { raw, sql } from '../../warehouse/sql.ts';

/** A third of the demo company, whose true chances are known: the models have never seen them. */
let warehouse: Warehouse;
let models: Models;
let folder: string;
const now = new Date('2026-11-20T09:00:00Z');
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dealcast-truth-'));
  warehouse = await Warehouse.open(':memory:');
  await migrate(warehouse);
  const truthPath = join(folder, 'truth.duckdb');
  await loadDemo(warehouse, { seed: 1, scale: 0.35, now, language: 'en', truthPath, progress: silent() });
  models = await Models.start({ warehouse, dataDir: folder, log: { info() {}, warn() {}, error() {} } });
  await models.train({ seed: 1, now, progress: silent() });
  await warehouse.execute(raw(`ATTACH '${truthPath}' AS truth (READ_ONLY)`));
});
afterAll(async () => {
  await models.close();
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

const scored = () =>
  warehouse.query<{ shown: number; stage: number; truth: number }>(sql`
    SELECT score.probability AS shown, score.baseline_probability AS stage, truth.probability AS truth
    FROM score JOIN truth.win_probability AS truth
      ON truth.opportunity_id = score.opportunity_id AND truth.valid_from <= score.as_of AND score.as_of < truth.valid_to`);

test('beats the naive guesses on the deals closed last', async () => {
  const [card] = await readModelCards(warehouse);
  const loss = (method: string) =>
    card!.evaluations.find((e) => e.method === method && e.measure === 'log_loss')!.value!;
  expect(card!.status).toBe('serving');
  expect(loss('network')).toBeLessThan(0.97 * loss('stage_rate'));
  expect(loss('stage_rate')).toBeLessThan(loss('base_rate'));
});

test('shows chances near the true ones: nearer than the stage’s conversion, right on average, straight', async () => {
  const rows = await scored();
  expect(rows.length).toBeGreaterThan(200);
  const mean = (of: (row: (typeof rows)[number]) => number) =>
    rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
  const off = mean((row) => Math.abs(row.shown - row.truth));
  expect(off).toBeLessThan(0.13);
  expect(off).toBeLessThan(0.85 * mean((row) => Math.abs(row.stage - row.truth)));
  expect(Math.abs(mean((row) => row.shown - row.truth))).toBeLessThan(0.06);
  // truth ~ sigmoid(intercept + slope × shown): 0 and 1 are perfect. A slope above 1 says that chances are drawn to the middle.
  const { intercept, slope } = fitCalibration(
    Float64Array.from(rows, (row) => logit(row.shown)),
    Float64Array.from(rows, (row) => row.truth),
    0,
  );
  expect(Math.abs(intercept)).toBeLessThan(0.3);
  expect(slope).toBeGreaterThan(0.8);
  expect(slope).toBeLessThan(1.35);
});

test('forecasts past quarters better than every baseline, with ranges that held about as often as they say', async () => {
  const { backtest } = await readForecast(warehouse, { now, training: false });
  const [best, ...others] = backtest.summary;
  expect(best!.method).toBe('simulation');
  expect(others.map(({ method }) => method).sort()).toEqual(['run_rate', 'seasonal_naive', 'weighted_pipeline']);
  expect(best!.absolute_error_rate).toBeLessThan(0.12);
  expect(Math.abs(best!.bias!)).toBeLessThan(0.06);
  expect(best!.coverage_80).toBeGreaterThan(0.65);
  expect(best!.coverage_95).toBeGreaterThan(0.85);
});
