-- One row a row of feature_moment: an opportunity as it looked at as_of. Nothing that happened after as_of enters; a
-- state's valid_to, which the future decides, is never read. Null means unknown or never. For training and serving alike.
WITH
past AS (
  SELECT opportunity_id, valid_from, stage, stage_position, amount::DOUBLE AS amount, close_on, owner_id, team_id,
    lag(stage) OVER w AS previous_stage, lag(stage_position) OVER w AS previous_position,
    lag(close_on) OVER w AS previous_close_on, lag(amount) OVER w AS previous_amount
  FROM opportunity_state SEMI JOIN feature_moment USING (opportunity_id)
  WINDOW w AS (PARTITION BY opportunity_id ORDER BY valid_from)
),
running AS (
  SELECT opportunity_id, valid_from, stage, stage_position, amount, close_on, owner_id, team_id,
    max(CASE WHEN stage IS DISTINCT FROM previous_stage THEN valid_from END) OVER w AS stage_since,
    first_value(amount IGNORE NULLS) OVER w AS first_amount,
    sum((close_on > previous_close_on)::INTEGER) OVER w AS pushes,
    sum(greatest(date_diff('day', previous_close_on, close_on), 0)) OVER w AS pushed_days,
    max(CASE WHEN close_on > previous_close_on THEN valid_from END) OVER w AS pushed_at,
    sum((amount IS DISTINCT FROM previous_amount AND previous_amount IS NOT NULL)::INTEGER) OVER w AS amount_changes,
    sum((stage_position < previous_position)::INTEGER) OVER w AS steps_back
  FROM past
  WINDOW w AS (PARTITION BY opportunity_id ORDER BY valid_from ROWS UNBOUNDED PRECEDING)
),
standing AS (
  SELECT moment.row_id, moment.as_of, running.*,
    ((moment.as_of AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE AS as_of_on
  FROM feature_moment AS moment
  ASOF JOIN running ON running.opportunity_id = moment.opportunity_id AND moment.as_of >= running.valid_from
),
-- How long the stage had usually taken by the beginning of the moment's month.
month_asked AS (
  SELECT DISTINCT date_trunc('month', as_of) AS month_start FROM feature_moment
),
stage_pace AS (
  SELECT month_start, from_stage AS stage, median(dwell_days) AS median_days
  FROM month_asked JOIN stage_event ON stage_event.occurred_at < month_start
  WHERE from_stage IS NOT NULL
  GROUP BY ALL HAVING count(dwell_days) >= 20
),
activity AS (
  SELECT moment.row_id,
    count(*) FILTER (started_at > as_of - INTERVAL 7 DAY) AS activities_7,
    count(*) FILTER (started_at > as_of - INTERVAL 30 DAY) AS activities_30,
    count(*) AS activities_90,
    count(*) FILTER (kind = 'call' AND started_at > as_of - INTERVAL 7 DAY) AS calls_7,
    count(*) FILTER (kind = 'call' AND started_at > as_of - INTERVAL 30 DAY) AS calls_30,
    count(*) FILTER (kind = 'call') AS calls_90,
    count(*) FILTER (kind = 'email' AND started_at > as_of - INTERVAL 7 DAY) AS emails_7,
    count(*) FILTER (kind = 'email' AND started_at > as_of - INTERVAL 30 DAY) AS emails_30,
    count(*) FILTER (kind = 'email') AS emails_90,
    count(*) FILTER (kind = 'meeting' AND started_at > as_of - INTERVAL 7 DAY) AS meetings_7,
    count(*) FILTER (kind = 'meeting' AND started_at > as_of - INTERVAL 30 DAY) AS meetings_30,
    count(*) FILTER (kind = 'meeting') AS meetings_90,
    count(*) FILTER (kind = 'visit' AND started_at > as_of - INTERVAL 30 DAY) AS visits_30,
    count(*) FILTER (kind = 'visit') AS visits_90,
    count(*) FILTER (kind = 'task' AND started_at > as_of - INTERVAL 30 DAY) AS tasks_30,
    count(*) FILTER (kind = 'task') AS tasks_90,
    count(*) FILTER (direction = 'inbound' AND started_at > as_of - INTERVAL 7 DAY) AS inbound_7,
    count(*) FILTER (direction = 'inbound' AND started_at > as_of - INTERVAL 30 DAY) AS inbound_30,
    count(*) FILTER (direction = 'inbound') AS inbound_90,
    count(*) FILTER (direction = 'outbound' AND started_at > as_of - INTERVAL 7 DAY) AS outbound_7,
    count(*) FILTER (direction = 'outbound' AND started_at > as_of - INTERVAL 30 DAY) AS outbound_30,
    count(*) FILTER (direction = 'outbound') AS outbound_90,
    count(*) FILTER (is_two_way AND started_at > as_of - INTERVAL 30 DAY) AS two_way_30,
    -- Counts that fade: an activity of tau days ago weighs 1/e.
    sum(exp(-days_between(started_at, as_of) / 7)) FILTER (is_two_way) AS two_way_fading_7,
    sum(exp(-days_between(started_at, as_of) / 30)) FILTER (is_two_way) AS two_way_fading_30,
    sum(exp(-days_between(started_at, as_of) / 7)) FILTER (NOT is_two_way AND direction IS NOT NULL) AS one_way_fading_7,
    sum(exp(-days_between(started_at, as_of) / 30)) FILTER (NOT is_two_way AND direction IS NOT NULL) AS one_way_fading_30,
    sum(exp(-days_between(started_at, as_of) / 14)) FILTER (is_two_way AND kind IN ('meeting', 'visit')) AS met_fading_14
  FROM feature_moment AS moment
  JOIN fct_activity ON fct_activity.opportunity_id = moment.opportunity_id
    AND fct_activity.started_at <= moment.as_of AND fct_activity.started_at > moment.as_of - INTERVAL 90 DAY
  GROUP BY moment.row_id
),
touched AS (
  SELECT opportunity_id, started_at FROM fct_activity SEMI JOIN feature_moment USING (opportunity_id) GROUP BY ALL
),
last_touch AS (
  SELECT moment.row_id, touched.started_at FROM feature_moment AS moment
  ASOF JOIN touched ON touched.opportunity_id = moment.opportunity_id AND moment.as_of >= touched.started_at
),
met AS (
  SELECT opportunity_id, started_at FROM fct_activity SEMI JOIN feature_moment USING (opportunity_id)
  WHERE is_two_way GROUP BY ALL
),
last_two_way AS (
  SELECT moment.row_id, met.started_at FROM feature_moment AS moment
  ASOF JOIN met ON met.opportunity_id = moment.opportunity_id AND moment.as_of >= met.started_at
),
contact AS (
  SELECT opportunity_id, contact_id, min(started_at) AS first_at FROM fct_activity SEMI JOIN feature_moment USING (opportunity_id)
  WHERE contact_id IS NOT NULL GROUP BY ALL
),
contacts AS (
  SELECT moment.row_id, count(*) AS contacts FROM feature_moment AS moment
  JOIN contact ON contact.opportunity_id = moment.opportunity_id AND contact.first_at <= moment.as_of
  GROUP BY moment.row_id
),
quoted AS (
  SELECT opportunity_id, issued_at, 1 - sum(net_amount)::DOUBLE / nullif(sum(list_amount), 0)::DOUBLE AS discount
  FROM fct_quote SEMI JOIN feature_moment USING (opportunity_id) GROUP BY ALL
),
last_quote AS (
  SELECT moment.row_id, quoted.discount, quoted.issued_at FROM feature_moment AS moment
  ASOF JOIN quoted ON quoted.opportunity_id = moment.opportunity_id AND moment.as_of >= quoted.issued_at
),
-- What was won and closed so far, counted up at each closing and down again at a reopening.
close_step AS (
  SELECT opportunity_id, owner_id, team_id, valid_from AS happened_at, (outcome = 'won')::INTEGER AS won, 1 AS closed
  FROM opportunity_close
  UNION ALL
  SELECT opportunity_id, owner_id, team_id, valid_to, -(outcome = 'won')::INTEGER, -1
  FROM opportunity_close WHERE valid_to < TIMESTAMP '9999-12-31'
),
overall AS (
  SELECT happened_at, sum(sum(won)) OVER w AS won, sum(sum(closed)) OVER w AS closed
  FROM close_step GROUP BY happened_at WINDOW w AS (ORDER BY happened_at ROWS UNBOUNDED PRECEDING)
),
by_owner AS (
  SELECT owner_id, happened_at, sum(sum(won)) OVER w AS won, sum(sum(closed)) OVER w AS closed
  FROM close_step WHERE owner_id IS NOT NULL GROUP BY owner_id, happened_at
  WINDOW w AS (PARTITION BY owner_id ORDER BY happened_at ROWS UNBOUNDED PRECEDING)
),
by_team AS (
  SELECT team_id, happened_at, sum(sum(won)) OVER w AS won, sum(sum(closed)) OVER w AS closed
  FROM close_step WHERE team_id IS NOT NULL GROUP BY team_id, happened_at
  WINDOW w AS (PARTITION BY team_id ORDER BY happened_at ROWS UNBOUNDED PRECEDING)
),
by_account AS (
  SELECT account_id, happened_at, sum(sum(won)) OVER w AS won, sum(sum(closed)) OVER w AS closed
  FROM close_step JOIN dim_opportunity USING (opportunity_id) WHERE account_id IS NOT NULL GROUP BY account_id, happened_at
  WINDOW w AS (PARTITION BY account_id ORDER BY happened_at ROWS UNBOUNDED PRECEDING)
),
base AS (
  SELECT standing.row_id, (coalesce(overall.won, 0) + 1) / (coalesce(overall.closed, 0) + 2)::DOUBLE AS rate
  FROM standing ASOF LEFT JOIN overall ON standing.as_of >= overall.happened_at
),
owner_record AS (
  SELECT standing.row_id, by_owner.won, by_owner.closed
  FROM standing ASOF JOIN by_owner ON by_owner.owner_id = standing.owner_id AND standing.as_of >= by_owner.happened_at
),
team_record AS (
  SELECT standing.row_id, by_team.won, by_team.closed
  FROM standing ASOF JOIN by_team ON by_team.team_id = standing.team_id AND standing.as_of >= by_team.happened_at
),
named AS (
  SELECT standing.row_id, standing.as_of, dim_opportunity.account_id, dim_opportunity.product_id, dim_opportunity.source,
    dim_opportunity.competitor, dim_opportunity.created_at, dim_opportunity.created_is_estimated
  FROM standing JOIN dim_opportunity USING (opportunity_id)
),
account_record AS (
  SELECT named.row_id, by_account.won, by_account.closed
  FROM named ASOF JOIN by_account ON by_account.account_id = named.account_id AND named.as_of >= by_account.happened_at
)
SELECT
  standing.stage,
  named.product_id AS product,
  named.source,
  named.competitor,
  dim_account.industry,
  dim_account.country,
  dim_account.size_band,
  dim_team.region,
  month(standing.as_of_on)::VARCHAR AS month_of_year,
  standing.stage_position::DOUBLE AS stage_position,
  days_between(standing.stage_since, standing.as_of) AS days_in_stage,
  days_between(standing.stage_since, standing.as_of) / nullif(stage_pace.median_days, 0) AS stage_pace,
  coalesce(standing.steps_back, 0)::DOUBLE AS steps_back,
  CASE WHEN NOT named.created_is_estimated THEN days_between(named.created_at, standing.as_of) END AS age_days,
  date_diff('day', standing.as_of_on, standing.close_on)::DOUBLE AS days_to_close,
  coalesce(standing.pushes, 0)::DOUBLE AS pushes,
  coalesce(standing.pushed_days, 0)::DOUBLE AS pushed_days,
  days_between(standing.pushed_at, standing.as_of) AS days_since_push,
  date_diff('day', standing.as_of_on, quarter_end(standing.as_of_on, $fiscal_year_start_month))::DOUBLE AS days_to_quarter_end,
  ln(1 + greatest(standing.amount, 0)) AS amount,
  ln((1 + greatest(standing.amount, 0)) / (1 + greatest(standing.first_amount, 0))) AS amount_change,
  coalesce(standing.amount_changes, 0)::DOUBLE AS amount_changes,
  last_quote.discount,
  coalesce(activity.activities_7, 0)::DOUBLE AS activities_7,
  coalesce(activity.activities_30, 0)::DOUBLE AS activities_30,
  coalesce(activity.activities_90, 0)::DOUBLE AS activities_90,
  coalesce(activity.calls_7, 0)::DOUBLE AS calls_7,
  coalesce(activity.calls_30, 0)::DOUBLE AS calls_30,
  coalesce(activity.calls_90, 0)::DOUBLE AS calls_90,
  coalesce(activity.emails_7, 0)::DOUBLE AS emails_7,
  coalesce(activity.emails_30, 0)::DOUBLE AS emails_30,
  coalesce(activity.emails_90, 0)::DOUBLE AS emails_90,
  coalesce(activity.meetings_7, 0)::DOUBLE AS meetings_7,
  coalesce(activity.meetings_30, 0)::DOUBLE AS meetings_30,
  coalesce(activity.meetings_90, 0)::DOUBLE AS meetings_90,
  coalesce(activity.visits_30, 0)::DOUBLE AS visits_30,
  coalesce(activity.visits_90, 0)::DOUBLE AS visits_90,
  coalesce(activity.tasks_30, 0)::DOUBLE AS tasks_30,
  coalesce(activity.tasks_90, 0)::DOUBLE AS tasks_90,
  coalesce(activity.inbound_7, 0)::DOUBLE AS inbound_7,
  coalesce(activity.inbound_30, 0)::DOUBLE AS inbound_30,
  coalesce(activity.inbound_90, 0)::DOUBLE AS inbound_90,
  coalesce(activity.outbound_7, 0)::DOUBLE AS outbound_7,
  coalesce(activity.outbound_30, 0)::DOUBLE AS outbound_30,
  coalesce(activity.outbound_90, 0)::DOUBLE AS outbound_90,
  coalesce(activity.two_way_30, 0)::DOUBLE AS two_way_30,
  coalesce(activity.two_way_fading_7, 0) AS two_way_fading_7,
  coalesce(activity.two_way_fading_30, 0) AS two_way_fading_30,
  coalesce(activity.one_way_fading_7, 0) AS one_way_fading_7,
  coalesce(activity.one_way_fading_30, 0) AS one_way_fading_30,
  coalesce(activity.met_fading_14, 0) AS met_fading_14,
  days_between(last_touch.started_at, standing.as_of) AS days_since_touch,
  days_between(last_two_way.started_at, standing.as_of) AS days_since_two_way,
  coalesce(contacts.contacts, 0)::DOUBLE AS contacts,
  -- Rates of few closings are drawn towards the rate of all, with the weight of 20 closings.
  (coalesce(owner_record.won, 0) + 20 * base.rate) / (coalesce(owner_record.closed, 0) + 20) - base.rate AS owner_lift,
  ln(1 + coalesce(owner_record.closed, 0)) AS owner_closed,
  (coalesce(team_record.won, 0) + 20 * base.rate) / (coalesce(team_record.closed, 0) + 20) - base.rate AS team_lift,
  coalesce(account_record.won, 0)::DOUBLE AS account_won,
  (coalesce(account_record.closed, 0) - coalesce(account_record.won, 0))::DOUBLE AS account_lost,
  ln(1 + dim_account.employees) AS account_employees
FROM standing
JOIN named ON named.row_id = standing.row_id
JOIN base ON base.row_id = standing.row_id
LEFT JOIN stage_pace ON stage_pace.stage = standing.stage AND stage_pace.month_start = date_trunc('month', standing.as_of)
LEFT JOIN activity ON activity.row_id = standing.row_id
LEFT JOIN last_touch ON last_touch.row_id = standing.row_id
LEFT JOIN last_two_way ON last_two_way.row_id = standing.row_id
LEFT JOIN contacts ON contacts.row_id = standing.row_id
LEFT JOIN last_quote ON last_quote.row_id = standing.row_id
LEFT JOIN owner_record ON owner_record.row_id = standing.row_id
LEFT JOIN team_record ON team_record.row_id = standing.row_id
LEFT JOIN account_record ON account_record.row_id = standing.row_id
LEFT JOIN dim_team ON dim_team.team_id = standing.team_id
LEFT JOIN dim_account ON dim_account.account_id = named.account_id
  AND dim_account.valid_from <= standing.as_of AND standing.as_of < dim_account.valid_to
ORDER BY standing.row_id
