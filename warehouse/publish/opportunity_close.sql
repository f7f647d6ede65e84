-- One row a version of a closing: an unbroken run of won (or of lost) states that are not deleted, split where its amount
-- was corrected, so that the amount known at any moment is one interval filter away.
INSERT INTO opportunity_close
WITH
marked AS (
  SELECT *, CASE WHEN is_deleted OR stage_type = 'open' THEN 'open' ELSE stage_type END AS standing
  FROM opportunity_state
),
before AS (
  SELECT *,
    lag(standing) OVER w AS previous_standing,
    last_value(CASE WHEN stage_type = 'open' THEN amount END IGNORE NULLS)
      OVER (w ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS open_amount
  FROM marked
  WINDOW w AS (PARTITION BY opportunity_id ORDER BY valid_from)
),
numbered AS (
  SELECT *, sum((standing IS DISTINCT FROM previous_standing)::INTEGER)
    OVER (PARTITION BY opportunity_id ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS run
  FROM before
),
-- The owner is the one at the moment of closing.
closing AS (
  SELECT opportunity_id, run, standing AS outcome, valid_from, valid_to,
    CASE WHEN standing = 'lost' THEN coalesce(open_amount, amount) ELSE amount END AS amount,
    first_value(valid_from) OVER w AS closed_at,
    first_value(owner_id) OVER w AS owner_id,
    first_value(team_id) OVER w AS team_id
  FROM numbered WHERE standing <> 'open'
  WINDOW w AS (PARTITION BY opportunity_id, run ORDER BY valid_from)
),
amount_changed AS (
  SELECT *, amount IS DISTINCT FROM lag(amount) OVER (PARTITION BY opportunity_id, run ORDER BY valid_from) AS is_new
  FROM closing
),
versioned AS (
  SELECT *, sum(is_new::INTEGER) OVER (PARTITION BY opportunity_id, run ORDER BY valid_from ROWS UNBOUNDED PRECEDING) AS version
  FROM amount_changed
),
version AS (
  SELECT opportunity_id, run, outcome, closed_at, owner_id, team_id, amount,
    min(valid_from) AS valid_from, max(valid_to) AS valid_to
  FROM versioned GROUP BY opportunity_id, run, version, outcome, closed_at, owner_id, team_id, amount
),
dated AS (
  SELECT version.*, dim_opportunity.created_at, dim_opportunity.created_is_estimated,
    ((version.closed_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE AS closed_on,
    ((dim_opportunity.created_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE AS created_on
  FROM version JOIN dim_opportunity USING (opportunity_id)
)
SELECT opportunity_id, valid_from, valid_to, closed_on,
  ((year(closed_on) - 1970) * 12 + month(closed_on) - 1)::SMALLINT,
  outcome, amount, owner_id, team_id,
  CASE WHEN created_is_estimated THEN NULL ELSE created_on END,
  CASE WHEN created_is_estimated THEN NULL ELSE epoch(closed_at - created_at) / 86400.0 END,
  closed_at
FROM dated
ORDER BY closed_at, opportunity_id, valid_from;
