import { z } from 'zod';
import type { Warehouse } from '../warehouse/database.ts';
import { raw, sql } from '../warehouse/sql.ts';
import { asOfNow, dataVersion, loadWorkspace } from '../warehouse/workspace.ts';
import { readBacktest } from './forecast/read-backtest.ts';
import { closedNeeded } from './win-probability/card.ts';

const Text = z.object({ en: z.string(), zh: z.string() });
const amount = z.number().nullable();
const Reasons = z.array(z.object({ group: z.string(), contribution: z.number(), fact: Text }));

interface SaidRow {
  as_of: string;
  said_at: string;
  period_from: string;
  period_to: string;
  method: string;
  component: string;
  mean: number;
  p025: number | null;
  p10: number | null;
  p50: number | null;
  p90: number | null;
  p975: number | null;
  quota: number | null;
  quota_probability: number | null;
}

const moment = (column: string) => raw(`strftime(${column}, '%Y-%m-%dT%H:%M:%S.%gZ') AS ${column}`);

/** What the newest forecast says of the current and the next quarter, what it said before, and how right it has been. */
export async function readForecast(warehouse: Warehouse, { now, training }: { now: Date; training: boolean }) {
  const workspace = await loadWorkspace(warehouse);
  const asOf = asOfNow(workspace, now);
  const [closed] = await warehouse.query<{ n: number }>(sql`
    SELECT count(DISTINCT opportunity_id)::INTEGER AS n FROM opportunity_close WHERE valid_from <= ${asOf}::TIMESTAMP`);
  const [any] = await warehouse.query<{ n: number }>(sql`SELECT count(*)::INTEGER AS n FROM dim_opportunity`);
  const newest = await newestForecast(warehouse);
  const said = newest ? await saidBy(warehouse, newest.forecast_id) : [];
  const last = said.at(-1);
  const isNow = (row: SaidRow) => row.as_of === last?.as_of;
  const have = closed?.n ?? 0;
  return {
    as_of: asOf,
    said_at: last?.said_at ?? null,
    data_version: await dataVersion(warehouse),
    currency: workspace.base_currency,
    status: statusOf({ training, hasAny: (any?.n ?? 0) > 0, have, isReady: last !== undefined }),
    have,
    need: closedNeeded,
    win_probability: newest
      ? { method_served: newest.method_served, status: newest.status, reason: newest.reason }
      : null,
    periods: periodsOf(said.filter(isNow), last?.as_of ?? asOf),
    history: await historyOf(warehouse, said, last),
    backtest: await readBacktest(warehouse, newest?.forecast_id ?? null),
  };
}

function statusOf({
  training,
  hasAny,
  have,
  isReady,
}: {
  training: boolean;
  hasAny: boolean;
  have: number;
  isReady: boolean;
}) {
  if (!hasAny) return 'none' as const;
  // While a newer one is made, the last forecast is still worth showing.
  if (training && !isReady) return 'training' as const;
  if (have < closedNeeded) return 'not_enough_data' as const;
  return isReady ? ('ready' as const) : ('none' as const);
}

async function newestForecast(warehouse: Warehouse) {
  const [row] = await warehouse.query(
    sql`
    SELECT model_version_id AS forecast_id, method_served, status,
      json_object('en', card->>'$.reason.en', 'zh', card->>'$.reason.zh')::VARCHAR AS reason
    FROM model_version WHERE kind = 'win_probability' ORDER BY trained_at DESC, model_version_id LIMIT 1`,
    z.object({ forecast_id: z.string(), method_served: z.string(), status: z.string(), reason: z.string() }),
  );
  return row && { ...row, reason: Text.parse(JSON.parse(row.reason)) };
}

/** The rows of the whole workspace, the moment of the forecast last. */
const saidBy = (warehouse: Warehouse, forecast_id: string) =>
  warehouse.query<SaidRow>(sql`
    SELECT ${moment('as_of')}, ${moment('said_at')}, period_from::VARCHAR AS period_from, period_to::VARCHAR AS period_to,
      method, component, mean, p025, p10, p50, p90, p975, quota, quota_probability
    FROM forecast_record WHERE forecast_id = ${forecast_id} AND node_type = 'workspace'
    ORDER BY as_of, period_from`);

function periodsOf(rows: SaidRow[], asOf: string) {
  const froms = [...new Set(rows.map((row) => row.period_from))];
  return froms.map((from, at) => {
    const own = rows.filter((row) => row.period_from === from);
    const part = (component: string) => own.find((row) => row.method === 'simulation' && row.component === component)!;
    const total = part('total');
    return {
      period_from: from,
      period_to: total.period_to,
      is_current: at === 0 && asOf !== '',
      total: rangeOf(total),
      won: part('won').mean,
      open: rangeOf(part('open')),
      not_yet_created: rangeOf(part('not_yet_created')),
      quota: total.quota,
      quota_probability: total.quota_probability,
      baselines: own.filter((row) => row.method !== 'simulation').map(({ method, mean }) => ({ method, mean })),
    };
  });
}

const rangeOf = ({ mean, p025, p10, p50, p90, p975 }: SaidRow) => ({ mean, p025, p10, p50, p90, p975 });

/** What was really said of the current quarter at each moment; reconstructed moments fill in from before the first. */
async function historyOf(warehouse: Warehouse, said: SaidRow[], last: SaidRow | undefined) {
  if (!last) return [];
  const current = said.find((row) => row.as_of === last.as_of)!.period_from;
  const kept = await warehouse.query<SaidRow>(sql`
    SELECT ${moment('as_of')}, ${moment('said_at')}, period_from::VARCHAR AS period_from, period_to::VARCHAR AS period_to,
      method, component, mean, p025, p10, p50, p90, p975, quota, quota_probability
    FROM forecast_record
    WHERE period_from = ${current}::DATE AND node_type = 'workspace' AND method = 'simulation' AND component IN ('total', 'won')
      AND as_of = (SELECT max(as_of) FROM forecast_record AS own WHERE own.forecast_id = forecast_record.forecast_id)
    ORDER BY as_of, said_at`);
  const first = kept[0]?.as_of ?? last.as_of;
  const before = said.filter((row) => row.period_from === current && row.method === 'simulation' && row.as_of < first);
  const totals = new Map<string, SaidRow>();
  const won = new Map<string, number>();
  for (const row of [...before, ...kept]) {
    if (row.component === 'total') totals.set(row.as_of, row);
    if (row.component === 'won') won.set(row.as_of, row.mean);
  }
  return [...totals.values()].map(({ as_of, mean, p10, p90 }) => ({ as_of, mean, p10, p90, won: won.get(as_of) ?? 0 }));
}

export type ScoreOrder = 'expected_amount' | 'probability' | 'amount' | 'close_on';

const Scored = z.object({
  opportunity_id: z.string(),
  opportunity_name: z.string().nullable(),
  account_name: z.string().nullable(),
  owner_id: z.string().nullable(),
  owner_name: z.string().nullable(),
  stage: z.string(),
  amount,
  close_on: z.string().nullable(),
  probability: z.number(),
  low: amount,
  high: amount,
  close_in_period_probability: amount,
  expected_amount: amount,
  method: z.string(),
  reasons: z.string(),
});

/**
 * A page of the open deals as the newest model scored them; `total` counts all. Deals closed since are left out.
 * `expected_amount` is probability × amount × closes in the period, all by one factor so that they add up to the open part
 * of the period's forecast: the simulation lets amounts change until a deal closes, and a deal alone does not say how.
 */
export async function readScores(
  warehouse: Warehouse,
  {
    limit = 100,
    offset = 0,
    order = { by: 'expected_amount', direction: 'desc' },
    period = 'current',
  }: {
    limit?: number;
    offset?: number;
    order?: { by: ScoreOrder; direction: 'asc' | 'desc' };
    period?: 'current' | 'next';
  } = {},
) {
  const closes = raw(
    period === 'next' ? 'score.close_in_next_period_probability' : 'score.close_in_period_probability',
  );
  const scored = sql`
    SELECT score.opportunity_id, dim_opportunity.opportunity_name, dim_account.account_name, state.owner_id, dim_user.user_name AS owner_name,
      state.stage, state.amount::DOUBLE AS amount, state.close_on::VARCHAR AS close_on, score.probability, score.low, score.high,
      ${closes} AS close_in_period_probability,
      (score.probability * state.amount * ${closes})::DOUBLE AS raw_amount,
      score.method, score.reasons::VARCHAR AS reasons
    FROM score
    JOIN opportunity_state AS state ON state.opportunity_id = score.opportunity_id AND state.valid_to = TIMESTAMP '9999-12-31'
      AND state.stage_type = 'open' AND NOT state.is_deleted
    JOIN dim_opportunity ON dim_opportunity.opportunity_id = score.opportunity_id
    LEFT JOIN dim_account ON dim_account.account_id = dim_opportunity.account_id
      AND dim_account.valid_from <= score.as_of AND score.as_of < dim_account.valid_to
    LEFT JOIN dim_user ON dim_user.user_id = state.owner_id AND dim_user.valid_from <= score.as_of AND score.as_of < dim_user.valid_to
    WHERE score.model_version_id = (
      SELECT model_version_id FROM model_version WHERE kind = 'win_probability' ORDER BY trained_at DESC, model_version_id LIMIT 1)`;
  // A period with nothing open, or no forecast, leaves the amounts as they are.
  const rows = await warehouse.query(
    sql`
    WITH scored AS (${scored}),
    said AS (
      SELECT mean FROM forecast_record
      WHERE forecast_id = (
          SELECT model_version_id FROM model_version WHERE kind = 'win_probability' ORDER BY trained_at DESC, model_version_id LIMIT 1
        ) AND node_type = 'workspace' AND method = 'simulation' AND component = 'open'
      ORDER BY as_of DESC, period_from LIMIT 1 OFFSET ${period === 'next' ? 1 : 0}
    )
    SELECT * EXCLUDE (raw_amount), raw_amount
      * coalesce((SELECT mean FROM said) / nullif(sum(raw_amount) OVER (), 0), 1) AS expected_amount
    FROM scored ORDER BY ${raw(`${order.by} ${order.direction === 'asc' ? 'ASC' : 'DESC'}`)} NULLS LAST, opportunity_id
      LIMIT ${limit} OFFSET ${offset}`,
    Scored,
  );
  const [all] = await warehouse.query<{ n: number }>(sql`SELECT count(*)::INTEGER AS n FROM (${scored})`);
  return {
    rows: rows.map(({ reasons, ...row }) => ({ ...row, reasons: Reasons.parse(JSON.parse(reasons)) })),
    total: all?.n ?? 0,
  };
}

/** Every trained model, newest first, with its card and how it was judged. */
export async function readModelCards(warehouse: Warehouse) {
  const models = await warehouse.query<
    { card: string } & Record<
      'model_version_id' | 'kind' | 'trained_at' | 'as_of' | 'status' | 'method_served',
      string
    > & { seed: number }
  >(sql`
    SELECT model_version_id, kind, ${moment('trained_at')}, ${moment('as_of')}, status, method_served, seed::DOUBLE AS seed, card::VARCHAR AS card
    FROM model_version ORDER BY model_version.trained_at DESC, model_version_id LIMIT 100`);
  const evaluations = await warehouse.query(
    sql`SELECT model_version_id, slice, method, measure, value, low, high, n::INTEGER AS n FROM model_evaluation`,
    z.object({
      model_version_id: z.string(),
      slice: z.string(),
      method: z.string(),
      measure: z.string(),
      value: amount,
      low: amount,
      high: amount,
      n: z.int(),
    }),
  );
  return models.map(({ card, ...model }) => ({
    ...model,
    evaluations: evaluations
      .filter(({ model_version_id }) => model_version_id === model.model_version_id)
      .map(({ model_version_id: _, ...evaluation }) => evaluation),
    card: JSON.parse(card) as Record<string, unknown>,
  }));
}
