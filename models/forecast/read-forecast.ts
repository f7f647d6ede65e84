import { z } from 'zod';
import type { Warehouse } from '../../warehouse/database.ts';
import { Label } from '../../warehouse/metrics/metric-query.ts';
import { sql } from '../../warehouse/sql.ts';
import { asOfNow, dataVersion, loadWorkspace } from '../../warehouse/workspace.ts';
import { newestModel } from '../win-probability/newest.ts';
import { readBacktest } from './read-backtest.ts';

/** Closed deals a forecast asks for. */
const closedNeeded = 30;

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
    periods: periodsOf(said.filter((row) => row.as_of === last?.as_of)),
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
    SELECT model_version_id AS forecast_id, method_served, status, (card->'$.reason')::VARCHAR AS reason
    FROM model_version WHERE model_version_id = ${newestModel}`,
    z.object({ forecast_id: z.string(), method_served: z.string(), status: z.string(), reason: z.string() }),
  );
  return row && { ...row, reason: Label.parse(JSON.parse(row.reason)) };
}

const saidRow = sql`
  SELECT as_of, said_at, period_from, period_to, method, component, mean, p025, p10, p50, p90, p975, quota, quota_probability
  FROM forecast_record`;

/** The rows of the whole workspace, the moment of the forecast last. */
const saidBy = (warehouse: Warehouse, forecast_id: string) =>
  warehouse.query<SaidRow>(sql`
    ${saidRow} WHERE forecast_id = ${forecast_id} AND node_type = 'workspace' ORDER BY as_of, period_from`);

/** What was said at one moment, by period; the first is the one that holds the moment. */
function periodsOf(rows: SaidRow[]) {
  const froms = [...new Set(rows.map((row) => row.period_from))];
  return froms.map((from, at) => {
    const own = rows.filter((row) => row.period_from === from);
    const part = (component: string) => own.find((row) => row.method === 'simulation' && row.component === component)!;
    const total = part('total');
    return {
      period_from: from,
      period_to: total.period_to,
      is_current: at === 0,
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
    ${saidRow}
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
