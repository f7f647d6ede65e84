import type { RawBuilder } from 'kysely';
import { AppError } from '../../errors.ts';
import { checkDefinition, type EntityDefinition, type FieldDefinition, type FieldType } from './definition.ts';
import { startLock } from './migrations.ts';
import { sql } from './sql.ts';
import type { Transaction } from './transaction.ts';

/** The SQL type of a field. Options and lengths are no part of it: they change, and are checked when a record is written. */
export const columnTypes: Readonly<Record<FieldType, string>> = {
  text: 'TEXT',
  number: 'DOUBLE PRECISION',
  money: 'NUMERIC',
  date: 'DATE',
  datetime: 'TIMESTAMP(3) WITH TIME ZONE',
  boolean: 'BOOLEAN',
  select: 'TEXT',
  multi_select: 'TEXT[]',
  relation: 'UUID',
  user: 'UUID',
};

export const systemTypes = {
  id: 'UUID',
  version: 'INTEGER',
  created_at: 'TIMESTAMP(3) WITH TIME ZONE',
  created_by: 'TEXT',
  updated_at: 'TIMESTAMP(3) WITH TIME ZONE',
  updated_by: 'TEXT',
  deleted_at: 'TIMESTAMP(3) WITH TIME ZONE',
} as const;

export const tableOf = (entity: EntityDefinition) => sql.table(`record.${entity.name}`);

/** Every column of the entity's table with its SQL type, the store's own first. */
export const columnsOf = (entity: EntityDefinition): [name: string, type: string][] => [
  ...Object.entries(systemTypes),
  ...Object.entries(entity.fields).map(([name, { type }]): [string, string] => [name, columnTypes[type]]),
];

/** The SQL that makes the entity's table. Relations are added when all tables are there, see `syncTables`. */
export function defineTable(entity: EntityDefinition): RawBuilder<unknown> {
  checkDefinition(entity);
  return sql`
    CREATE TABLE IF NOT EXISTS ${tableOf(entity)} (
      id UUID PRIMARY KEY,
      version INTEGER NOT NULL,
      created_at TIMESTAMPTZ(3) NOT NULL,
      created_by TEXT,
      updated_at TIMESTAMPTZ(3) NOT NULL,
      updated_by TEXT,
      deleted_at TIMESTAMPTZ(3))`;
}

/**
 * Brings the tables in line with the definitions: new tables and columns, indexes, relations; may be repeated. Nothing is
 * ever dropped or converted: a field that is gone keeps its column, and one of another type is a `conflict`.
 */
export async function syncTables(tx: Transaction, entities: readonly EntityDefinition[]): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${startLock}::BIGINT)`);
  for (const entity of entities) {
    await tx.execute(defineTable(entity));
    await refuseOtherTypes(tx, entity);
    for (const [name, field] of Object.entries(entity.fields)) await addField(tx, entity, name, field);
  }
  for (const entity of entities) {
    for (const [name, { to }] of Object.entries(entity.fields)) if (to) await addRelation(tx, entity, name, to);
  }
}

async function refuseOtherTypes(tx: Transaction, entity: EntityDefinition): Promise<void> {
  const rows = await tx.query(sql<{ name: string; type: string }>`
    SELECT attname AS name, upper(format_type(atttypid, atttypmod)) AS type FROM pg_attribute
    WHERE attrelid = ${`record.${entity.name}`}::REGCLASS AND attnum > 0 AND NOT attisdropped`);
  const defined = new Map(columnsOf(entity));
  for (const { name, type } of rows) {
    const wanted = defined.get(name);
    if (wanted && wanted !== type) {
      throw new AppError('conflict', `${entity.name}.${name} is kept as ${type} and cannot become ${wanted}`);
    }
  }
}

async function addField(
  tx: Transaction,
  entity: EntityDefinition,
  name: string,
  field: FieldDefinition,
): Promise<void> {
  const type = sql.raw(columnTypes[field.type]);
  await tx.execute(sql`ALTER TABLE ${tableOf(entity)} ADD COLUMN IF NOT EXISTS ${sql.ref(name)} ${type}`);
  const index = sql.id(`${entity.name}_${name}`);
  if (field.unique) {
    await tx.execute(sql`
      CREATE UNIQUE INDEX IF NOT EXISTS ${index} ON ${tableOf(entity)} (${sql.ref(name)}) WHERE deleted_at IS NULL`);
  } else if (field.type === 'relation' || field.type === 'user') {
    await tx.execute(sql`CREATE INDEX IF NOT EXISTS ${index} ON ${tableOf(entity)} (${sql.ref(name)})`);
  }
}

/** Checked with each statement, unless a transaction defers it: records that point at each other can be put back. */
async function addRelation(tx: Transaction, entity: EntityDefinition, name: string, to: string): Promise<void> {
  const constraint = `${entity.name}_${name}_to`;
  const there = await tx.query(sql`
    SELECT 1 FROM pg_constraint WHERE conname = ${constraint} AND conrelid = ${`record.${entity.name}`}::REGCLASS`);
  if (there.length > 0) return;
  await tx.execute(sql`
    ALTER TABLE ${tableOf(entity)} ADD CONSTRAINT ${sql.id(constraint)} FOREIGN KEY (${sql.ref(name)})
    REFERENCES ${sql.table(`record.${to}`)} (id) DEFERRABLE INITIALLY IMMEDIATE`);
}
