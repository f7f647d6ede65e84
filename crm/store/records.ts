import { AppError, notFound } from '../../errors.ts';
import type { Action, FieldChange, FieldValue } from './changes.ts';
import type { Db } from './database.ts';
import type { EntityDefinition, InputOf, RecordOf } from './definition.ts';
import { type CheckedFields, recordSchema } from './record-schema.ts';
import { sql } from './sql.ts';
import { columnsOf, tableOf } from './tables.ts';
import type { Transaction } from './transaction.ts';
import { uuid7 } from './uuid7.ts';

/** Which record, and which version of it the caller has seen; without `version` the last one counts as seen. */
export interface RecordTarget {
  readonly id: string;
  readonly version?: number;
}

/** The record, or null when there is none or it is deleted; `deleted` true also finds a deleted one. */
export async function findRecord<E extends EntityDefinition>(
  db: Db,
  entity: E,
  { id, deleted = false }: { id: string; deleted?: boolean },
): Promise<RecordOf<E> | null> {
  const live = deleted ? sql`` : sql` AND deleted_at IS NULL`;
  const [found] = await db.query(
    sql<RecordOf<E>>`SELECT ${columns(entity)} FROM ${tableOf(entity)} WHERE id = ${id}${live}`,
  );
  return found ?? null;
}

/** Opens one record. Throws a zod error on bad fields, `conflict` on a value already taken, `invalid` on a bad relation. */
export async function createRecord<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  input: InputOf<E>,
  id: string = uuid7(),
): Promise<RecordOf<E>> {
  const [record] = await createRecords(tx, entity, [{ ...input, id }]);
  return record!;
}

/** Opens many records in few statements; an input may bring its own id. Answers them in the order of `inputs`. */
export async function createRecords<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  inputs: readonly (InputOf<E> & { readonly id?: string })[],
): Promise<RecordOf<E>[]> {
  const { whole } = recordSchema(entity);
  const rows = inputs.map(({ id = uuid7(), ...fields }) => ({ id, ...whole.parse(fields) }));
  const made: RecordOf<E>[] = [];
  for (let from = 0; from < rows.length; from += chunk) {
    made.push(...(await insert(tx, entity, rows.slice(from, from + chunk))));
  }
  return made;
}

/**
 * Changes the fields in `patch`; null empties a field, what stays the same is no change. Throws `not_found`, a zod error, or
 * `conflict` with `version` and `current_version` when the record has moved on.
 */
export async function updateRecord<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  target: RecordTarget,
  patch: InputOf<E>,
): Promise<RecordOf<E>> {
  const fields = recordSchema(entity).part.parse(patch);
  const before = await lock(tx, entity, target);
  if (before.deleted_at !== null) throw notFound(entity.name, target.id);
  const changed = Object.keys(fields).filter(
    (name) => fields[name] !== undefined && !same(fields[name]!, value(before, name)),
  );
  if (changed.length === 0) return before;
  return write(tx, entity, before, {
    action: 'update',
    fields: Object.fromEntries(changed.map((name) => [name, fields[name]!])),
  });
}

/** Takes the record out of sight; its history stays, and it can be restored. Throws as `updateRecord` does. */
export async function deleteRecord<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  target: RecordTarget,
): Promise<RecordOf<E>> {
  const before = await lock(tx, entity, target);
  if (before.deleted_at !== null) throw notFound(entity.name, target.id);
  return write(tx, entity, before, { action: 'delete', fields: {} });
}

/** Brings a deleted record back as it was. Throws `conflict` when a unique value has been taken since. */
export async function restoreRecord<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  target: RecordTarget,
): Promise<RecordOf<E>> {
  const before = await lock(tx, entity, target);
  if (before.deleted_at === null) return before;
  return write(tx, entity, before, { action: 'restore', fields: {} });
}

/** Rows sent at once, for the reason given in `changes.ts`. */
const chunk = 1_000;

async function insert<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  rows: readonly (CheckedFields & { readonly id: string })[],
): Promise<RecordOf<E>[]> {
  const names = ['id', ...Object.keys(entity.fields)];
  const types = new Map(columnsOf(entity));
  const typed = sql.join(names.map((name) => sql`${sql.ref(name)} ${sql.raw(types.get(name)!)}`));
  const list = sql.join(names.map((name) => sql.ref(name)));
  const made = await tx.query(sql<RecordOf<E>>`
    INSERT INTO ${tableOf(entity)} (version, created_at, created_by, updated_at, updated_by, ${list})
    SELECT 1, ${moment}, ${tx.context.actor}, ${moment}, ${tx.context.actor}, ${list}
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(rows)}::JSONB) AS (${typed})) WITH ORDINALITY AS input
    ORDER BY ordinality
    RETURNING ${columns(entity)}`);
  for (const record of made) {
    const filled = Object.keys(entity.fields).filter((name) => value(record, name) !== null);
    tx.tell([
      change(entity, record, { action: 'create', field: 'created_at', old: null, new: record.created_at }),
      ...filled.map((field) =>
        change(entity, record, { action: 'create', field, old: null, new: value(record, field) }),
      ),
    ]);
  }
  return made;
}

/** The record as it is, held against other writers until the transaction ends. */
async function lock<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  { id, version }: RecordTarget,
): Promise<RecordOf<E>> {
  const [found] = await tx.query(
    sql<RecordOf<E>>`SELECT ${columns(entity)} FROM ${tableOf(entity)} WHERE id = ${id} FOR UPDATE`,
  );
  if (!found) throw notFound(entity.name, id);
  if (version !== undefined && version !== found.version) {
    throw new AppError(
      'conflict',
      `${entity.name} has been changed since version ${version}, it is at ${found.version}: ${id}`,
      {
        where: { version, current_version: found.version },
      },
    );
  }
  return found;
}

async function write<E extends EntityDefinition>(
  tx: Transaction,
  entity: E,
  before: RecordOf<E>,
  { action, fields }: { action: Exclude<Action, 'create'>; fields: CheckedFields },
): Promise<RecordOf<E>> {
  const types = new Map(columnsOf(entity));
  const sets = Object.entries(fields).map(
    ([name, to]) => sql`, ${sql.ref(name)} = ${to}::${sql.raw(types.get(name)!)}`,
  );
  const deletion = { update: sql``, delete: sql`, deleted_at = ${moment}`, restore: sql`, deleted_at = NULL` }[action];
  const [after] = await tx.query(sql<RecordOf<E>>`
    UPDATE ${tableOf(entity)}
    SET version = version + 1, updated_at = ${moment}, updated_by = ${tx.context.actor}${deletion}${sql.join(sets, sql``)}
    WHERE id = ${before.id}
    RETURNING ${columns(entity)}`);
  const told = action === 'update' ? Object.keys(fields) : ['deleted_at'];
  tx.tell(
    told.map((field) =>
      change(entity, after!, { action, field, old: value(before, field), new: value(after!, field) }),
    ),
  );
  return after!;
}

const change = (
  entity: EntityDefinition,
  record: RecordOf<EntityDefinition>,
  told: Pick<FieldChange, 'action' | 'field' | 'old' | 'new'>,
): FieldChange => ({
  entity: entity.name,
  record_id: record.id,
  version: record.version,
  at: record.updated_at,
  ...told,
});

const columns = (entity: EntityDefinition) => sql.join(columnsOf(entity).map(([name]) => sql.ref(name)));

const value = (record: object, field: string): FieldValue => (record as Record<string, FieldValue>)[field] ?? null;

const same = (a: FieldValue, b: FieldValue) => JSON.stringify(a) === JSON.stringify(b);

/** The same for all that one statement writes, and no finer than JavaScript's own. */
const moment = sql`date_trunc('milliseconds', statement_timestamp())`;
