-- Facts are kept in time order with stored day (_on, workspace time zone) and month keys (_month: months since 1970-01).
-- owner_id and team_id are those at the time of the event.

CREATE TABLE fct_activity (
  activity_id VARCHAR NOT NULL,
  kind VARCHAR NOT NULL,
  direction VARCHAR,
  started_at TIMESTAMP NOT NULL,
  started_on DATE NOT NULL,
  started_month SMALLINT NOT NULL,
  owner_id VARCHAR,
  team_id VARCHAR,
  account_id VARCHAR,
  contact_id VARCHAR,
  opportunity_id VARCHAR,
  lead_id VARCHAR,
  is_two_way BOOLEAN NOT NULL,
  outcome VARCHAR,
  duration_minutes INTEGER,
  source_system VARCHAR NOT NULL
);

-- One row a lead. converted_at and rejected_at are null until that happened.
CREATE TABLE fct_lead (
  lead_id VARCHAR NOT NULL,
  lead_name VARCHAR,
  company_name VARCHAR,
  created_at TIMESTAMP NOT NULL,
  created_on DATE NOT NULL,
  created_month SMALLINT NOT NULL,
  source VARCHAR,
  campaign_id VARCHAR,
  industry VARCHAR,
  country VARCHAR,
  size_band VARCHAR,
  owner_id VARCHAR,
  team_id VARCHAR,
  first_response_at TIMESTAMP,
  qualified_at TIMESTAMP,
  converted_at TIMESTAMP,
  rejected_at TIMESTAMP,
  reject_reason VARCHAR,
  opportunity_id VARCHAR,
  source_system VARCHAR NOT NULL
);

-- One row a line of an opportunity; net_amount of the lines sums to the opportunity's amount.
CREATE TABLE fct_opportunity_line (
  opportunity_id VARCHAR NOT NULL,
  product_id VARCHAR NOT NULL,
  quantity DECIMAL(18, 2) NOT NULL,
  list_amount DECIMAL(18, 2) NOT NULL,
  net_amount DECIMAL(18, 2) NOT NULL
);

-- One row a salesperson and month. quota in base currency of won amount.
CREATE TABLE fct_quota (
  owner_id VARCHAR NOT NULL,
  team_id VARCHAR,
  period_on DATE NOT NULL,
  period_month SMALLINT NOT NULL,
  quota DECIMAL(18, 2) NOT NULL
);

CREATE TABLE fct_touch (
  touch_id VARCHAR NOT NULL,
  campaign_id VARCHAR NOT NULL,
  lead_id VARCHAR,
  contact_id VARCHAR,
  account_id VARCHAR,
  kind VARCHAR NOT NULL,
  touched_at TIMESTAMP NOT NULL,
  touched_on DATE NOT NULL,
  touched_month SMALLINT NOT NULL
);

CREATE TABLE fct_quote (
  quote_id VARCHAR NOT NULL,
  opportunity_id VARCHAR NOT NULL,
  version INTEGER NOT NULL,
  issued_at TIMESTAMP NOT NULL,
  valid_until DATE,
  status VARCHAR NOT NULL,
  list_amount DECIMAL(18, 2) NOT NULL,
  net_amount DECIMAL(18, 2) NOT NULL
);

CREATE TABLE fct_contract (
  contract_id VARCHAR NOT NULL,
  opportunity_id VARCHAR,
  account_id VARCHAR,
  signed_on DATE NOT NULL,
  starts_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  amount DECIMAL(18, 2) NOT NULL
);

-- One row a part of a contract that falls due.
CREATE TABLE fct_instalment (
  instalment_id VARCHAR NOT NULL,
  contract_id VARCHAR NOT NULL,
  due_on DATE NOT NULL,
  amount DECIMAL(18, 2) NOT NULL
);

CREATE TABLE fct_payment (
  payment_id VARCHAR NOT NULL,
  instalment_id VARCHAR NOT NULL,
  received_on DATE NOT NULL,
  amount DECIMAL(18, 2) NOT NULL
);

CREATE TABLE fct_ticket (
  ticket_id VARCHAR NOT NULL,
  account_id VARCHAR,
  kind VARCHAR NOT NULL,
  severity VARCHAR NOT NULL,
  opened_at TIMESTAMP NOT NULL,
  first_response_at TIMESTAMP,
  resolved_at TIMESTAMP,
  csat INTEGER
);
