import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { cancelled } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { Warehouse } from '../warehouse/database.ts';
import { readNames } from '../warehouse/names.ts';
import { sql } from '../warehouse/sql.ts';
import { asOfNow, dataVersion, loadWorkspace } from '../warehouse/workspace.ts';
import { buffersOf } from './columns.ts';
import { type ForecastInputs, readForecastInputs } from './forecast/inputs.ts';
import { ModelWorker } from './runtime/worker-client.ts';
import { cardOf } from './win-probability/card.ts';
import { readWinInputs } from './win-probability/inputs.ts';
import type { Scores } from './win-probability/model.ts';
import { newestModel } from './win-probability/newest.ts';
import { save } from './win-probability/store.ts';
import { writeRun } from './write.ts';

type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

export interface TrainReport {
  model_version_id: string | null;
  status: 'serving' | 'beaten' | 'not_enough_data' | 'no_data';
  method_served: string | null;
  scored: number;
  backtested_quarters: number;
}

const simulations = 4000;

/** The models of a workspace: trains them in a worker thread and writes what they say into the warehouse. */
export class Models {
  private readonly warehouse: Warehouse;
  private readonly dataDir: string;
  private readonly log: Log;
  private readonly worker = new ModelWorker();

  private constructor({ warehouse, dataDir, log }: { warehouse: Warehouse; dataDir: string; log: Log }) {
    this.warehouse = warehouse;
    this.dataDir = dataDir;
    this.log = log;
  }

  static async start(o: { warehouse: Warehouse; dataDir: string; log: Log }): Promise<Models> {
    return new Models(o);
  }

  /**
   * Win probability, the scores of the open deals, the forecast and its backtest, written in one transaction; a saved model
   * is a new folder `models/<id>` of the data directory. Throws `cancelled`, and then nothing is written.
   */
  async train({ seed, now, progress }: { seed: number; now: Date; progress: Progress }): Promise<TrainReport> {
    const started = performance.now();
    const workspace = await loadWorkspace(this.warehouse);
    const asOf = asOfNow(workspace, now);
    const version = await dataVersion(this.warehouse);
    progress.report('features', { done: 0, total: null });
    const inputs = await readForecastInputs(this.warehouse, { asOf, workspace });
    if (!inputs)
      return { model_version_id: null, status: 'no_data', method_served: null, scored: 0, backtested_quarters: 0 };
    const win = await readWinInputs(this.warehouse, { asOf, workspace });
    const trained = await this.worker.call(
      'trainWinProbability',
      { rows: win.training, dropped: win.dropped, seed },
      { progress, transfer: [...buffersOf(win.training.features), win.training.deal.buffer as ArrayBuffer] },
    );
    const predictions = await this.worker.call(
      'predictWinProbability',
      { model: trained.model, rows: win.open.features, names: await readNames(this.warehouse) },
      { progress, transfer: buffersOf(win.open.features) },
    );
    const { opportunity } = win.open;
    const deals = inputs.deals.texts.opportunity_id.levels;
    const probability = aligned(predictions, opportunity.levels, deals);
    const forecast = await this.worker.call(
      'forecast',
      { inputs: withoutNames(inputs), probability, seed, simulations },
      { progress, transfer: [inputs.moments, inputs.open, inputs.deals].flatMap(buffersOf) },
    );
    if (progress.signal.aborted) throw cancelled('the training');

    const model_version_id = randomUUID();
    const folder = join('models', model_version_id);
    const card = {
      ...cardOf(trained, win),
      forecast: {
        shock: forecast.shock,
        widening: forecast.widening,
      },
    };
    await save(join(this.dataDir, folder), trained.model, card);
    try {
      await writeRun(this.warehouse, {
        id: model_version_id,
        now,
        asOf,
        dataVersion: version,
        seed,
        folder,
        card,
        trained,
        predictions,
        opportunities: opportunity.levels,
        deals,
        inputs,
        forecast,
      });
    } catch (error) {
      await rm(join(this.dataDir, folder), { recursive: true, force: true });
      throw error;
    }
    const backtested_quarters = new Set(forecast.backtest.map(({ period }) => period)).size;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    this.log.info({ status: trained.status, served: trained.model.served, seconds }, 'models trained');
    return {
      model_version_id,
      status: trained.status,
      method_served: trained.model.served,
      scored: opportunity.levels.length,
      backtested_quarters,
    };
  }

  /** True when the newest models were trained on the data as they are, no more than a day before the data's moment. */
  async isCurrent(now: Date): Promise<boolean> {
    const asOf = asOfNow(await loadWorkspace(this.warehouse), now);
    const [row] = await this.warehouse.query<{ current: boolean }>(sql`
      SELECT data_version = ${await dataVersion(this.warehouse)} AND as_of > ${asOf}::TIMESTAMP - INTERVAL 1 DAY AS current
      FROM model_version WHERE model_version_id = ${newestModel}`);
    return row?.current ?? false;
  }

  /** Ends the worker; what is under way ends as cancelled. */
  async close(): Promise<void> {
    await this.worker.close();
  }
}

/** Deals are told apart by their place; a hundred thousand names need not be copied between threads. */
const withoutNames = ({ deals, ...inputs }: ForecastInputs): ForecastInputs => ({
  ...inputs,
  deals: {
    ...deals,
    texts: { ...deals.texts, opportunity_id: { codes: deals.texts.opportunity_id.codes, levels: [] } },
  },
});

/** The shown probability of each deal, NaN where it is not open. */
function aligned({ probability }: Scores, opportunities: string[], deals: string[]): Float64Array {
  const place = new Map(deals.map((id, at) => [id, at]));
  const result = new Float64Array(deals.length).fill(Number.NaN);
  opportunities.forEach((id, at) => {
    const deal = place.get(id);
    if (deal !== undefined) result[deal] = probability[at]!;
  });
  return result;
}
