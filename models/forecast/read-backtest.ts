import { z } from 'zod';
import type { Warehouse } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';
import { quartersNeeded } from './conformal.ts';

const amount = z.number().nullable();

const BacktestPoint = z.object({
  method: z.string(),
  period_from: z.string(),
  period_to: z.string(),
  weeks_before_end: z.int(),
  as_of: z.string(),
  said: z.number(),
  p025: amount,
  p10: amount,
  p90: amount,
  p975: amount,
  happened: z.number(),
});

const BacktestSummary = z.object({
  method: z.string(),
  n: z.int(),
  absolute_error_rate: amount,
  bias: amount,
  coverage_80: amount,
  coverage_95: amount,
});

/** Each past moment's forecast beside what happened, and how right each method was over the moments all could speak at. */
export async function readBacktest(warehouse: Warehouse, forecast_id: string | null) {
  const points = await warehouse.query(
    sql`
    SELECT method, period_from, period_to, weeks_before_end, as_of, said, p025, p10, p90, p975, happened
    FROM forecast_backtest WHERE forecast_id = ${forecast_id} ORDER BY method, as_of`,
    BacktestPoint,
  );
  // Every method is judged on the moments all of them could speak at, so that the rates can be compared.
  const summary = await warehouse.query(
    sql`
    WITH point AS (
      SELECT *, count(*) OVER (PARTITION BY as_of, period_from) AS methods FROM forecast_backtest WHERE forecast_id = ${forecast_id}
    ),
    widest AS (SELECT max(methods) AS methods FROM point)
    SELECT method, count(*)::INTEGER AS n,
      (sum(abs(said - happened)) / nullif(sum(happened), 0))::DOUBLE AS absolute_error_rate,
      (sum(said - happened) / nullif(sum(happened), 0))::DOUBLE AS bias,
      avg((happened BETWEEN p10 AND p90)::INTEGER)::DOUBLE AS coverage_80,
      avg((happened BETWEEN p025 AND p975)::INTEGER)::DOUBLE AS coverage_95
    FROM point JOIN widest USING (methods) GROUP BY method ORDER BY absolute_error_rate`,
    BacktestSummary,
  );
  return {
    points,
    summary,
    note: forecast_id === null ? null : noteOf(new Set(points.map((p) => p.period_from)).size),
  };
}

function noteOf(quarters: number) {
  if (quarters < quartersNeeded)
    return {
      en: `${quarters === 1 ? 'One past quarter' : `${quarters || 'No'} past quarters`} can be forecast from at least half a year of history; ${quartersNeeded} are needed to check the ranges against what happened.`,
      zh: `仅有 ${quarters} 个历史季度具备至少半年的历史数据可供回测；需要 ${quartersNeeded} 个季度才能检验预测区间。`,
    };
  return {
    en: 'Everything was refitted on what was known at each past moment; the chance to win comes from stage, time in it, expected close and amount.',
    zh: '每个历史时点均只用当时已知的数据重新拟合；赢率来自阶段、停留时间、预计成交日与金额。',
  };
}
