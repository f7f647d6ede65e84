// Every metric once more, from its words in the definition and the raw event tables alone: nothing here is taken from the
// registry, the compiler or the derived tables.

export interface Asked {
  /** ISO UTC. */
  as_of: string;
  zone: string;
  /** Ends the names of the tables that `steps` fill for this question. */
  tag: string;
}

const at = (moment: string) => `TIMESTAMP '${moment.replace('Z', '')}'`;
const day = (moment: string, zone: string) => `((${moment} AT TIME ZONE 'UTC') AT TIME ZONE '${zone}')::DATE`;
const month = (moment: string, zone: string) => `date_trunc('month', ${day(moment, zone)})::DATE`;

/** `after`: what each opportunity looked like after each moment at which something changed, up to the moment asked. */
const after = ({ as_of }: Asked) => `
  told AS (
    SELECT opportunity_id, occurred_at, position,
      last_value(stage IGNORE NULLS) OVER w AS stage,
      last_value(CASE WHEN amount IS NOT NULL OR list_contains(cleared, 'amount') THEN {'v': amount} END IGNORE NULLS) OVER w AS amount,
      last_value(CASE WHEN owner_id IS NOT NULL OR list_contains(cleared, 'owner_id') THEN {'v': owner_id} END IGNORE NULLS) OVER w AS owner,
      last_value(CASE WHEN category IS NOT NULL OR list_contains(cleared, 'category') THEN {'v': category} END IGNORE NULLS) OVER w AS category,
      coalesce(last_value(is_deleted IGNORE NULLS) OVER w, false) AS is_deleted
    FROM opportunity_event WHERE occurred_at <= ${at(as_of)}
    WINDOW w AS (PARTITION BY opportunity_id ORDER BY occurred_at, position)
  ),
  after AS (
    SELECT told.opportunity_id, told.occurred_at, told.stage, stage_type, stage_position, told.amount.v AS amount,
      told.owner.v AS owner_id, told.category.v AS category, is_deleted
    FROM told JOIN dim_stage ON dim_stage.stage = told.stage
    QUALIFY row_number() OVER (PARTITION BY told.opportunity_id, told.occurred_at ORDER BY position DESC) = 1
  )`;

/** `closing`: opportunities that stand won or lost at the moment asked. */
const closing = (asked: Asked) => `${after(asked)},
  turned AS (
    SELECT *, max(CASE WHEN is_turn THEN occurred_at END) OVER w AS run_since,
      last_value(CASE WHEN stage_type = 'open' THEN {'v': amount} END IGNORE NULLS) OVER w AS open_amount
    FROM (SELECT *, stage_type IS DISTINCT FROM lag(stage_type) OVER (PARTITION BY opportunity_id ORDER BY occurred_at) AS is_turn FROM after)
    WINDOW w AS (PARTITION BY opportunity_id ORDER BY occurred_at)
  ),
  latest AS (SELECT * FROM turned QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY occurred_at DESC) = 1),
  -- It closed when it was first seen closed: one restored was closed before.
  turn AS (
    SELECT latest.opportunity_id, latest.stage_type AS outcome, latest.amount, latest.open_amount.v AS open_amount,
      min(after.occurred_at) AS closed_at
    FROM latest JOIN after ON after.opportunity_id = latest.opportunity_id AND after.occurred_at >= latest.run_since
    WHERE NOT latest.is_deleted AND NOT after.is_deleted
    GROUP BY ALL
  ),
  closing AS (
    SELECT turn.opportunity_id, closed_at, outcome, after.owner_id, team.team_id, dim_team.region, dim_opportunity.product_id,
      dim_opportunity.source, segment.industry, dim_product.product_family,
      ${month('closed_at', asked.zone)} AS period, ${day('closed_at', asked.zone)} AS closed_on,
      CASE outcome WHEN 'lost' THEN coalesce(open_amount, turn.amount) ELSE turn.amount END AS amount,
      CASE WHEN NOT created_is_estimated THEN epoch(closed_at - dim_opportunity.created_at) / 86400 END AS days
    FROM turn
    JOIN after ON after.opportunity_id = turn.opportunity_id AND after.occurred_at = turn.closed_at
    JOIN dim_opportunity ON dim_opportunity.opportunity_id = turn.opportunity_id
    LEFT JOIN dim_user team ON team.user_id = after.owner_id AND closed_at >= team.valid_from AND closed_at < team.valid_to
    LEFT JOIN dim_team ON dim_team.team_id = team.team_id
    LEFT JOIN dim_account segment ON segment.account_id = dim_opportunity.account_id
      AND closed_at >= segment.valid_from AND closed_at < segment.valid_to
    LEFT JOIN dim_product ON dim_product.product_id = dim_opportunity.product_id
    WHERE outcome IN ('won', 'lost')
  )`;

/** `pipeline`: opportunities open at the moment asked. */
const pipeline = (asked: Asked) => `${after(asked)},
  newest AS (SELECT * FROM after QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY occurred_at DESC) = 1),
  pipeline AS (
    SELECT newest.*, team.team_id, dim_team.region, source, segment.industry
    FROM newest
    JOIN dim_opportunity USING (opportunity_id)
    LEFT JOIN dim_user team ON team.user_id = owner_id AND ${at(asked.as_of)} >= team.valid_from AND ${at(asked.as_of)} < team.valid_to
    LEFT JOIN dim_team ON dim_team.team_id = team.team_id
    LEFT JOIN dim_account segment ON segment.account_id = dim_opportunity.account_id
      AND ${at(asked.as_of)} >= segment.valid_from AND ${at(asked.as_of)} < segment.valid_to
    WHERE stage_type = 'open' AND NOT is_deleted
  )`;

/** `weighted`: the same with the share won of those that had been in the stage and are decided. */
const weighted = (asked: Asked) => `${pipeline(asked)},
  ended AS (
    SELECT opportunity_id, bool_or(stage_type = 'won') AS is_won FROM after WHERE NOT is_deleted AND stage_type <> 'open' GROUP BY ALL
  ),
  passed AS (
    SELECT DISTINCT s.stage, after.opportunity_id FROM dim_stage s JOIN after
      ON NOT is_deleted AND (after.stage_type = 'won' OR (after.stage_type = 'open' AND after.stage_position >= s.stage_position))
    WHERE s.stage_type = 'open'
  ),
  weight AS (SELECT stage, avg(is_won::INTEGER) AS weight FROM passed JOIN ended USING (opportunity_id) GROUP BY stage),
  weighted AS (SELECT pipeline.*, weight FROM pipeline LEFT JOIN weight USING (stage))`;

/** `entry`: first entries into open stages; passing over a stage is entering it and getting further. */
const entry = (asked: Asked) => `${after(asked)},
  live AS (SELECT * FROM after WHERE NOT is_deleted AND stage_type <> 'lost'),
  entry AS (
    SELECT s.stage, live.opportunity_id, min(live.occurred_at) AS entered_at,
      min(live.occurred_at) FILTER (live.stage_type = 'won' OR live.stage_position > s.stage_position) AS next_at,
      min(live.occurred_at) FILTER (live.stage_type = 'won') AS won_at,
      arg_min_null(live.owner_id, live.occurred_at) AS owner_id
    FROM dim_stage s JOIN live ON live.stage_type = 'won' OR live.stage_position >= s.stage_position
    WHERE s.stage_type = 'open' AND live.opportunity_id IN (SELECT opportunity_id FROM dim_opportunity WHERE NOT created_is_estimated)
    GROUP BY ALL
  ),
  loss AS (SELECT opportunity_id, min(occurred_at) AS lost_at FROM after WHERE NOT is_deleted AND stage_type = 'lost' GROUP BY ALL),
  slow AS (SELECT stage, quantile_disc(next_at - entered_at, 0.9) AS dwell FROM entry WHERE next_at IS NOT NULL GROUP BY stage),
  cohort AS (
    SELECT entry.*, lost_at, ${month('entered_at', asked.zone)} AS period, entered_at + dwell > ${at(asked.as_of)} AS is_young
    FROM entry LEFT JOIN loss USING (opportunity_id) LEFT JOIN slow USING (stage)
  )`;

/** `dwell`: completed stays in open stages. */
const dwell = (asked: Asked) => `${after(asked)},
  moved AS (
    SELECT after.*, lag(stage) OVER w AS from_stage, lag(stage_type) OVER w AS from_type
    FROM after WINDOW w AS (PARTITION BY opportunity_id ORDER BY occurred_at)
  ),
  change AS (
    SELECT *, lag(occurred_at) OVER (PARTITION BY opportunity_id ORDER BY occurred_at) AS since
    FROM moved WHERE from_stage IS DISTINCT FROM stage
  ),
  dwell AS (
    SELECT from_stage AS stage, owner_id, ${month('occurred_at', asked.zone)} AS period,
      epoch(occurred_at - since) / 86400 AS days
    FROM change JOIN dim_opportunity USING (opportunity_id)
    WHERE from_type = 'open' AND NOT (created_is_estimated AND since = created_at)
  )`;

const share = (part: string) => `count(*) FILTER (${part}) / nullif(count(*), 0)`;

/** One number of one group a row: `key…, value`. `keys` are columns of the table that the metric is read from. */
type ByHand = (asked: Asked, keys: readonly string[]) => string;

const grouped =
  (table: string, value: string | ((asked: Asked) => string)): ByHand =>
  (asked, keys) =>
    `SELECT ${[...keys, `${typeof value === 'string' ? value : value(asked)} AS value`].join(', ')} FROM ${table}_${asked.tag}
    ${keys.length > 0 ? `GROUP BY ${keys.join(', ')}` : ''}`;

/** Two steps side by side, so that neither multiplies the other. */
const sideBySide =
  (one: ByHand, other: ByHand, value: string): ByHand =>
  (asked, keys) => {
    const on = keys.length > 0 ? keys.map((key) => `a.${key} IS NOT DISTINCT FROM b.${key}`).join(' AND ') : 'true';
    const picked = keys.map((key) => `coalesce(a.${key}, b.${key}) AS ${key}`);
    return `SELECT ${[...picked, `${value} AS value`].join(', ')} FROM (${one(asked, keys)}) a FULL JOIN (${other(asked, keys)}) b ON ${on}`;
  };

const wonAmount = grouped('closing', "coalesce(sum(amount) FILTER (outcome = 'won'), 0)::DOUBLE");

export const byHand: Readonly<Record<string, ByHand>> = {
  pipeline_count: grouped('pipeline', 'count(*)::DOUBLE'),
  pipeline_amount: grouped('pipeline', 'coalesce(sum(amount), 0)::DOUBLE'),
  weighted_pipeline: grouped('weighted', 'coalesce(sum(amount * weight), 0)::DOUBLE'),
  won_amount: wonAmount,
  won_count: grouped('closing', "count(*) FILTER (outcome = 'won')::DOUBLE"),
  lost_amount: grouped('closing', "coalesce(sum(amount) FILTER (outcome = 'lost'), 0)::DOUBLE"),
  lost_count: grouped('closing', "count(*) FILTER (outcome = 'lost')::DOUBLE"),
  closed_count: grouped('closing', 'count(*)::DOUBLE'),
  closed_amount: grouped('closing', 'coalesce(sum(amount), 0)::DOUBLE'),
  win_rate: grouped('closing', share("outcome = 'won'")),
  win_rate_amount: grouped(
    'closing',
    "coalesce(sum(amount) FILTER (outcome = 'won'), 0)::DOUBLE / nullif(sum(amount), 0)::DOUBLE",
  ),
  average_deal_size: grouped(
    'closing',
    "sum(amount) FILTER (outcome = 'won')::DOUBLE / count(*) FILTER (outcome = 'won')",
  ),
  sales_cycle_days: grouped('closing', "quantile_cont(days, 0.5) FILTER (outcome = 'won')"),
  pipeline_velocity: sideBySide(
    grouped('pipeline', 'count(*)'),
    grouped(
      'closing',
      `${share("outcome = 'won'")} * (sum(amount) FILTER (outcome = 'won')::DOUBLE / nullif(count(*) FILTER (outcome = 'won'), 0))
        / nullif(quantile_cont(days, 0.5) FILTER (outcome = 'won'), 0)`,
    ),
    'coalesce(a.value, 0) * b.value',
  ),
  quota: grouped('quota_of', 'sum(quota)::DOUBLE'),
  attainment: sideBySide(
    wonAmount,
    grouped('quota_of', 'sum(quota)::DOUBLE'),
    'coalesce(a.value, 0) / nullif(b.value, 0)',
  ),
  stage_entries: grouped('cohort', 'count(*)::DOUBLE'),
  stage_passed: grouped('cohort', 'count(next_at)::DOUBLE'),
  stage_won: grouped('cohort', 'count(won_at)::DOUBLE'),
  stage_conversion: grouped('cohort', share('next_at IS NOT NULL')),
  stage_win_rate: grouped('cohort', share('won_at IS NOT NULL')),
  stage_immature: grouped('cohort', 'count(*) FILTER (is_young)::DOUBLE'),
  stage_pending: grouped('cohort', 'count(*) FILTER (next_at IS NULL AND lost_at IS NULL)::DOUBLE'),
  stage_undecided: grouped('cohort', 'count(*) FILTER (won_at IS NULL AND lost_at IS NULL)::DOUBLE'),
  time_in_stage: grouped('dwell', 'quantile_cont(days, 0.5)'),
  created_count: grouped('created', 'count(*)::DOUBLE'),
  created_pipeline: grouped('created', 'coalesce(sum(amount), 0)::DOUBLE'),
  activity_count: grouped('activity', 'count(*)::DOUBLE'),
  two_way_activity_count: grouped('activity', 'count(*) FILTER (is_two_way)::DOUBLE'),
  lead_count: grouped('lead', 'count(*)::DOUBLE'),
  lead_converted: grouped('lead', ({ as_of }) => `count(*) FILTER (converted_at <= ${at(as_of)})::DOUBLE`),
  lead_conversion: grouped('lead', ({ as_of }) => share(`converted_at <= ${at(as_of)}`)),
};

/** Tables with the records behind the metrics, made once a question: `<name>_<tag>`. */
export const steps = (asked: Asked): { name: string; statement: string }[] => [
  { name: 'closing', statement: `WITH ${closing(asked)} FROM closing` },
  { name: 'pipeline', statement: `WITH ${pipeline(asked)} FROM pipeline` },
  { name: 'weighted', statement: `WITH ${weighted(asked)} FROM weighted` },
  { name: 'cohort', statement: `WITH ${entry(asked)} FROM cohort` },
  { name: 'dwell', statement: `WITH ${dwell(asked)} FROM dwell` },
  { name: 'created', statement: `WITH ${creation(asked)} FROM created` },
  {
    name: 'activity',
    statement: `SELECT *, date_trunc('month', started_on)::DATE AS period, kind AS activity_kind
      FROM fct_activity WHERE started_at <= ${at(asked.as_of)}`,
  },
  {
    name: 'lead',
    statement: `SELECT *, date_trunc('month', created_on)::DATE AS period FROM fct_lead WHERE created_at <= ${at(asked.as_of)}`,
  },
  {
    name: 'quota_of',
    statement: `SELECT owner_id, date_trunc('month', period_on)::DATE AS period, quota FROM fct_quota`,
  },
];

/** `created`: opportunities as they began. */
function creation(asked: Asked) {
  return `${after(asked)},
  created AS (
    SELECT after.*, ${month('dim_opportunity.created_at', asked.zone)} AS period
    FROM after JOIN dim_opportunity USING (opportunity_id)
    WHERE NOT created_is_estimated
    QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY occurred_at) = 1
  )`;
}
