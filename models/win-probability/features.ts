import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { dbOn } from '../../warehouse/database.ts';
import { raw, type Sql, sql } from '../../warehouse/sql.ts';
import { sqlFile } from '../../warehouse/sql-file.ts';
import type { Workspace } from '../../warehouse/workspace.ts';
import { type Columns, readColumns } from '../columns.ts';

/** What an explanation speaks of. */
export const featureGroups = ['activity', 'stage', 'amount', 'timing', 'person', 'account'] as const;
export type FeatureGroup = (typeof featureGroups)[number];

/** Attributes of an opportunity that carry no date: as last known, so they may tell what happened later. */
export const undatedAttributes = ['account_id', 'product_id', 'source', 'competitor'] as const;
export type UndatedAttribute = (typeof undatedAttributes)[number];

interface Feature {
  name: string;
  group: FeatureGroup;
  /** The undated attribute it comes from, if it does. */
  from?: UndatedAttribute;
}

/** Text features of features.sql. */
export const categories = [
  { name: 'stage', group: 'stage' },
  { name: 'product', group: 'amount', from: 'product_id' },
  { name: 'source', group: 'account', from: 'source' },
  { name: 'competitor', group: 'account', from: 'competitor' },
  { name: 'industry', group: 'account', from: 'account_id' },
  { name: 'country', group: 'account', from: 'account_id' },
  { name: 'size_band', group: 'account', from: 'account_id' },
  { name: 'region', group: 'person' },
  { name: 'month_of_year', group: 'timing' },
] as const satisfies Feature[];

const activityWindows = [
  'activities_7',
  'activities_30',
  'activities_90',
  'calls_7',
  'calls_30',
  'calls_90',
  'emails_7',
  'emails_30',
  'emails_90',
  'meetings_7',
  'meetings_30',
  'meetings_90',
  'visits_30',
  'visits_90',
  'tasks_30',
  'tasks_90',
  'inbound_7',
  'inbound_30',
  'inbound_90',
  'outbound_7',
  'outbound_30',
  'outbound_90',
  'two_way_30',
  'two_way_fading_7',
  'two_way_fading_30',
  'one_way_fading_7',
  'one_way_fading_30',
  'met_fading_14',
  'days_since_touch',
  'days_since_two_way',
  'contacts',
] as const;

/** Number features of features.sql; amounts and counts of people are logarithms. */
export const measures = [
  { name: 'stage_position', group: 'stage' },
  { name: 'days_in_stage', group: 'stage' },
  { name: 'stage_pace', group: 'stage' },
  { name: 'steps_back', group: 'stage' },
  { name: 'age_days', group: 'timing' },
  { name: 'days_to_close', group: 'timing' },
  { name: 'pushes', group: 'timing' },
  { name: 'pushed_days', group: 'timing' },
  { name: 'days_since_push', group: 'timing' },
  { name: 'days_to_quarter_end', group: 'timing' },
  { name: 'amount', group: 'amount' },
  { name: 'amount_change', group: 'amount' },
  { name: 'amount_changes', group: 'amount' },
  { name: 'discount', group: 'amount' },
  ...activityWindows.map((name) => ({ name, group: 'activity' as const })),
  { name: 'owner_lift', group: 'person' },
  { name: 'owner_closed', group: 'person' },
  { name: 'team_lift', group: 'person' },
  { name: 'account_won', group: 'account', from: 'account_id' },
  { name: 'account_lost', group: 'account', from: 'account_id' },
  { name: 'account_employees', group: 'account', from: 'account_id' },
] as const satisfies Feature[];

export type Measure = (typeof measures)[number]['name'];
export type Category = (typeof categories)[number]['name'];
export type FeatureRows = Columns<Measure, Category>;

/** One list of both, as plain features. */
export const features: readonly Feature[] = [...categories, ...measures];

type Calendar = Pick<Workspace, 'time_zone' | 'fiscal_year_start_month'>;

/** The features of the moments `(opportunity_id, as_of)` that `moments` selects, in that query's order. */
export async function readFeaturesAt(
  connection: DuckDBConnection,
  moments: Sql,
  calendar: Calendar,
): Promise<FeatureRows> {
  await dbOn(connection).execute(sql`
    CREATE OR REPLACE TEMP TABLE feature_moment AS
    SELECT row_number() OVER () - 1 AS row_id, opportunity_id, as_of FROM (${moments})`);
  return readFeatures(connection, calendar);
}

/** The features of the rows of the temporary table `feature_moment` of this connection, in order of `row_id`. */
export async function readFeatures(connection: DuckDBConnection, calendar: Calendar): Promise<FeatureRows> {
  await dbOn(connection).execute(
    raw(`
    CREATE OR REPLACE TEMP MACRO days_between(since, until) AS epoch(until - since) / 86400.0;
    CREATE OR REPLACE TEMP MACRO quarter_end(day, first_month) AS
      (date_trunc('month', day) + to_months(3 - ((month(day) - first_month + 12) % 3)::INTEGER))::DATE`),
  );
  return readColumns(connection, sqlFile(join(import.meta.dirname, 'features.sql'), { ...calendar }), {
    numbers: measures.map(({ name }) => name),
    texts: categories.map(({ name }) => name),
  });
}
