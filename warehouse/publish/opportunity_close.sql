-- One row a version of a closing: an unbroken run of won (or of lost) states, split where its amount was corrected or it was
-- deleted for a while, so that what stood at any moment is one interval filter away. One restored keeps its day of closing.
INSERT INTO opportunity_close
WITH
before AS (
  SELECT *,
    lag(stage_type) OVER w AS previous_type,
    last_value(CASE WHEN stage_type = 'open' THEN amount END IGNORE NULLS)
      OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS open_amount
  FROM opportunity_state WHERE $in_part
  WINDOW w AS (PARTITION BY opportunity_id ORDER BY valid_from)
),
numbered AS (
  SELECT *, sum((stage_type IS DISTINCT FROM previous_type)::INTEGER)
    OVER (PARTITION BY opportunity_id ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS run
  FROM before
),
closed AS (
  SELECT opportunity_id, run, stage_type AS outcome, valid_from, valid_to, is_deleted, owner_id, team_id,
    CASE WHEN stage_type = 'lost' THEN coalesce(open_amount, amount) ELSE amount END AS amount
  FROM numbered WHERE stage_type <> 'open'
),
-- The owner is the one at the moment of closing.
closing AS (
  SELECT opportunity_id, run, valid_from AS closed_at, owner_id, team_id
  FROM closed WHERE NOT is_deleted
  QUALIFY row_number() OVER (PARTITION BY opportunity_id, run ORDER BY valid_from) = 1
),
versioned AS (
  SELECT *, sum(is_new::INTEGER) OVER (PARTITION BY opportunity_id, run ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS version
  FROM (
    SELECT *, amount IS DISTINCT FROM lag(amount) OVER w OR is_deleted IS DISTINCT FROM lag(is_deleted) OVER w AS is_new
    FROM closed
    WINDOW w AS (PARTITION BY opportunity_id, run ORDER BY valid_from)
  )
),
version AS (
  SELECT opportunity_id, run, outcome, amount, min(valid_from) AS valid_from, max(valid_to) AS valid_to
  FROM versioned WHERE NOT is_deleted
  GROUP BY opportunity_id, run, version, outcome, amount
),
dated AS (
  SELECT version.*, closing.closed_at, closing.owner_id, closing.team_id,
    dim_opportunity.created_at, dim_opportunity.created_is_estimated,
    CASE WHEN $time_zone = 'UTC' THEN closing.closed_at::DATE ELSE ((closing.closed_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE END AS closed_on,
    CASE WHEN $time_zone = 'UTC' THEN dim_opportunity.created_at::DATE ELSE ((dim_opportunity.created_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE END AS created_on
  FROM version
  JOIN closing USING (opportunity_id, run)
  -- Held to the part by the join alone: DuckDB 1.5.6 fails with an internal error when the range is told here again.
  JOIN dim_opportunity USING (opportunity_id)
)
SELECT opportunity_id, valid_from, valid_to, closed_on,
  ((year(closed_on) - 1970) * 12 + month(closed_on) - 1)::SMALLINT,
  outcome, amount, owner_id, team_id,
  CASE WHEN created_is_estimated THEN NULL ELSE created_on END,
  CASE WHEN created_is_estimated THEN NULL ELSE epoch(closed_at - created_at) / 86400.0 END,
  closed_at
FROM dated
ORDER BY closed_at, opportunity_id, valid_from;
