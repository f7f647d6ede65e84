-- One row a closing: an unbroken run of won (or of lost) states that are not deleted.
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
closing AS (
  SELECT opportunity_id, run, standing AS outcome,
    min(valid_from) AS valid_from, max(valid_to) AS valid_to,
    -- A correction of the amount after winning counts; the owner is the one at the moment of closing.
    arg_max(amount, valid_from) AS last_amount,
    arg_min(open_amount, valid_from) AS open_amount,
    arg_min_null(owner_id, valid_from) AS owner_id,
    arg_min_null(team_id, valid_from) AS team_id
  FROM numbered WHERE standing <> 'open'
  GROUP BY opportunity_id, run, standing
),
dated AS (
  SELECT closing.*, dim_opportunity.created_at, dim_opportunity.created_is_estimated,
    ((closing.valid_from AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE AS closed_on,
    ((dim_opportunity.created_at AT TIME ZONE 'UTC') AT TIME ZONE $time_zone)::DATE AS created_on
  FROM closing JOIN dim_opportunity USING (opportunity_id)
)
SELECT opportunity_id, valid_from, valid_to, closed_on,
  ((year(closed_on) - 1970) * 12 + month(closed_on) - 1)::SMALLINT,
  outcome,
  CASE WHEN outcome = 'lost' THEN coalesce(open_amount, last_amount) ELSE last_amount END,
  owner_id, team_id,
  CASE WHEN created_is_estimated THEN NULL ELSE created_on END,
  CASE WHEN created_is_estimated THEN NULL ELSE epoch(valid_from - created_at) / 86400.0 END
FROM dated
ORDER BY valid_from, opportunity_id;
