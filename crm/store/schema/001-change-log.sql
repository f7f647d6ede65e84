-- One row per changed field of a record, written in the transaction that changed the record; never changed afterwards.
CREATE TABLE change_event (
  position BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- With the snapshot of a reader it tells which events were committed when the reader looked.
  xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
  entity TEXT NOT NULL,
  record_id UUID NOT NULL,
  -- The version of the record that this change made; all fields changed at once share it.
  version INTEGER NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('create', 'update', 'delete', 'restore')),
  -- A creation tells of created_at, a deletion and a restoration of deleted_at: every change has at least one row.
  field TEXT NOT NULL,
  old JSONB,
  new JSONB,
  -- Null when no person or key acted, but the system itself.
  actor_id TEXT,
  -- Where it came from: api, import, job, undo …
  origin TEXT NOT NULL,
  -- Changes that were one act and can be undone together.
  batch UUID NOT NULL,
  -- When the record was written; equals updated_at of the record.
  at TIMESTAMPTZ(3) NOT NULL,
  -- The last moment before the commit, one for the whole transaction: from then on others could see the change.
  committed_at TIMESTAMPTZ NOT NULL
);

CREATE INDEX change_event_record ON change_event (entity, record_id, version);
CREATE INDEX change_event_xid ON change_event (xid);
CREATE INDEX change_event_batch ON change_event (batch);

CREATE FUNCTION refuse_change_of_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'change_event is never changed: %', OLD.position;
END
$$;

CREATE TRIGGER change_event_is_never_changed BEFORE UPDATE OR DELETE ON change_event
  FOR EACH ROW EXECUTE FUNCTION refuse_change_of_history();

-- Tables made from entity definitions live apart, so that an entity may have any name.
CREATE SCHEMA record;
