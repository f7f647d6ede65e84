import { z } from 'zod';
import type { Warehouse } from '../../warehouse/database.ts';
import { Label } from '../../warehouse/metrics/metric-query.ts';
import { id, raw, sql } from '../../warehouse/sql.ts';
import { newestModel } from './newest.ts';

type ScoreOrder = 'expected_amount' | 'probability' | 'amount' | 'close_on';

const amount = z.number().nullable();
const Reasons = z.array(z.object({ group: z.string(), contribution: z.number(), fact: Label }));
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
  const closes = id('score', period === 'next' ? 'close_in_next_period_probability' : 'close_in_period_probability');
  const scored = sql`
    SELECT score.opportunity_id, dim_opportunity.opportunity_name, dim_account.account_name, state.owner_id, dim_user.user_name AS owner_name,
      state.stage, state.amount::DOUBLE AS amount, state.close_on, score.probability, score.low, score.high,
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
    WHERE score.model_version_id = ${newestModel}`;
  // A period with nothing open, or no forecast, leaves the amounts as they are.
  const rows = await warehouse.query(
    sql`
    WITH scored AS (${scored}),
    said AS (
      SELECT mean FROM forecast_record
      WHERE forecast_id = ${newestModel} AND node_type = 'workspace' AND method = 'simulation' AND component = 'open'
      ORDER BY as_of DESC, period_from LIMIT 1 OFFSET ${period === 'next' ? 1 : 0}
    )
    SELECT * EXCLUDE (raw_amount), raw_amount
      * coalesce((SELECT mean FROM said) / nullif(sum(raw_amount) OVER (), 0), 1) AS expected_amount
    FROM scored ORDER BY ${id(order.by)} ${raw(order.direction === 'asc' ? 'ASC' : 'DESC')} NULLS LAST, opportunity_id
      LIMIT ${limit} OFFSET ${offset}`,
    Scored,
  );
  const [all] = await warehouse.query<{ n: number }>(sql`SELECT count(*)::INTEGER AS n FROM (${scored})`);
  return {
    rows: rows.map(({ reasons, ...row }) => ({ ...row, reasons: Reasons.parse(JSON.parse(reasons)) })),
    total: all?.n ?? 0,
  };
}
