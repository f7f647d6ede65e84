import type { PoolClient } from 'pg';
import { type Db, run, type Watch } from './database.ts';
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

/** Where the changes of one transaction stand in the log. */
export interface ChangeMark {
  readonly xid: string;
  readonly batch: string;
  readonly committed_at: string;
}

export const changeColumns = sql<ChangeEvent>`position::TEXT, xid::TEXT, entity, record_id, version, action, field, old, new,
  actor_id, origin, batch, at, committed_at`;

/**
 * Appends `changes` to the log in the client's transaction, in their order; called right before the commit, so that
 * `committed_at` is nearly the time of the commit. Answers where they stand, or null when nothing was changed.
 */
export async function appendChanges(
  client: PoolClient,
  { changes, context, watch }: { changes: readonly FieldChange[]; context: ChangeContext; watch: Watch | null },
): Promise<ChangeMark | null> {
  let mark: ChangeMark | null = null;
  for (let from = 0; from < changes.length; from += chunk) {
    const part = JSON.stringify(changes.slice(from, from + chunk));
    const { rows } = await run(
      client,
      sql`
        WITH added AS (
          INSERT INTO change_event
            (entity, record_id, version, action, field, old, new, at, actor_id, origin, batch, committed_at)
          SELECT entity, record_id, version, action, field, old, new, at, ${context.actor}, ${context.origin},
            ${context.batch}::UUID, coalesce(${mark?.committed_at ?? null}::TIMESTAMPTZ, (SELECT clock_timestamp()))
          FROM ROWS FROM (jsonb_to_recordset(${part}::JSONB) AS (entity TEXT, record_id UUID, version INTEGER,
            action TEXT, field TEXT, old JSONB, new JSONB, at TIMESTAMPTZ)) WITH ORDINALITY AS change
          ORDER BY ordinality
          RETURNING committed_at)
        SELECT pg_current_xact_id()::TEXT AS xid, ${context.batch} AS batch, max(committed_at) AS committed_at FROM added`,
      watch,
    );
    mark = rows[0] as ChangeMark;
  }
  return mark;
}

/** Rows sent at once. The embedded store takes a statement apart at a cost that grows with the square of its size. */
const chunk = 2_000;

/**
 * Whether the transaction of `mark` was committed; null while it is still under way. Its number alone does not tell: a
 * server that crashed before it wrote the number down gives it to another transaction.
 */
export async function isCommitted(db: Db, { xid, batch, committed_at }: ChangeMark): Promise<boolean | null> {
  const status = sql<{ status: string | null }>`SELECT pg_xact_status(${xid}::XID8) AS status`;
  if ((await db.query(status))[0]?.status === 'in progress') return null;
  // Asked afterwards: in one statement with the status, the changes could still be out of its sight.
  const kept = await db.query(sql`
    SELECT 1 FROM change_event
    WHERE batch = ${batch}::UUID AND xid = ${xid}::XID8 AND committed_at = ${committed_at}::TIMESTAMPTZ LIMIT 1`);
  return kept.length > 0;
}
