-- One row a change of stage, with the days spent in the stage left.
INSERT INTO stage_event
WITH
stage_at AS (
  SELECT opportunity_id, valid_from AS occurred_at, stage,
    lag(stage) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS from_stage
  FROM opportunity_state
),
change AS (
  SELECT opportunity_id, occurred_at, from_stage, stage AS to_stage,
    lag(occurred_at) OVER (PARTITION BY opportunity_id ORDER BY occurred_at) AS entered_from_at
  FROM stage_at WHERE from_stage IS DISTINCT FROM stage
),
actor AS (
  SELECT opportunity_id, occurred_at, max_by(actor_id, position) AS actor_id
  FROM opportunity_event WHERE stage IS NOT NULL GROUP BY opportunity_id, occurred_at
)
SELECT change.opportunity_id, change.occurred_at, change.from_stage, change.to_stage, actor.actor_id,
  epoch(change.occurred_at - change.entered_from_at) / 86400.0
FROM change LEFT JOIN actor ON actor.opportunity_id = change.opportunity_id AND actor.occurred_at = change.occurred_at
ORDER BY change.occurred_at, change.opportunity_id;
