-- One row a setting, as `Workspace` in warehouse/workspace.ts defines them; what is not here has its default.
CREATE TABLE workspace_setting (
  name VARCHAR PRIMARY KEY,
  value JSON NOT NULL
);

-- One row: goes up by one with every committed change of the warehouse's facts.
CREATE TABLE data_version (version BIGINT NOT NULL, changed_at TIMESTAMP NOT NULL);
INSERT INTO data_version VALUES (0, TIMESTAMP '1970-01-01 00:00:00');

-- One row a load, written in the load's own transaction. rows_in = rows_loaded + rows_repaired + rows_quarantined.
CREATE TABLE load_run (
  load_id VARCHAR PRIMARY KEY,
  source_system VARCHAR NOT NULL,
  origin VARCHAR NOT NULL,
  mapping VARCHAR,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP NOT NULL,
  rows_in BIGINT NOT NULL,
  rows_loaded BIGINT NOT NULL,
  rows_repaired BIGINT NOT NULL,
  rows_quarantined BIGINT NOT NULL,
  data_version BIGINT NOT NULL
);

-- One row a file of a load; a row that had several repairs is counted once, as repaired.
CREATE TABLE load_file (
  load_id VARCHAR NOT NULL,
  file VARCHAR NOT NULL,
  entity VARCHAR NOT NULL,
  content_hash VARCHAR NOT NULL,
  rows_in BIGINT NOT NULL,
  rows_loaded BIGINT NOT NULL,
  rows_repaired BIGINT NOT NULL,
  rows_quarantined BIGINT NOT NULL
);

-- One row a repair. file_row is 1 for the first row of data, after the header.
CREATE TABLE load_repair (
  load_id VARCHAR NOT NULL,
  file VARCHAR NOT NULL,
  file_row BIGINT NOT NULL,
  column_name VARCHAR NOT NULL,
  rule VARCHAR NOT NULL,
  found VARCHAR,
  used VARCHAR
);

-- One row a refused row of a file, with the whole row as it was read.
CREATE TABLE load_quarantine (
  load_id VARCHAR NOT NULL,
  file VARCHAR NOT NULL,
  file_row BIGINT NOT NULL,
  column_name VARCHAR,
  reason VARCHAR NOT NULL,
  found VARCHAR,
  raw JSON
);

-- One row a run of a job or of a long step; unfinished runs of a dead process are closed as 'interrupted' at start.
CREATE TABLE job_run (
  run_id VARCHAR NOT NULL,
  job VARCHAR NOT NULL,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP,
  status VARCHAR NOT NULL,
  message VARCHAR
);
