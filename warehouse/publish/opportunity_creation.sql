-- One row an opportunity: its first state. Those whose moment of creation a rule supplied are left out.
INSERT INTO opportunity_creation
WITH
dated AS (
  SELECT opportunity_id, created_at, CASE WHEN $time_zone = 'UTC' THEN created_at::DATE ELSE ((created_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE END AS created_on
  FROM dim_opportunity WHERE NOT created_is_estimated AND $in_part
),
first_state AS (
  SELECT opportunity_id, valid_from, amount, owner_id, team_id
  FROM opportunity_state WHERE $in_part
  QUALIFY row_number() OVER (PARTITION BY opportunity_id ORDER BY valid_from) = 1
)
SELECT dated.opportunity_id, first_state.valid_from, dated.created_on,
  ((year(dated.created_on) - 1970) * 12 + month(dated.created_on) - 1)::SMALLINT,
  first_state.amount, first_state.owner_id, first_state.team_id
FROM dated JOIN first_state USING (opportunity_id)
ORDER BY first_state.valid_from, dated.opportunity_id;
