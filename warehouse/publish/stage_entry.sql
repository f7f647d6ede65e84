-- One row an opportunity and open stage it entered, or skipped on its way further (or to won): the first entry.
INSERT INTO stage_entry
WITH
live AS (
  SELECT * FROM opportunity_state WHERE NOT is_deleted AND $in_part
),
arrival AS (
  SELECT opportunity_id, stage_position, stage_type, min(valid_from) AS occurred_at
  FROM live GROUP BY opportunity_id, stage_position, stage_type
),
-- A lost opportunity went no further; won is further than every open stage.
reached AS (
  SELECT dim_stage.stage, dim_stage.stage_position, arrival.opportunity_id,
    min(arrival.occurred_at) AS first_at,
    min(arrival.occurred_at) FILTER (arrival.stage_position = dim_stage.stage_position AND arrival.stage_type = 'open') AS own_at,
    min(arrival.occurred_at) FILTER (arrival.stage_position > dim_stage.stage_position OR arrival.stage_type = 'won') AS next_at
  FROM dim_stage JOIN arrival
    ON arrival.stage_type <> 'lost' AND (arrival.stage_position >= dim_stage.stage_position OR arrival.stage_type = 'won')
  WHERE dim_stage.stage_type = 'open'
  GROUP BY dim_stage.stage, dim_stage.stage_position, arrival.opportunity_id
),
ended AS (
  SELECT opportunity_id, min(occurred_at) FILTER (stage_type = 'won') AS won_at, min(occurred_at) FILTER (stage_type = 'lost') AS lost_at
  FROM arrival GROUP BY opportunity_id
),
dated AS (
  SELECT reached.*, ended.won_at, ended.lost_at, dim_opportunity.created_is_estimated,
    live.amount, live.owner_id, live.team_id,
    CASE WHEN $time_zone = 'UTC' THEN reached.first_at::DATE ELSE ((reached.first_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE END AS entered_on
  FROM reached
  JOIN live ON live.opportunity_id = reached.opportunity_id AND live.valid_from = reached.first_at
  JOIN ended ON ended.opportunity_id = reached.opportunity_id
  JOIN (FROM dim_opportunity WHERE $in_part) AS dim_opportunity ON dim_opportunity.opportunity_id = reached.opportunity_id
)
SELECT opportunity_id, stage, stage_position, first_at, entered_on,
  ((year(entered_on) - 1970) * 12 + month(entered_on) - 1)::SMALLINT,
  own_at IS DISTINCT FROM first_at, next_at, won_at, lost_at, amount, owner_id, team_id,
  created_is_estimated
FROM dated
ORDER BY first_at, opportunity_id, stage_position;
