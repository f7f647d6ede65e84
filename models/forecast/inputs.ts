import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { type Db, dbOn, type Warehouse } from '../../warehouse/database.ts';
import { raw, sql } from '../../warehouse/sql.ts';
import { sqlFile } from '../../warehouse/sql-file.ts';
import type { Workspace } from '../../warehouse/workspace.ts';
import { type Columns, readColumns } from '../columns.ts';
import { fiscalQuarters, type Period } from './periods.ts';

/** A moment the forecast is made at, for the quarter at `period` and, for the last origin, the one after it. */
export interface Origin {
  as_of: string;
  at: number;
  period: number;
  weeks_before_end: number;
  /** True for the moment of this forecast, false for one of the past. */
  is_now: boolean;
}

export type DealColumns = Columns<
  'created_at' | 'closed_at' | 'won' | 'amount',
  'opportunity_id' | 'team_id' | 'product_id'
>;
export type StateColumns = Columns<
  'origin' | 'deal' | 'at_day' | 'days_in_stage' | 'days_to_close' | 'amount',
  'stage' | 'team_id'
>;
export type WonColumns = Columns<'origin' | 'amount', 'team_id'>;
export type PastColumns = Columns<'period' | 'amount', 'team_id'>;

/** All a forecast needs, read once; moments are days since 1970. */
export interface ForecastInputs {
  periods: Period[];
  /** The period that holds the moment of the forecast; periods before it are over. */
  current: number;
  /** The first period that the data cover in full. */
  firstFull: number;
  origins: Origin[];
  deals: DealColumns;
  /** Weekly moments of the deals' lives, for the timing. */
  moments: StateColumns;
  /** The deals open at each origin. */
  open: StateColumns;
  /** Won so far in the origin's period, as known at the origin. */
  wonSoFar: WonColumns;
  /** Won in each period, as known now. */
  happened: PastColumns;
  /** Quota of each period; NaN where there is none. */
  quota: Float64Array;
}

const weeksBeforeEnd = [13, 11, 9, 7, 5, 3, 1];
/** Deals whose weeks are looked at for the timing; a sample above. */
const timedDeals = 20_000;

/** Null where nothing has been closed yet. */
export async function readForecastInputs(
  warehouse: Warehouse,
  { asOf, workspace }: { asOf: string; workspace: Workspace },
): Promise<ForecastInputs | null> {
  const [span] = await warehouse.query<{ first_at: string | null }>(sql`
    SELECT min(closed_at) AS first_at
    FROM opportunity_close WHERE valid_from <= ${asOf}::TIMESTAMP`);
  if (!span?.first_at) return null;
  const periods = await fiscalQuarters(warehouse, { from: span.first_at, until: asOf, ...workspace });
  const current = periods.length - 2;
  const firstAt = Date.parse(span.first_at) / 86_400_000;
  // A quarter whose first closing came within its first fortnight is taken as covered.
  const firstFull = Math.max(
    0,
    periods.findIndex((period) => period.from_at > firstAt - 14),
  );
  const origins = originsOf(periods, { current, firstFull, asOf });
  return warehouse.with(async (connection) => {
    const db = dbOn(connection);
    await createTables(db, origins, periods, { asOf });
    const states = () => readStates(connection, workspace.time_zone);
    await db.execute(raw(momentsOfOrigins));
    const open = await states();
    await db.execute(raw(momentsOfWeeks));
    const moments = await states();
    return {
      periods,
      current,
      firstFull,
      origins,
      open,
      moments,
      deals: await readColumns(
        connection,
        raw(`
        SELECT epoch(created_at) / 86400.0 AS created_at, epoch(closed_at) / 86400.0 AS closed_at, won::DOUBLE AS won, amount::DOUBLE AS amount,
          opportunity_id, team_id, product_id FROM forecast_deal ORDER BY deal`),
        { numbers: ['created_at', 'closed_at', 'won', 'amount'], texts: ['opportunity_id', 'team_id', 'product_id'] },
      ),
      wonSoFar: await readColumns(connection, raw(wonAtOrigins), { numbers: ['origin', 'amount'], texts: ['team_id'] }),
      happened: await readColumns(connection, raw(wonInPeriods), { numbers: ['period', 'amount'], texts: ['team_id'] }),
      quota: await readQuota(warehouse, periods),
    };
  });
}

function originsOf(
  periods: Period[],
  { current, firstFull, asOf }: { current: number; firstFull: number; asOf: string },
): Origin[] {
  const now = Date.parse(asOf) / 86_400_000;
  const past = periods.slice(0, current + 1).flatMap((period, at) =>
    weeksBeforeEnd
      .map((weeks) => ({ weeks, day: Math.max(period.from_at, period.to_at - 7 * weeks) }))
      // Half a year of closings is the least that rates can be taken from.
      .filter(({ day }) => day < now && day >= periods[firstFull]!.from_at + 180)
      .map(({ weeks, day }) => ({ as_of: isoOf(day), at: day, period: at, weeks_before_end: weeks, is_now: false })),
  );
  const left = Math.max(0, Math.round((periods[current]!.to_at - now) / 7));
  return [...past, { as_of: asOf, at: now, period: current, weeks_before_end: left, is_now: true }];
}

async function createTables(db: Db, origins: Origin[], periods: Period[], { asOf }: { asOf: string }): Promise<void> {
  await db.execute(sql`
    CREATE OR REPLACE TEMP TABLE forecast_deal AS
    WITH closed AS (
      SELECT opportunity_id, closed_at, outcome, amount FROM opportunity_close
      WHERE valid_from <= ${asOf}::TIMESTAMP AND ${asOf}::TIMESTAMP < valid_to
    ),
    entry AS (
      SELECT opportunity_id, min(valid_from) AS entered_at, arg_min_null(team_id, valid_from) AS team_id
      FROM opportunity_state WHERE valid_from <= ${asOf}::TIMESTAMP GROUP BY opportunity_id
    )
    SELECT row_number() OVER (ORDER BY opportunity_id) - 1 AS deal, opportunity_id, entry.entered_at, entry.team_id, product_id,
      CASE WHEN created_is_estimated THEN NULL ELSE entry.entered_at END AS created_at,
      closed.closed_at, (closed.outcome = 'won')::INTEGER AS won, closed.amount
    FROM dim_opportunity JOIN entry USING (opportunity_id) LEFT JOIN closed USING (opportunity_id)`);
  await db.execute(sql`
    CREATE OR REPLACE TEMP TABLE forecast_origin AS
    SELECT row_number() OVER () - 1 AS origin, x.as_of::TIMESTAMP AS as_of, x.period::INTEGER AS period
    FROM (SELECT unnest(from_json(${JSON.stringify(origins.map(({ as_of, period }) => ({ as_of, period })))}, '[{"as_of":"VARCHAR","period":"INTEGER"}]')) AS x)`);
  await db.execute(sql`
    CREATE OR REPLACE TEMP TABLE forecast_period AS
    SELECT row_number() OVER () - 1 AS period, x.period_from::DATE AS period_from, x.period_to::DATE AS period_to
    FROM (SELECT unnest(from_json(${JSON.stringify(periods)}, '[{"period_from":"VARCHAR","period_to":"VARCHAR"}]')) AS x)`);
}

const momentsOfOrigins = `
  CREATE OR REPLACE TEMP TABLE forecast_moment AS
  SELECT origin, deal, opportunity_id, as_of FROM forecast_origin
  JOIN opportunity_state AS state ON state.valid_from <= as_of AND as_of < state.valid_to AND state.stage_type = 'open' AND NOT state.is_deleted
  JOIN forecast_deal USING (opportunity_id)`;

const momentsOfWeeks = `
  CREATE OR REPLACE TEMP TABLE forecast_moment AS
  SELECT 0 AS origin, deal, opportunity_id, entered_at + to_days(7 * weeks) AS as_of
  FROM forecast_deal CROSS JOIN (SELECT unnest(range(0, 60)) AS weeks)
  WHERE created_at IS NOT NULL AND hash(opportunity_id) % 1000000 < 1000000 * least(1, ${timedDeals} / (SELECT count(*) FROM forecast_deal))
    AND entered_at + to_days(7 * weeks) < coalesce(closed_at, (SELECT max(as_of) FROM forecast_origin))`;

// The amount of a won deal as it stood at the origin, not as it was corrected later.
const wonAtOrigins = `
  SELECT origin::DOUBLE AS origin, sum(closing.amount)::DOUBLE AS amount, closing.team_id
  FROM forecast_origin AS origin JOIN forecast_period USING (period)
  JOIN opportunity_close AS closing ON closing.valid_from <= origin.as_of AND origin.as_of < closing.valid_to
    AND closing.closed_on >= period_from AND closing.closed_on < period_to AND closing.outcome = 'won'
  GROUP BY ALL ORDER BY ALL`;

const wonInPeriods = `
  SELECT period::DOUBLE AS period, sum(amount)::DOUBLE AS amount, team_id
  FROM forecast_period JOIN opportunity_close ON closed_on >= period_from AND closed_on < period_to AND outcome = 'won'
  WHERE valid_from <= (SELECT max(as_of) FROM forecast_origin) AND valid_to > (SELECT max(as_of) FROM forecast_origin)
  GROUP BY ALL ORDER BY ALL`;

const readStates = (connection: DuckDBConnection, time_zone: string): Promise<StateColumns> =>
  readColumns(connection, sqlFile(join(import.meta.dirname, 'states-at.sql'), { time_zone }), {
    numbers: ['origin', 'deal', 'at_day', 'days_in_stage', 'days_to_close', 'amount'],
    texts: ['stage', 'team_id'],
  });

async function readQuota(db: Pick<Db, 'query'>, periods: Period[]): Promise<Float64Array> {
  const result = new Float64Array(periods.length).fill(Number.NaN);
  for (const [at, { period_from, period_to }] of periods.entries()) {
    const [row] = await db.query<{ quota: number | null }>(sql`
      SELECT sum(quota)::DOUBLE AS quota FROM fct_quota WHERE period_on >= ${period_from}::DATE AND period_on < ${period_to}::DATE`);
    if (row?.quota) result[at] = row.quota;
  }
  return result;
}

const isoOf = (day: number) => new Date(Math.round(day * 86_400_000)).toISOString();
