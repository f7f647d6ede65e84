import type { RawBuilder } from 'kysely';
import { type ChangeEvent, changeColumns } from './changes.ts';
import type { Db } from './database.ts';
import type { EntityDefinition, RecordOf } from './definition.ts';
import { presentSnapshot, type Snapshot } from './snapshot.ts';
import { sql } from './sql.ts';
import { columnsOf, tableOf } from './tables.ts';
import type { Transaction } from './transaction.ts';

/**
 * A moment of the store. With `snapshot` it is exact: what was committed then, to the transaction. A time alone is exact
 * in an embedded store; on a server it may be off by transactions that were just committing.
 */
export interface Moment {
  readonly at: string;
  readonly snapshot?: Snapshot;
}

/** The present moment, to look back at later. */
export async function presentMoment(db: Db): Promise<Required<Moment>> {
  const { at, snapshot } = await presentSnapshot(db);
  return { at, snapshot: snapshot ?? beforeAll };
}

/** 3 is the first number a transaction can have. */
const beforeAll: Snapshot = '3:3:';

/** Every change of a record, or of one field of it, oldest first. */
export function recordHistory(
  db: Db,
  entity: EntityDefinition,
  { id, field }: { id: string; field?: string },
): Promise<ChangeEvent[]> {
  const only = field === undefined ? sql`` : sql`AND field = ${field}`;
  return db.query(sql<ChangeEvent>`
    SELECT ${changeColumns} FROM change_event WHERE entity = ${entity.name} AND record_id = ${id} ${only}
    ORDER BY version, change_event.position`);
}

/** The record as a look at `moment` would have shown it, deleted or not; null when it was not there yet. */
export async function recordAsOf<E extends EntityDefinition>(
  db: Db,
  entity: E,
  { id, moment }: { id: string; moment: Moment },
): Promise<RecordOf<E> | null> {
  const [found] = await db.query(recordsAsOf(entity, { id, moment }));
  return found ?? null;
}

/**
 * The entity's table as the change log tells it, at `moment` or now: a SELECT of the table's own columns, to be run or
 * joined. Deleted records are in it with their `deleted_at`.
 */
export function recordsAsOf<E extends EntityDefinition>(
  entity: E,
  { id, moment }: { id?: string; moment?: Moment } = {},
): RawBuilder<RecordOf<E>> {
  const columns = columnsOf(entity);
  const typed = sql.join(columns.map(([name, type]) => sql`${sql.ref(name)} ${sql.raw(type)}`));
  const one = id === undefined ? sql`` : sql`AND record_id = ${id}`;
  return sql<RecordOf<E>>`
    WITH told AS (
      SELECT * FROM change_event WHERE entity = ${entity.name} ${one} ${committedBy(moment)}
    ), field_now AS (
      SELECT DISTINCT ON (record_id, field) record_id, field, new FROM told ORDER BY record_id, field, version DESC
    ), fields AS (
      SELECT record_id, jsonb_object_agg(field, new) AS fields FROM field_now GROUP BY record_id
    ), first AS (
      SELECT record_id, at, actor_id FROM told WHERE action = 'create' AND field = 'created_at'
    ), latest AS (
      SELECT DISTINCT ON (record_id) record_id, version, at, actor_id FROM told ORDER BY record_id, version DESC
    )
    SELECT as_of.* FROM fields JOIN first USING (record_id) JOIN latest USING (record_id),
      jsonb_to_record(fields.fields || jsonb_build_object('id', record_id, 'version', latest.version,
        'created_at', first.at, 'created_by', first.actor_id,
        'updated_at', latest.at, 'updated_by', latest.actor_id)) AS as_of (${typed})`;
}

/**
 * Empties the entity's table and fills it again from the change log; answers the number of records. Related entities are
 * rebuilt in the same transaction, for relations are checked at its end.
 */
export async function rebuildTable(tx: Transaction, entity: EntityDefinition): Promise<number> {
  const names = sql.join(columnsOf(entity).map(([name]) => sql.ref(name)));
  await tx.execute(sql`SET CONSTRAINTS ALL DEFERRED`);
  await tx.execute(sql`DELETE FROM ${tableOf(entity)}`);
  return tx.execute(
    sql`INSERT INTO ${tableOf(entity)} (${names}) SELECT ${names} FROM (${recordsAsOf(entity)}) AS told`,
  );
}

function committedBy(moment: Moment | undefined) {
  if (!moment) return sql``;
  if (moment.snapshot) return sql`AND pg_visible_in_snapshot(xid, ${moment.snapshot}::PG_SNAPSHOT)`;
  return sql`AND committed_at <= ${moment.at}::TIMESTAMPTZ`;
}
