-- One row a state of an opportunity, from the event feed; see schema/003-opportunity-history.sql.
INSERT INTO opportunity_state
WITH
-- Moments told by several events are rare; only they pass through an aggregation, whose texts must fit in memory.
tied AS (
  SELECT opportunity_id, occurred_at FROM opportunity_event WHERE $in_part
  GROUP BY opportunity_id, occurred_at HAVING count(*) > 1
),
-- What the feed says at one moment. '' stands for "emptied".
single AS (
  SELECT opportunity_id, occurred_at, stage,
    CASE WHEN list_contains(cleared, 'amount') THEN '' ELSE amount::VARCHAR END AS amount,
    CASE WHEN list_contains(cleared, 'close_on') THEN '' ELSE close_on::VARCHAR END AS close_on,
    CASE WHEN list_contains(cleared, 'owner_id') THEN '' ELSE owner_id END AS owner_id,
    CASE WHEN list_contains(cleared, 'category') THEN '' ELSE category END AS category,
    is_deleted, cause
  FROM opportunity_event ANTI JOIN tied USING (opportunity_id, occurred_at) WHERE $in_part
),
-- Several events of one moment folded into one row: a later position wins.
folded AS (
  SELECT opportunity_id, occurred_at,
    max_by(stage, position) FILTER (stage IS NOT NULL) AS stage,
    max_by(CASE WHEN list_contains(cleared, 'amount') THEN '' ELSE amount::VARCHAR END, position)
      FILTER (amount IS NOT NULL OR list_contains(cleared, 'amount')) AS amount,
    max_by(CASE WHEN list_contains(cleared, 'close_on') THEN '' ELSE close_on::VARCHAR END, position)
      FILTER (close_on IS NOT NULL OR list_contains(cleared, 'close_on')) AS close_on,
    max_by(CASE WHEN list_contains(cleared, 'owner_id') THEN '' ELSE owner_id END, position)
      FILTER (owner_id IS NOT NULL OR list_contains(cleared, 'owner_id')) AS owner_id,
    max_by(CASE WHEN list_contains(cleared, 'category') THEN '' ELSE category END, position)
      FILTER (category IS NOT NULL OR list_contains(cleared, 'category')) AS category,
    max_by(is_deleted, position) FILTER (is_deleted IS NOT NULL) AS is_deleted,
    max_by(cause, position) AS cause
  FROM opportunity_event SEMI JOIN tied USING (opportunity_id, occurred_at) WHERE $in_part
  GROUP BY opportunity_id, occurred_at
),
moment AS (
  FROM single UNION ALL FROM folded
),
-- The moments an owner moved to another team while owning the opportunity are states of their own.
team_move AS (
  SELECT user_id, valid_from FROM dim_user WHERE valid_from > TIMESTAMP '1900-01-01'
),
owned AS (
  SELECT opportunity_id, occurred_at, lead(occurred_at, 1, TIMESTAMP '9999-12-31') OVER w AS until,
    nullif(last_value(owner_id IGNORE NULLS) OVER w, '') AS owner_id
  FROM moment WHERE (SELECT count(*) FROM team_move) > 0
  WINDOW w AS (PARTITION BY opportunity_id ORDER BY occurred_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
),
every_moment AS (
  FROM moment
  UNION ALL
  SELECT owned.opportunity_id, team_move.valid_from, NULL, NULL, NULL, NULL, NULL, NULL, 'team_changed'
  FROM owned JOIN team_move
    ON team_move.user_id = owned.owner_id AND team_move.valid_from > owned.occurred_at AND team_move.valid_from < owned.until
),
carried AS (
  SELECT opportunity_id, occurred_at AS valid_from,
    lead(occurred_at, 1, TIMESTAMP '9999-12-31') OVER (PARTITION BY opportunity_id ORDER BY occurred_at) AS valid_to,
    last_value(stage IGNORE NULLS) OVER w AS stage,
    nullif(last_value(amount IGNORE NULLS) OVER w, '')::DECIMAL(18, 2) AS amount,
    nullif(last_value(close_on IGNORE NULLS) OVER w, '')::DATE AS close_on,
    nullif(last_value(owner_id IGNORE NULLS) OVER w, '') AS owner_id,
    nullif(last_value(category IGNORE NULLS) OVER w, '') AS category,
    coalesce(last_value(is_deleted IGNORE NULLS) OVER w, false) AS is_deleted,
    cause
  FROM every_moment
  WINDOW w AS (PARTITION BY opportunity_id ORDER BY occurred_at ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
SELECT carried.opportunity_id, carried.valid_from, carried.valid_to, carried.stage, dim_stage.stage_type,
  dim_stage.stage_position, carried.amount, carried.close_on, carried.owner_id, dim_user.team_id, carried.category,
  carried.is_deleted, carried.cause
FROM carried
JOIN dim_stage ON dim_stage.stage = carried.stage
LEFT JOIN dim_user ON dim_user.user_id = carried.owner_id
  AND dim_user.valid_from <= carried.valid_from AND carried.valid_from < dim_user.valid_to
ORDER BY carried.valid_from, carried.opportunity_id;
