import { existsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadFolder } from '../../ingest/load.ts';
import { readForecast } from '../../models/forecast/read-forecast.ts';
import { Models } from '../../models/models.ts';
import { readModelCards } from '../../models/read-model-cards.ts';
import { readScores } from '../../models/win-probability/read-scores.ts';
import { silent } from '../../progress.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { raw } from '../../warehouse/sql.ts';

const folder = join(import.meta.dirname, '../../../shared/data/crm_sales_opportunities');
const now = new Date('2026-11-20T09:00:00Z');

// A real export in which nothing known at entry tells the outcome: the negative control of every model.
describe.skipIf(!existsSync(folder))(`the export beside the project (${folder})`, () => {
  let warehouse: Warehouse;
  let models: Models;
  beforeAll(async () => {
    warehouse = await Warehouse.open(':memory:');
    await migrate(warehouse);
    await loadFolder(warehouse, { folder, now, progress: silent() });
    models = await Models.start({
      warehouse,
      dataDir: await mkdtemp(join(tmpdir(), 'dealcast-export-')),
      log: { info() {}, warn() {}, error() {} },
    });
    await models.train({ seed: 1, now, progress: silent() });
  });
  afterAll(async () => {
    await models.close();
    await warehouse.close();
  });

  test('is said to hold no signal yet, in both languages', async () => {
    const { win_probability } = await readForecast(warehouse, { now, training: false });
    expect(win_probability).toMatchObject({ method_served: 'base_rate', status: 'beaten' });
    expect(win_probability!.reason.en).toMatch(/no signal yet.*63%/);
    expect(win_probability!.reason.zh).toMatch(/尚无可用信号.*63/);
  });

  test('gets the base rate with its range for every open deal', async () => {
    const { rows, total } = await readScores(warehouse, { limit: 1000 });
    expect(total).toBe(2089);
    expect(new Set(rows.map(({ probability }) => probability)).size).toBe(1);
    expect(rows[0]!.probability).toBeCloseTo(0.6315, 3);
    expect(rows[0]!.low).toBeLessThan(rows[0]!.probability);
    expect(rows[0]!.high).toBeGreaterThan(rows[0]!.probability);
    expect(rows[0]!.high! - rows[0]!.low!).toBeLessThan(0.05);
    expect(rows[0]!.reasons).toEqual([]);
  });

  test('finds the model itself saying nearly the same of every deal, no better than the base rate', async () => {
    const [spread] = await warehouse.query<{ sd: number }>(raw('SELECT stddev(model_probability) AS sd FROM score'));
    expect(spread!.sd).toBeLessThan(0.05);
    const [card] = await readModelCards(warehouse);
    const value = (method: string, measure: string) =>
      card!.evaluations.find((e) => e.method === method && e.measure === measure)!.value!;
    expect(value('network', 'log_loss')).toBeLessThan(value('base_rate', 'log_loss') + 0.003);
    expect(value('network', 'auc')).toBeGreaterThan(0.45);
    expect(value('network', 'auc')).toBeLessThan(0.56);
  });

  test('has the account left out, which is filled in at closing, and only what was known at entry used', async () => {
    const [card] = await readModelCards(warehouse);
    const { notes, features } = card!.card as { notes: { en: string }[]; features: string[] };
    expect(notes.map(({ en }) => en).join(' ')).toMatch(/account_id is missing in 68% of open and 0% of closed/);
    expect(notes.map(({ en }) => en).join(' ')).toMatch(/only what was known at entry/);
    expect(features).not.toContain('industry');
    expect(features).toContain('product');
  });

  test('has too few quarters for a backtest, and says so', async () => {
    const { backtest, periods } = await readForecast(warehouse, { now, training: false });
    expect(backtest.points).toEqual([]);
    expect(backtest.note!.en).toMatch(/^No past quarters can be forecast/);
    expect(periods).toHaveLength(2);
    expect(periods[0]!.won).toBeCloseTo(2_802_496, 0);
  });
});
