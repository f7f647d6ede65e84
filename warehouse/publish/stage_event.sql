-- One row a change of stage, with the days spent in the stage left.
INSERT INTO stage_event
WITH
stage_at AS (
  SELECT opportunity_id, valid_from AS occurred_at, stage, owner_id, team_id,
    lag(stage) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS from_stage
  FROM opportunity_state WHERE $in_part
),
change AS (
  SELECT opportunity_id, occurred_at, from_stage, stage AS to_stage, owner_id, team_id,
    lag(occurred_at) OVER (PARTITION BY opportunity_id ORDER BY occurred_at) AS entered_from_at
  FROM stage_at WHERE from_stage IS DISTINCT FROM stage
),
actor AS (
  SELECT opportunity_id, occurred_at, actor_id
  FROM opportunity_event WHERE stage IS NOT NULL AND actor_id IS NOT NULL AND $in_part
  QUALIFY row_number() OVER (PARTITION BY opportunity_id, occurred_at ORDER BY position DESC) = 1
),
dated AS (
  SELECT change.*, actor.actor_id,
    CASE WHEN $time_zone = 'UTC' THEN change.occurred_at::DATE ELSE ((change.occurred_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE END AS occurred_on,
    dim_opportunity.created_is_estimated AND change.entered_from_at = dim_opportunity.created_at AS is_estimated
  FROM change
  JOIN (FROM dim_opportunity WHERE $in_part) AS dim_opportunity USING (opportunity_id)
  LEFT JOIN actor ON actor.opportunity_id = change.opportunity_id AND actor.occurred_at = change.occurred_at
)
SELECT opportunity_id, occurred_at, from_stage, to_stage, actor_id,
  CASE WHEN is_estimated THEN NULL ELSE epoch(occurred_at - entered_from_at) / 86400.0 END,
  occurred_on, ((year(occurred_on) - 1970) * 12 + month(occurred_on) - 1)::SMALLINT, owner_id, team_id
FROM dated
ORDER BY occurred_at, opportunity_id;
