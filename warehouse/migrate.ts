import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import type { Warehouse } from './database.ts';
import { raw, sql } from './sql.ts';

const folder = join(import.meta.dirname, 'schema');

/**
 * Applies the `.sql` files of `warehouse/schema` that have not been applied, in order of name, each in a transaction.
 * Throws `conflict` when an applied file has since changed or is gone: a migration is never edited. Answers the names applied.
 */
export async function migrate(warehouse: Warehouse, from: string = folder): Promise<string[]> {
  await warehouse.execute(
    raw(`CREATE TABLE IF NOT EXISTS schema_migration (
      name VARCHAR PRIMARY KEY, checksum VARCHAR NOT NULL, applied_at TIMESTAMP NOT NULL)`),
  );
  const applied = new Map(
    (await warehouse.query<{ name: string; checksum: string }>(sql`SELECT name, checksum FROM schema_migration`)).map(
      (row) => [row.name, row.checksum],
    ),
  );
  const files = readdirSync(from)
    .filter((file) => file.endsWith('.sql'))
    .sort();
  const missing = [...applied.keys()].find((name) => !files.includes(name));
  if (missing)
    throw new AppError('conflict', `the warehouse was made by a newer version of Dealcast, with: ${missing}`);

  const done: string[] = [];
  for (const name of files) {
    const text = readFileSync(join(from, name), 'utf8');
    const checksum = createHash('sha256').update(text).digest('hex');
    if (applied.has(name)) {
      if (applied.get(name) !== checksum) throw new AppError('conflict', `an applied migration has changed: ${name}`);
      continue;
    }
    await warehouse.transaction(async (db) => {
      await db.execute(raw(text));
      await db.execute(sql`INSERT INTO schema_migration VALUES (${name}, ${checksum}, now()::TIMESTAMP)`);
    });
    done.push(name);
  }
  return done;
}
