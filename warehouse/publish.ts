import { join } from 'node:path';
import type { Db } from './database.ts';
import { raw, sql } from './sql.ts';
import { sqlFile } from './sql-file.ts';
import { loadWorkspace, raiseDataVersion } from './workspace.ts';

/** The derived tables in the order they build on each other: each has `warehouse/publish/<name>.sql`. */
export const derivedTables = [
  'opportunity_state',
  'opportunity_creation',
  'stage_event',
  'opportunity_close',
  'stage_entry',
] as const;

/** Events published in one go: what their histories take in memory, some 100 bytes an event, stays far below any limit. */
const eventsAtOnce = 3_000_000;

/**
 * Rebuilds the derived tables from the event feed and raises the data version; call it at the end of the transaction that
 * brought rows in. A large feed is taken in parts, each the whole history of a share of the opportunities and in time
 * order by itself. `tell` hears how far it is. Answers the new data version.
 *
 * In the files `$in_part` says whether an opportunity_id is in the part at hand; `$time_zone` is the workspace's, and UTC is
 * told apart there because its days need no conversion, a tenth of the work.
 */
export async function publish(
  db: Db,
  tell: (state: { done: number; total: number; note: string }) => void = () => undefined,
  eventsPerPart: number = eventsAtOnce,
): Promise<number> {
  const { time_zone } = await loadWorkspace(db);
  const [feed] = await db.query<{ events: number }>(sql`SELECT count(*)::BIGINT AS events FROM opportunity_event`);
  const parts = Math.max(1, Math.ceil((feed?.events ?? 0) / eventsPerPart));
  const total = derivedTables.length * parts;
  for (const [at, table] of derivedTables.entries()) {
    const file = join(import.meta.dirname, 'publish', `${table}.sql`);
    await db.execute(raw(`DELETE FROM ${table}`));
    for (let part = 0; part < parts; part += 1) {
      tell({ done: at * parts + part, total, note: table });
      const in_part = parts === 1 ? raw('true') : raw(`hash(opportunity_id) % ${parts} = ${part}`);
      await db.execute(sqlFile(file, { time_zone, in_part }));
    }
  }
  tell({ done: total, total, note: '' });
  return raiseDataVersion(db);
}

/** Day of `moment` (a UTC TIMESTAMP expression) in a zone, as SQL text: used wherever a `_on` key is stored. */
export const dayIn = (moment: string, timeZone: string) =>
  sql`((${raw(moment)} AT TIME ZONE 'UTC') AT TIME ZONE ${timeZone})::DATE`;

/** Months since 1970-01 of a DATE expression: the `_month` key. */
export const monthKey = (day: string) => raw(`((year(${day}) - 1970) * 12 + month(${day}) - 1)::SMALLINT`);
