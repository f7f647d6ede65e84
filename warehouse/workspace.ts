import { z } from 'zod';
import type { Db } from './database.ts';
import { sql } from './sql.ts';

/** What holds for the whole workspace. Defaults live here. */
export const Workspace = z.object({
  name: z.string().min(1).default('Dealcast'),
  /** IANA zone in which days, months and quarters begin. */
  time_zone: z.string().default('UTC'),
  /** 1–12: the month the fiscal year begins. */
  fiscal_year_start_month: z.int().min(1).max(12).default(1),
  /** ISO 4217. All amounts of the warehouse are in it. */
  base_currency: z.string().length(3).default('USD'),
  /** The moment the data speak of: null follows the clock; a loaded export stands still at its last day. */
  as_of: z.iso.datetime().nullable().default(null),
  kind: z.enum(['empty', 'demo', 'loaded']).default('empty'),
});
export type Workspace = z.infer<typeof Workspace>;

type Reader = Pick<Db, 'query'>;
type Writer = Pick<Db, 'execute'>;

export async function loadWorkspace(db: Reader): Promise<Workspace> {
  const rows = await db.query<{ name: string; value: string }>(
    sql`SELECT name, value::VARCHAR AS value FROM workspace_setting`,
  );
  return Workspace.parse(Object.fromEntries(rows.map((row) => [row.name, JSON.parse(row.value)])));
}

/** Writes the settings named in `changes` and leaves the rest. */
export async function saveWorkspace(db: Writer, changes: Partial<Workspace>): Promise<void> {
  for (const [name, value] of Object.entries(changes)) {
    await db.execute(sql`INSERT OR REPLACE INTO workspace_setting VALUES (${name}, ${JSON.stringify(value)}::JSON)`);
  }
}

/** The moment queries without an `as_of` speak of, ISO UTC. */
export const asOfNow = (workspace: Workspace, now: Date): string => workspace.as_of ?? now.toISOString();

export async function dataVersion(db: Reader): Promise<number> {
  const [row] = await db.query<{ version: number }>(sql`SELECT version FROM data_version`);
  return row?.version ?? 0;
}

/** Called once in every transaction that changes facts; answers the new version. */
export async function raiseDataVersion(db: Db): Promise<number> {
  await db.execute(sql`UPDATE data_version SET version = version + 1, changed_at = now()::TIMESTAMP`);
  return dataVersion(db);
}
