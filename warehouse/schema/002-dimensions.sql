-- Type 2 dimensions hold one row a version, valid_from <= t < valid_to; the oldest version starts at 1900-01-01 and the
-- newest ends at 9999-12-31, so a join on the moment always finds exactly one.

-- One row a team. region is the sales region the team belongs to.
CREATE TABLE dim_team (
  team_id VARCHAR PRIMARY KEY,
  team_name VARCHAR NOT NULL,
  region VARCHAR,
  manager_name VARCHAR
);

-- One row a version of a salesperson (type 2: the team a person belonged to).
CREATE TABLE dim_user (
  user_id VARCHAR NOT NULL,
  user_name VARCHAR NOT NULL,
  team_id VARCHAR,
  hired_on DATE,
  is_active BOOLEAN NOT NULL DEFAULT true,
  valid_from TIMESTAMP NOT NULL,
  valid_to TIMESTAMP NOT NULL
);

-- One row a product. list_price in base currency.
CREATE TABLE dim_product (
  product_id VARCHAR PRIMARY KEY,
  product_name VARCHAR NOT NULL,
  product_family VARCHAR,
  list_price DECIMAL(18, 2)
);

-- One row a version of an account (type 2: the segment it was in). annual_revenue in base currency.
CREATE TABLE dim_account (
  account_id VARCHAR NOT NULL,
  account_name VARCHAR NOT NULL,
  industry VARCHAR,
  country VARCHAR,
  employees BIGINT,
  size_band VARCHAR,
  annual_revenue DECIMAL(20, 2),
  founded_year INTEGER,
  parent_account_id VARCHAR,
  created_at TIMESTAMP,
  valid_from TIMESTAMP NOT NULL,
  valid_to TIMESTAMP NOT NULL
);

CREATE TABLE dim_contact (
  contact_id VARCHAR NOT NULL,
  account_id VARCHAR,
  contact_name VARCHAR NOT NULL,
  title VARCHAR,
  buying_role VARCHAR,
  created_at TIMESTAMP
);

-- One row a stage of a pipeline, in order. stage_type is open, won or lost.
CREATE TABLE dim_stage (
  pipeline_id VARCHAR NOT NULL,
  stage VARCHAR PRIMARY KEY,
  stage_position INTEGER NOT NULL,
  stage_type VARCHAR NOT NULL CHECK (stage_type IN ('open', 'won', 'lost')),
  label_en VARCHAR NOT NULL,
  label_zh VARCHAR NOT NULL
);

-- One row a campaign. cost in base currency.
CREATE TABLE dim_campaign (
  campaign_id VARCHAR PRIMARY KEY,
  campaign_name VARCHAR NOT NULL,
  channel VARCHAR,
  starts_on DATE,
  ends_on DATE,
  cost DECIMAL(18, 2)
);

-- One row a currency and period: how much base currency one unit is worth, from <= day < to.
CREATE TABLE exchange_rate (
  currency VARCHAR NOT NULL,
  valid_from DATE NOT NULL,
  valid_to DATE NOT NULL,
  rate_to_base DECIMAL(18, 8) NOT NULL
);
