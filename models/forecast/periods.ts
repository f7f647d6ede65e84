import { z } from 'zod';
import type { Db } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';

/** A fiscal quarter, `period_from` ≤ day < `period_to`; `from_at` and `to_at` are those midnights in days since 1970 UTC. */
export const Period = z.object({
  period_from: z.string(),
  period_to: z.string(),
  from_at: z.number(),
  to_at: z.number(),
});
export type Period = z.infer<typeof Period>;

/** The fiscal quarters from the one that holds `from` to the one after that which holds `until`, oldest first. */
export async function fiscalQuarters(
  db: Pick<Db, 'query'>,
  {
    from,
    until,
    time_zone,
    fiscal_year_start_month,
  }: { from: string; until: string; time_zone: string; fiscal_year_start_month: number },
): Promise<Period[]> {
  return db.query(
    sql`
    WITH day AS (
      SELECT ((${from}::TIMESTAMP AT TIME ZONE 'UTC') AT TIME ZONE ${time_zone})::DATE AS first_on,
        ((${until}::TIMESTAMP AT TIME ZONE 'UTC') AT TIME ZONE ${time_zone})::DATE AS last_on
    ),
    opening AS (
      SELECT (date_trunc('month', first_on) - to_months((month(first_on) - ${fiscal_year_start_month} + 12)::INTEGER % 3))::DATE AS opens_on,
        last_on FROM day
    ),
    quarter AS (
      SELECT unnest(range(opens_on, (last_on + INTERVAL 3 MONTH)::TIMESTAMP + INTERVAL 1 DAY, INTERVAL 3 MONTH))::DATE AS period_from FROM opening
    )
    SELECT period_from::VARCHAR AS period_from, (period_from + INTERVAL 3 MONTH)::DATE::VARCHAR AS period_to,
      epoch(period_from::TIMESTAMP AT TIME ZONE ${time_zone}) / 86400.0 AS from_at,
      epoch((period_from + INTERVAL 3 MONTH)::TIMESTAMP AT TIME ZONE ${time_zone}) / 86400.0 AS to_at
    FROM quarter ORDER BY period_from`,
    Period,
  );
}
