export interface Span {
  from: string;
  to: string;
}

/** SQL of a person who knows the tables: each by owner and month over a span, as known at a moment, with its n. */
export const byHand: readonly { metric: string; statement: (span: Span & { as_of: string }) => string }[] = [
  { metric: 'pipeline_count', statement: (span) => pipeline('count(*)::INTEGER AS pipeline_count', span) },
  { metric: 'pipeline_amount', statement: (span) => pipeline('sum(amount)::DOUBLE AS pipeline_amount', span) },
  {
    metric: 'stage_conversion',
    statement: ({ from, to, as_of }) => `
      SELECT (DATE '1970-01-01' + to_months(entered_month::INTEGER))::DATE AS period, owner_id, any_value(user_name) AS owner_name,
        count(*) FILTER (next_at <= ${at(as_of)}) / count(*) AS stage_conversion, count(*)::INTEGER AS n
      FROM stage_entry LEFT JOIN ${users} ON user_id = owner_id
      WHERE entered_on >= DATE '${from}' AND entered_on < DATE '${to}' AND entered_at <= ${at(as_of)}
        AND NOT created_is_estimated
      GROUP BY entered_month, owner_id ORDER BY 1, 2`,
  },
  {
    metric: 'won_amount',
    statement: (span) => closed("sum(amount) FILTER (outcome = 'won')::DOUBLE AS won_amount", span),
  },
  { metric: 'won_count', statement: (span) => closed("count(*) FILTER (outcome = 'won')::INTEGER AS won_count", span) },
  { metric: 'win_rate', statement: (span) => closed("count(*) FILTER (outcome = 'won') / count(*) AS win_rate", span) },
  {
    metric: 'average_deal_size',
    statement: (span) => closed("avg(amount) FILTER (outcome = 'won')::DOUBLE AS average_deal_size", span),
  },
  {
    metric: 'sales_cycle_days',
    statement: (span) => closed("median(cycle_days) FILTER (outcome = 'won') AS sales_cycle_days", span),
  },
  {
    metric: 'pipeline_velocity',
    statement: (span) => `
      WITH open AS (${pipeline('count(*) AS deals', span)}),
      done AS (${closed(
        `count(*) FILTER (outcome = 'won') / count(*) AS win_rate, avg(amount) FILTER (outcome = 'won')::DOUBLE AS size,
        median(cycle_days) FILTER (outcome = 'won') AS days`,
        span,
      )})
      SELECT period, owner_id, coalesce(open.owner_name, done.owner_name) AS owner_name,
        coalesce(deals, 0) * win_rate * size / nullif(days, 0) AS pipeline_velocity, done.n
      FROM open FULL JOIN done USING (period, owner_id) ORDER BY 1, 2`,
  },
  {
    metric: 'attainment',
    statement: (span) => `
      WITH done AS (${closed("sum(amount) FILTER (outcome = 'won')::DOUBLE AS won", span)}),
      target AS (
        SELECT period_on AS period, owner_id, any_value(user_name) AS owner_name, sum(quota)::DOUBLE AS quota
        FROM fct_quota LEFT JOIN ${users} ON user_id = owner_id
        WHERE period_on >= DATE '${span.from}' AND period_on < DATE '${span.to}' GROUP BY ALL
      )
      SELECT period, owner_id, coalesce(done.owner_name, target.owner_name) AS owner_name,
        coalesce(won, 0) / nullif(quota, 0) AS attainment, done.n
      FROM done FULL JOIN target USING (period, owner_id) ORDER BY 1, 2`,
  },
  {
    metric: 'activity_count',
    statement: ({ from, to, as_of }) => `
      SELECT (DATE '1970-01-01' + to_months(started_month::INTEGER))::DATE AS period, owner_id, any_value(user_name) AS owner_name,
        count(*)::INTEGER AS activity_count
      FROM fct_activity LEFT JOIN ${users} ON user_id = owner_id
      WHERE started_on >= DATE '${from}' AND started_on < DATE '${to}' AND started_at <= ${at(as_of)}
      GROUP BY started_month, owner_id ORDER BY 1, 2`,
  },
  {
    metric: 'lead_conversion',
    statement: ({ from, to, as_of }) => `
      SELECT (DATE '1970-01-01' + to_months(created_month::INTEGER))::DATE AS period, owner_id, any_value(user_name) AS owner_name,
        count(*) FILTER (converted_at <= ${at(as_of)}) / count(*) AS lead_conversion, count(*)::INTEGER AS n
      FROM fct_lead LEFT JOIN ${users} ON user_id = owner_id
      WHERE created_on >= DATE '${from}' AND created_on < DATE '${to}' AND created_at <= ${at(as_of)}
      GROUP BY created_month, owner_id ORDER BY 1, 2`,
  },
];

const at = (moment: string) => `TIMESTAMP '${moment.replace('Z', '')}'`;

const users = "(SELECT user_id, user_name FROM dim_user WHERE valid_to = TIMESTAMP '9999-12-31') AS person";

const closed = (value: string, { from, to, as_of }: Span & { as_of: string }) => `
      SELECT (DATE '1970-01-01' + to_months(closed_month::INTEGER))::DATE AS period, owner_id, any_value(user_name) AS owner_name,
        ${value}, count(*)::INTEGER AS n
      FROM opportunity_close LEFT JOIN ${users} ON user_id = owner_id
      WHERE closed_on >= DATE '${from}' AND closed_on < DATE '${to}' AND valid_from <= ${at(as_of)} AND ${at(as_of)} < valid_to
      GROUP BY closed_month, owner_id ORDER BY 1, 2`;

const pipeline = (value: string, { from, to, as_of }: Span & { as_of: string }) => `
      SELECT period, owner_id, any_value(user_name) AS owner_name, ${value}, count(*)::INTEGER AS n
      FROM (
        SELECT month::DATE AS period,
          least(((month + INTERVAL 1 MONTH) AT TIME ZONE zone) AT TIME ZONE 'UTC' - INTERVAL 1 MICROSECOND, ${at(as_of)}) AS moment
        FROM generate_series(TIMESTAMP '${from}', TIMESTAMP '${to}' - INTERVAL 1 DAY, INTERVAL 1 MONTH) AS months (month),
          (SELECT coalesce(max(value ->> '$') FILTER (name = 'time_zone'), 'UTC') AS zone FROM workspace_setting)
        WHERE month <= ${at(as_of)}
      )
      JOIN opportunity_state ON valid_from <= moment AND moment < valid_to
      LEFT JOIN ${users} ON user_id = owner_id
      WHERE stage_type = 'open' AND NOT is_deleted
      GROUP BY period, owner_id ORDER BY 1, 2`;
