-- One row a row of forecast_moment whose opportunity was open then: the state it was in. Reads no state after the moment.
WITH
past AS (
  SELECT opportunity_id, valid_from, stage, stage_type, is_deleted, amount, close_on, team_id,
    lag(stage) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS previous_stage
  FROM opportunity_state
),
running AS (
  SELECT past.*, max(CASE WHEN stage IS DISTINCT FROM previous_stage THEN valid_from END)
    OVER (PARTITION BY opportunity_id ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS stage_since
  FROM past
)
SELECT moment.origin::DOUBLE AS origin, moment.deal::DOUBLE AS deal, epoch(moment.as_of) / 86400.0 AS at_day,
  running.stage, running.team_id,
  epoch(moment.as_of - running.stage_since) / 86400.0 AS days_in_stage,
  date_diff('day', ((moment.as_of AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE, running.close_on)::DOUBLE AS days_to_close,
  running.amount::DOUBLE AS amount
FROM forecast_moment AS moment
ASOF JOIN running ON running.opportunity_id = moment.opportunity_id AND moment.as_of >= running.valid_from
WHERE running.stage_type = 'open' AND NOT running.is_deleted
ORDER BY moment.origin, moment.deal, moment.as_of
