import { join } from 'node:path';
import type { Db } from './database.ts';
import { raw, type Sql, sql } from './sql.ts';
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

/** Events published in one go: their histories take some 250 bytes of memory an event while they are worked out. */
const eventsAtOnce = 1_000_000;

/**
 * Rebuilds the derived tables from the event feed and raises the data version; call it at the end of the transaction that
 * brought rows in. A large feed is taken in parts, each the whole history of a range of opportunity ids and in time
 * order by itself, so that memory does not grow with the feed. `tell` hears how far it is. Answers the new data version.
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
  const parts = await partsOf(db, eventsPerPart);
  const total = derivedTables.length * parts.length;
  for (const [at, table] of derivedTables.entries()) {
    const file = join(import.meta.dirname, 'publish', `${table}.sql`);
    await db.execute(raw(`DELETE FROM ${table}`));
    for (const [part, in_part] of parts.entries()) {
      tell({ done: at * parts.length + part, total, note: table });
      await db.execute(sqlFile(file, { time_zone, in_part }));
    }
  }
  tell({ done: total, total, note: '' });
  return raiseDataVersion(db);
}

/** Ids looked at to cut one part from the next, so that parts come out alike. */
const idsPerCut = 200;

/** Conditions on opportunity_id, each id meeting exactly one. They are ranges, so a part skips what another part wrote. */
async function partsOf(db: Db, eventsPerPart: number): Promise<Sql[]> {
  const [feed] = await db.query<{ events: number; opportunities: number }>(sql`
    SELECT (SELECT count(*) FROM opportunity_event)::BIGINT AS events,
      (SELECT count(*) FROM dim_opportunity)::BIGINT AS opportunities`);
  const count = Math.ceil((feed?.events ?? 0) / eventsPerPart);
  if (count <= 1) return [raw('true')];
  const every = Math.max(1, Math.floor((feed?.opportunities ?? 0) / (count * idsPerCut)));
  const sample = await db.query<{ opportunity_id: string }>(sql`
    SELECT opportunity_id FROM dim_opportunity WHERE hash(opportunity_id) % ${raw(String(every))} = 0
    ORDER BY opportunity_id`);
  const cut = (at: number) => sample[Math.floor((at * sample.length) / count)]?.opportunity_id;
  const cuts = new Set(Array.from({ length: count - 1 }, (_, at) => cut(at + 1)).filter((each) => each !== undefined));
  const bounds = [null, ...cuts, null];
  return bounds.slice(1).map((to, at) => {
    const from = bounds[at] ?? null;
    const above = from === null ? raw('true') : sql`opportunity_id >= ${from}::VARCHAR`;
    return to === null ? above : sql`${above} AND opportunity_id < ${to}::VARCHAR`;
  });
}

/** Day of `moment` (a UTC TIMESTAMP expression) in a zone, as SQL text: used wherever a `_on` key is stored. */
export const dayIn = (moment: string, timeZone: string) =>
  sql`((${raw(moment)} AT TIME ZONE 'UTC') AT TIME ZONE ${timeZone})::DATE`;

/** Months since 1970-01 of a DATE expression: the `_month` key. */
export const monthKey = (day: string) => raw(`((year(${day}) - 1970) * 12 + month(${day}) - 1)::SMALLINT`);
