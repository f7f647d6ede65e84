-- One row an opportunity: what never changes, or is kept as last known. created_is_estimated marks a moment that a
-- rule supplied because the source had none; such rows stay out of cohort and cycle metrics.
CREATE TABLE dim_opportunity (
  opportunity_id VARCHAR NOT NULL,
  opportunity_name VARCHAR,
  account_id VARCHAR,
  product_id VARCHAR,
  source VARCHAR,
  campaign_id VARCHAR,
  lead_id VARCHAR,
  competitor VARCHAR,
  created_at TIMESTAMP NOT NULL,
  created_is_estimated BOOLEAN NOT NULL DEFAULT false,
  amount_is_estimated BOOLEAN NOT NULL DEFAULT false,
  lost_reason VARCHAR,
  source_system VARCHAR NOT NULL
);

-- One row a moment at which something of an opportunity changed. Columns that did not change are null; `cleared` names
-- those that were emptied. occurred_at is when it happened, recorded_at when it reached us. amount is in base currency;
-- original_amount and currency are as the source says. position orders changes of one moment.
CREATE TABLE opportunity_event (
  opportunity_id VARCHAR NOT NULL,
  occurred_at TIMESTAMP NOT NULL,
  recorded_at TIMESTAMP NOT NULL,
  position BIGINT NOT NULL,
  actor_id VARCHAR,
  cause VARCHAR NOT NULL,
  stage VARCHAR,
  amount DECIMAL(18, 2),
  original_amount DECIMAL(18, 2),
  currency VARCHAR,
  close_on DATE,
  owner_id VARCHAR,
  category VARCHAR,
  is_deleted BOOLEAN,
  cleared VARCHAR[],
  source_system VARCHAR NOT NULL
);

-- The tables below are derived from the event feed by warehouse/publish and never written by hand.

-- One row a state of an opportunity, valid_from <= t < valid_to, without gap or overlap; the current one ends at
-- 9999-12-31. A change of the owner's team starts a new state too, so team_id is right at every moment.
CREATE TABLE opportunity_state (
  opportunity_id VARCHAR NOT NULL,
  valid_from TIMESTAMP NOT NULL,
  valid_to TIMESTAMP NOT NULL,
  stage VARCHAR NOT NULL,
  stage_type VARCHAR NOT NULL,
  stage_position INTEGER NOT NULL,
  amount DECIMAL(18, 2),
  close_on DATE,
  owner_id VARCHAR,
  team_id VARCHAR,
  category VARCHAR,
  is_deleted BOOLEAN NOT NULL,
  cause VARCHAR NOT NULL
);

-- One row an opportunity: its first state. Opportunities whose moment of creation a rule supplied are left out.
CREATE TABLE opportunity_creation (
  opportunity_id VARCHAR NOT NULL,
  created_at TIMESTAMP NOT NULL,
  created_on DATE NOT NULL,
  created_month SMALLINT NOT NULL,
  amount DECIMAL(18, 2),
  owner_id VARCHAR,
  team_id VARCHAR
);

-- One row a change of stage. dwell_days is how long the opportunity had been in from_stage: null at creation, and null
-- where a rule supplied the moment it entered. owner and team are those at the moment of the change.
CREATE TABLE stage_event (
  opportunity_id VARCHAR NOT NULL,
  occurred_at TIMESTAMP NOT NULL,
  from_stage VARCHAR,
  to_stage VARCHAR NOT NULL,
  actor_id VARCHAR,
  dwell_days DOUBLE,
  occurred_on DATE NOT NULL,
  occurred_month SMALLINT NOT NULL,
  owner_id VARCHAR,
  team_id VARCHAR
);

-- One row a version of a closing that stood from valid_from to valid_to: it ends when the opportunity is reopened or
-- deleted, or when its amount is corrected; a further version, after a correction or a restoring, has the same closed_at.
-- At any moment t there is at most one row an opportunity with valid_from <= t < valid_to; always ask with that filter.
-- amount of a lost one is the amount before closing. cycle_days is null where created_is_estimated.
CREATE TABLE opportunity_close (
  opportunity_id VARCHAR NOT NULL,
  valid_from TIMESTAMP NOT NULL,
  valid_to TIMESTAMP NOT NULL,
  closed_on DATE NOT NULL,
  closed_month SMALLINT NOT NULL,
  outcome VARCHAR NOT NULL,
  amount DECIMAL(18, 2),
  owner_id VARCHAR,
  team_id VARCHAR,
  created_on DATE,
  cycle_days DOUBLE,
  closed_at TIMESTAMP NOT NULL
);

-- One row an opportunity and open stage it entered or skipped over: its first entry. next_at is when it first got
-- further (a later stage, or won), won_at and lost_at when it finally closed; all null while that has not happened.
CREATE TABLE stage_entry (
  opportunity_id VARCHAR NOT NULL,
  stage VARCHAR NOT NULL,
  stage_position INTEGER NOT NULL,
  entered_at TIMESTAMP NOT NULL,
  entered_on DATE NOT NULL,
  entered_month SMALLINT NOT NULL,
  is_skipped BOOLEAN NOT NULL,
  next_at TIMESTAMP,
  won_at TIMESTAMP,
  lost_at TIMESTAMP,
  amount DECIMAL(18, 2),
  owner_id VARCHAR,
  team_id VARCHAR,
  created_is_estimated BOOLEAN NOT NULL
);
