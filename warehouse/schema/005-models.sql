-- One row a trained (or declined) model. status: serving (the model is shown), beaten (a baseline is shown instead),
-- not_enough_data. method_served names what people see. folder is relative to the data directory, null without weights.
CREATE TABLE model_version (
  model_version_id VARCHAR PRIMARY KEY,
  kind VARCHAR NOT NULL,
  trained_at TIMESTAMP NOT NULL,
  as_of TIMESTAMP NOT NULL,
  data_version BIGINT NOT NULL,
  seed BIGINT NOT NULL,
  status VARCHAR NOT NULL,
  method_served VARCHAR NOT NULL,
  folder VARCHAR,
  card JSON NOT NULL
);

-- One row a method, slice and measure: log_loss, brier, auc, calibration_error, with n and a 90 % interval where it has one.
CREATE TABLE model_evaluation (
  model_version_id VARCHAR NOT NULL,
  slice VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  measure VARCHAR NOT NULL,
  value DOUBLE,
  low DOUBLE,
  high DOUBLE,
  n BIGINT NOT NULL
);

-- One row an open opportunity and scoring. probability is what is shown; model_probability and baseline_probability what
-- each said. reasons: [{group, contribution, fact}] in log odds.
CREATE TABLE score (
  opportunity_id VARCHAR NOT NULL,
  as_of TIMESTAMP NOT NULL,
  scored_at TIMESTAMP NOT NULL,
  model_version_id VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  probability DOUBLE NOT NULL,
  low DOUBLE,
  high DOUBLE,
  model_probability DOUBLE,
  baseline_probability DOUBLE NOT NULL,
  close_in_period_probability DOUBLE,
  close_in_next_period_probability DOUBLE,
  reasons JSON
);

-- One row of what a method said of a period's won amount at a moment; never changed afterwards. component: total, won,
-- open, not_yet_created. Quantiles as p025 … p975. as_of before said_at by more than the run itself: reconstructed, what would
-- have been said then. quota and quota_probability, P(won amount ≥ quota), stand on the workspace's totals.
CREATE TABLE forecast_record (
  forecast_id VARCHAR NOT NULL,
  said_at TIMESTAMP NOT NULL,
  as_of TIMESTAMP NOT NULL,
  period_from DATE NOT NULL,
  period_to DATE NOT NULL,
  node_type VARCHAR NOT NULL,
  node_id VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  component VARCHAR NOT NULL,
  mean DOUBLE NOT NULL,
  p025 DOUBLE,
  p10 DOUBLE,
  p25 DOUBLE,
  p50 DOUBLE,
  p75 DOUBLE,
  p90 DOUBLE,
  p975 DOUBLE,
  model_version_id VARCHAR,
  quota DOUBLE,
  quota_probability DOUBLE
);

-- One row a method, past period and moment before its end: what it would have said from what was known then, beside
-- what happened.
CREATE TABLE forecast_backtest (
  forecast_id VARCHAR NOT NULL,
  method VARCHAR NOT NULL,
  period_from DATE NOT NULL,
  period_to DATE NOT NULL,
  weeks_before_end INTEGER NOT NULL,
  as_of TIMESTAMP NOT NULL,
  said DOUBLE NOT NULL,
  p025 DOUBLE,
  p10 DOUBLE,
  p90 DOUBLE,
  p975 DOUBLE,
  happened DOUBLE NOT NULL
);
