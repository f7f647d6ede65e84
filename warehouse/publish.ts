import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Db } from './database.ts';
import { raw, sql } from './sql.ts';
import { loadWorkspace, raiseDataVersion } from './workspace.ts';

/** The derived tables in the order they build on each other: each has `warehouse/publish/<name>.sql`. */
export const derivedTables = [
  'opportunity_state',
  'opportunity_creation',
  'stage_event',
  'opportunity_close',
  'stage_entry',
] as const;

/**
 * Rebuilds the derived tables from the event feed and raises the data version; call it at the end of the transaction that
 * brought rows in. `$time_zone` in a publish file is the workspace's time zone. Answers the new data version.
 */
export async function publish(db: Db): Promise<number> {
  const { time_zone } = await loadWorkspace(db);
  for (const table of derivedTables) {
    const text = readFileSync(join(import.meta.dirname, 'publish', `${table}.sql`), 'utf8');
    await db.execute(raw(`DELETE FROM ${table}`));
    await db.execute(splitNamed(text, { time_zone }));
  }
  return raiseDataVersion(db);
}

/** Day of `moment` (a UTC TIMESTAMP expression) in a zone, as SQL text: used wherever a `_on` key is stored. */
export const dayIn = (moment: string, timeZone: string) =>
  sql`((${raw(moment)} AT TIME ZONE 'UTC') AT TIME ZONE ${timeZone})::DATE`;

/** Months since 1970-01 of a DATE expression: the `_month` key. */
export const monthKey = (day: string) => raw(`((year(${day}) - 1970) * 12 + month(${day}) - 1)::SMALLINT`);

function splitNamed(text: string, values: Record<string, string>) {
  const parts = text.split(/\$(\w+)/);
  return parts.reduce(
    (all, part, at) => (at % 2 === 0 ? sql`${all}${raw(part)}` : sql`${all}${values[part] ?? null}`),
    raw(''),
  );
}
