import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../errors.ts';
import { sql } from './sql.ts';
import type { Transaction, Writable } from './transaction.ts';

const folder = join(import.meta.dirname, 'schema');
const options = { actor: null, origin: 'migration', statementTimeoutMs: 600_000 };
/** Any number, the same in every process that starts on the store. */
export const startLock = 7_210_031;

/**
 * Applies the `.sql` files of `from` that have not been applied, in order of name, each in a transaction. Two processes
 * that start at once take turns. Throws `conflict` when an applied file has changed or is gone. Answers the names applied.
 */
export async function migrate(store: Writable, from: string = folder): Promise<string[]> {
  const files = readdirSync(from)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => {
      const text = readFileSync(join(from, name), 'utf8');
      return { name, text, checksum: createHash('sha256').update(text).digest('hex') };
    });
  const applied = await store.transaction(options, (tx) => checkApplied(tx, files));
  const done: string[] = [];
  for (const file of files.filter(({ name }) => !applied.has(name))) {
    if (await store.transaction(options, (tx) => apply(tx, file))) done.push(file.name);
  }
  return done;
}

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

async function checkApplied(tx: Transaction, files: readonly Migration[]): Promise<Set<string>> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${startLock}::BIGINT)`);
  await tx.execute(sql`
    CREATE TABLE IF NOT EXISTS schema_migration (name TEXT PRIMARY KEY, checksum TEXT NOT NULL, applied_at TIMESTAMPTZ NOT NULL)`);
  const rows = await tx.query(sql<{ name: string; checksum: string }>`SELECT name, checksum FROM schema_migration`);
  for (const { name, checksum } of rows) {
    const file = files.find((each) => each.name === name);
    if (!file) throw new AppError('conflict', `the store was made by a newer version of Dealcast, with: ${name}`);
    if (file.checksum !== checksum) throw new AppError('conflict', `an applied migration has changed: ${name}`);
  }
  return new Set(rows.map(({ name }) => name));
}

/** False when another process was quicker. */
async function apply(tx: Transaction, { name, text, checksum }: Migration): Promise<boolean> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(${startLock}::BIGINT)`);
  const before = await tx.query(sql`SELECT 1 FROM schema_migration WHERE name = ${name}`);
  if (before.length > 0) return false;
  await tx.execute(sql.raw(text));
  await tx.execute(sql`INSERT INTO schema_migration VALUES (${name}, ${checksum}, now())`);
  return true;
}
