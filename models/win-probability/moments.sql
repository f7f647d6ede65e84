-- One row a moment of a closed deal that training looks at: the entry into each stage, and a schedule of weeks while it
-- was open that thins out with age. Which moments are taken depends on nothing that came after them. Ordered by closing.
CREATE OR REPLACE TEMP TABLE feature_moment AS
WITH
closed AS (
  SELECT opportunity_id, closed_at, (outcome = 'won') AS won
  FROM opportunity_close WHERE valid_from <= $as_of::TIMESTAMP AND $as_of::TIMESTAMP < valid_to
),
stage_change AS (
  SELECT opportunity_id, valid_from,
    stage IS DISTINCT FROM lag(stage) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS is_change,
    row_number() OVER (PARTITION BY opportunity_id ORDER BY valid_from) = 1 AS is_entry
  FROM opportunity_state SEMI JOIN closed USING (opportunity_id)
),
entry AS (
  SELECT opportunity_id, valid_from AS entered_at FROM stage_change WHERE is_entry
),
week AS (
  SELECT unnest([1, 2, 3, 4, 6, 8, 10, 13, 16, 20, 26, 34, 44, 56, 78, 104]) AS weeks WHERE NOT $entry_only
),
candidate AS (
  SELECT opportunity_id, valid_from AS as_of FROM stage_change WHERE CASE WHEN $entry_only THEN is_entry ELSE is_change END
  UNION
  SELECT opportunity_id, entered_at + to_days(7 * weeks) FROM entry CROSS JOIN week
),
moment AS (
  SELECT closed.*, candidate.as_of FROM candidate JOIN closed USING (opportunity_id) WHERE candidate.as_of < closed.closed_at
),
while_open AS (
  SELECT moment.* FROM moment
  ASOF JOIN opportunity_state AS state ON state.opportunity_id = moment.opportunity_id AND moment.as_of >= state.valid_from
  WHERE state.stage_type = 'open' AND NOT state.is_deleted
),
-- Above max_rows a part that the moments themselves decide, the same on every run.
kept AS (
  SELECT * FROM while_open
  WHERE hash(opportunity_id, as_of) % 1000000 < 1000000 * least(1, $max_rows / (SELECT greatest(count(*), 1) FROM while_open))
)
SELECT row_number() OVER (ORDER BY closed_at, opportunity_id, as_of) - 1 AS row_id,
  dense_rank() OVER (ORDER BY closed_at, opportunity_id) - 1 AS deal,
  opportunity_id, as_of, closed_at, won
FROM kept
