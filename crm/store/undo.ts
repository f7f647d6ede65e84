import { AppError, notFound } from '../../errors.ts';
import { type ChangeEvent, changeColumns, type FieldValue } from './changes.ts';
import type { EntityDefinition, RecordOf } from './definition.ts';
import { deleteRecord, findRecord, restoreRecord, updateRecord } from './records.ts';
import { sql } from './sql.ts';
import type { Transaction } from './transaction.ts';

/**
 * Takes back all that `batch` has done: fields get the values they had before, what it opened is deleted, what it deleted
 * is restored. Itself a change like any other, so it can be undone in turn. Throws `conflict` when something it touched
 * has been changed since, naming the record and field; later changes to other fields stay. Answers the records changed.
 */
export async function undoBatch(
  tx: Transaction,
  entities: readonly EntityDefinition[],
  batch: string,
): Promise<number> {
  const changes = await tx.query(sql<ChangeEvent>`
    SELECT ${changeColumns} FROM change_event WHERE batch = ${batch} ORDER BY change_event.position DESC`);
  if (changes.length === 0) throw notFound('batch', batch);
  const records = Map.groupBy(changes, ({ entity, record_id }) => `${entity} ${record_id}`);
  for (const ofRecord of records.values()) {
    const { entity: name, record_id: id } = ofRecord[0]!;
    const entity = entities.find((each) => each.name === name);
    if (!entity) throw notFound('entity', name);
    await undoRecord(tx, entity, { id, changes: ofRecord });
  }
  return records.size;
}

/** `changes` are those of the batch to this record, latest first. */
async function undoRecord(
  tx: Transaction,
  entity: EntityDefinition,
  { id, changes }: { id: string; changes: readonly ChangeEvent[] },
): Promise<void> {
  const record = await findRecord(tx, entity, { id, deleted: true });
  if (!record) throw notFound(entity.name, id);
  const byField = Map.groupBy(changes, ({ field }) => field);
  if (byField.has('created_at')) {
    if (record.deleted_at === null) {
      refuseLater(entity, record, byField);
      await deleteRecord(tx, entity, { id });
    }
    return;
  }
  refuseLater(entity, record, byField);
  const wasDeleted = byField.get('deleted_at')?.at(-1)?.old;
  if (wasDeleted === null && record.deleted_at !== null) await restoreRecord(tx, entity, { id });
  const before = [...byField]
    .filter(([field]) => field in entity.fields)
    .map(([field, told]) => [field, told.at(-1)!.old]);
  if (before.length > 0) await updateRecord(tx, entity, { id }, Object.fromEntries(before));
  if (typeof wasDeleted === 'string' && record.deleted_at === null) await deleteRecord(tx, entity, { id });
}

/** What the batch left is what must be there still; the store's own columns say when, and only whether it is deleted counts. */
function refuseLater(
  entity: EntityDefinition,
  record: RecordOf<EntityDefinition>,
  byField: ReadonlyMap<string, readonly ChangeEvent[]>,
): void {
  const refuse = (field: string) => {
    throw new AppError('conflict', `${entity.name}.${field} has been changed since: ${record.id}`, {
      where: { field, current_version: record.version },
    });
  };
  const deleted = byField.get('deleted_at')?.[0]?.new ?? null;
  if ((deleted === null) !== (record.deleted_at === null)) refuse('deleted_at');
  for (const [field, [last]] of byField) {
    const now = (record as unknown as Record<string, FieldValue>)[field] ?? null;
    if (field in entity.fields && JSON.stringify(now) !== JSON.stringify(last!.new)) refuse(field);
  }
}
