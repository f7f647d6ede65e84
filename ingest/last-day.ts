import type { EntityName } from '../crm/entities/entity.ts';
import type { Db } from '../warehouse/database.ts';
import { id, join, sql } from '../warehouse/sql.ts';
import { good, type Staged } from './staged.ts';

/** The moments at which something happened, by entity; what lies ahead by its nature is not among them. */
const moments: Partial<Record<EntityName, string[]>> = {
  opportunity: ['created_at', 'closed_at'],
  lead: ['created_at', 'first_response_at', 'qualified_at', 'converted_at', 'rejected_at'],
  activity: ['started_at'],
};

/** The last day on which anything happened in the rows to be loaded, `YYYY-MM-DD` in `timeZone`; null without any. */
export async function lastDay(db: Db, all: readonly Staged[], timeZone: string): Promise<string | null> {
  const parts = all.flatMap((staged) => {
    const { entity, fields } = staged.staging;
    const isOpportunity = entity.name === 'opportunity';
    return fields
      .filter((field) => moments[entity.name]?.includes(field.name))
      .map(({ name }) => {
        // A close date of an open opportunity is a plan.
        const happened = isOpportunity && name === 'closed_at' ? sql`stage_type <> 'open'` : sql`true`;
        return sql`SELECT max(${id(`v_${name}`)}) AS at_most FROM (${good(staged)}) WHERE ${happened}`;
      });
  });
  if (parts.length === 0) return null;
  const [row] = await db.query<{ day: string | null }>(sql`
    SELECT ((max(at_most) AT TIME ZONE 'UTC') AT TIME ZONE ${timeZone})::DATE AS day FROM (${join(parts, ' UNION ALL ')})`);
  return row?.day ?? null;
}

/** The day of `moment` in `timeZone`, `YYYY-MM-DD`. */
export const dayOf = (moment: Date, timeZone: string): string =>
  new Date(moment.getTime() + offsetAt(moment.getTime(), timeZone)).toISOString().slice(0, 10);

/** The end of the last day on which the warehouse knows of anything that happened; null while it knows of nothing. */
export async function standstill(db: Db, timeZone: string): Promise<string | null> {
  const [row] = await db.query<{ day: string | null }>(sql`
    SELECT ((max(at_most) AT TIME ZONE 'UTC') AT TIME ZONE ${timeZone})::DATE AS day FROM (
      SELECT max(occurred_at) AS at_most FROM opportunity_event
      UNION ALL SELECT max(created_at) FROM fct_lead
      UNION ALL SELECT max(started_at) FROM fct_activity)`);
  return row?.day ? endOfDay(row.day, timeZone) : null;
}

/** The last millisecond of `day` in `timeZone`, ISO UTC: as of then everything that happened on the day has happened. */
export function endOfDay(day: string, timeZone: string): string {
  const next = new Date(`${day}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  // Twice, because the offset may differ between the guess and the moment itself.
  let moment = next.getTime();
  for (let turn = 0; turn < 2; turn += 1) moment = next.getTime() - offsetAt(moment, timeZone);
  return new Date(moment - 1).toISOString();
}

function offsetAt(moment: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(moment);
  const of = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  return (
    Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second')) -
    Math.floor(moment / 1000) * 1000
  );
}
