import { appendColumns, type ColumnValues } from '../warehouse/append.ts';
import type { Warehouse } from '../warehouse/database.ts';
import { sql } from '../warehouse/sql.ts';
import type { ForecastInputs } from './forecast/inputs.ts';
import type { ForecastResult } from './forecast/run.ts';
import type { Spread } from './forecast/simulate.ts';
import type { Scores } from './win-probability/model.ts';
import type { Trained } from './win-probability/train.ts';

export interface Run {
  id: string;
  now: Date;
  asOf: string;
  dataVersion: number;
  seed: number;
  folder: string;
  card: object;
  trained: Trained;
  predictions: Scores;
  /** Opportunity of each prediction. */
  opportunities: string[];
  /** Opportunity of each deal of `inputs`. */
  deals: string[];
  inputs: ForecastInputs;
  forecast: ForecastResult;
}

/** All that one training said, into the tables of models, in one transaction. What was said before stays. */
export function writeRun(warehouse: Warehouse, run: Run): Promise<void> {
  return warehouse.transaction(async (db) => {
    const { id, now, asOf, trained, card } = run;
    const said = now.toISOString();
    await db.execute(sql`
      INSERT INTO model_version VALUES (${id}, 'win_probability', ${said}::TIMESTAMP, ${asOf}::TIMESTAMP, ${run.dataVersion}, ${run.seed},
        ${trained.status}, ${trained.model.served}, ${run.folder}, ${JSON.stringify(card)}::JSON)`);
    const put = (table: string, rows: unknown[][]) =>
      rows.length === 0
        ? 0
        : appendColumns(db.connection, table, rows[0]!.map((_, at) => rows.map((row) => row[at])) as ColumnValues[]);
    await put(
      'model_evaluation',
      trained.evaluations.map((e) => [id, e.slice, e.method, e.measure, e.value, e.low, e.high, e.n]),
    );
    await put('score', scoreRows(run, said));
    await put('forecast_record', saidRows(run, said));
    await put('forecast_backtest', backtestRows(run));
  });
}

function scoreRows({ id, asOf, trained, predictions, opportunities, deals, forecast }: Run, said: string): unknown[][] {
  const place = new Map(deals.map((deal, at) => [deal, at]));
  const orNull = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
  return opportunities.map((opportunity, i) => [
    opportunity,
    asOf,
    said,
    id,
    trained.model.served,
    predictions.probability[i],
    predictions.low[i],
    predictions.high[i],
    orNull(predictions.model[i]),
    predictions.baseline[i],
    orNull(forecast.closesInPeriod[place.get(opportunity) ?? -1]),
    orNull(forecast.closesInNextPeriod[place.get(opportunity) ?? -1]),
    predictions.reasons[i],
  ]);
}

function saidRows({ id, inputs, forecast }: Run, said: string): unknown[][] {
  return forecast.said.map((row) => {
    const { period_from, period_to } = inputs.periods[row.period]!;
    return [
      id,
      said,
      inputs.origins[row.origin]!.as_of,
      period_from,
      period_to,
      row.node_type,
      row.node_id,
      row.method,
      row.component,
      row.mean,
      ...quantiles(row.spread),
      id,
      row.quota,
      row.quota_probability,
    ];
  });
}

function backtestRows({ id, inputs, forecast }: Run): unknown[][] {
  return forecast.backtest.map(({ origin, period, method, said, spread, happened }) => {
    const { period_from, period_to } = inputs.periods[period]!;
    const { as_of, weeks_before_end } = inputs.origins[origin]!;
    const range = spread ? [spread.p025, spread.p10, spread.p90, spread.p975] : [null, null, null, null];
    return [id, method, period_from, period_to, weeks_before_end, as_of, said, ...range, happened];
  });
}

const quantiles = (spread: Spread | null): (number | null)[] =>
  spread ? [spread.p025, spread.p10, spread.p25, spread.p50, spread.p75, spread.p90, spread.p975] : Array(7).fill(null);
