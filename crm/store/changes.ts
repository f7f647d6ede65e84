import type { PoolClient } from 'pg';
import { run, type Watch } from './database.ts';
import { sql } from './sql.ts';

/** A value of a field as the change log keeps it: money and days as text, several choices as a list. */
export type FieldValue = string | number | boolean | null | readonly string[];

export type Action = 'create' | 'update' | 'delete' | 'restore';

/** One field of one record that a transaction has changed. */
export interface FieldChange {
  readonly entity: string;
  readonly record_id: string;
  readonly version: number;
  readonly action: Action;
  readonly field: string;
  readonly old: FieldValue;
  readonly new: FieldValue;
  readonly at: string;
}

/** A row of the change log. `xid` and `position` may exceed what a number holds. */
export interface ChangeEvent extends FieldChange {
  readonly position: string;
  readonly xid: string;
  readonly actor_id: string | null;
  readonly origin: string;
  readonly batch: string;
  readonly committed_at: string;
}

/** Who changes and why. `actor` null is the system itself; `batch` joins several transactions into one act. */
export interface ChangeContext {
  readonly actor: string | null;
  readonly origin: string;
  readonly batch: string;
}

export const changeColumns = sql<ChangeEvent>`position::TEXT, xid::TEXT, entity, record_id, version, action, field, old, new,
  actor_id, origin, batch, at, committed_at`;

/**
 * Appends `changes` to the log in the client's transaction, in their order; called right before the commit, so that
 * `committed_at` is nearly the time of the commit. Answers the transaction's id, or null when nothing was changed.
 */
export async function appendChanges(
  client: PoolClient,
  { changes, context, watch }: { changes: readonly FieldChange[]; context: ChangeContext; watch: Watch | null },
): Promise<string | null> {
  let told: { now: string; xid: string } | undefined;
  for (let from = 0; from < changes.length; from += chunk) {
    const part = JSON.stringify(changes.slice(from, from + chunk));
    const { rows } = await run(
      client,
      sql`
        WITH added AS (
          INSERT INTO change_event
            (entity, record_id, version, action, field, old, new, at, actor_id, origin, batch, committed_at)
          SELECT entity, record_id, version, action, field, old, new, at, ${context.actor}, ${context.origin},
            ${context.batch}::UUID, coalesce(${told?.now ?? null}::TIMESTAMPTZ, (SELECT clock_timestamp()))
          FROM ROWS FROM (jsonb_to_recordset(${part}::JSONB) AS (entity TEXT, record_id UUID, version INTEGER,
            action TEXT, field TEXT, old JSONB, new JSONB, at TIMESTAMPTZ)) WITH ORDINALITY AS change
          ORDER BY ordinality
          RETURNING committed_at)
        SELECT max(committed_at) AS now, pg_current_xact_id()::TEXT AS xid FROM added`,
      watch,
    );
    told = rows[0] as { now: string; xid: string };
  }
  return told?.xid ?? null;
}

/** Rows sent at once. The embedded store takes a statement apart at a cost that grows with the square of its size. */
const chunk = 2_000;
