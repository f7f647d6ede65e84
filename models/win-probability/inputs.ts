import { join } from 'node:path';
import { dbOn, type Warehouse } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';
import { sqlFile } from '../../warehouse/sql-file.ts';
import type { Workspace } from '../../warehouse/workspace.ts';
import { type Coded, readColumns } from '../columns.ts';
import {
  type FeatureRows,
  features,
  readFeatures,
  readFeaturesAt,
  type UndatedAttribute,
  undatedAttributes,
} from './features.ts';
import type { TrainingRows } from './train.ts';

/** Moments of closed deals that training looks at, at most. */
const maxRows = 60_000;
/** Share of closed deals with something dated between entry and closing, from which moments in between are used. */
const historyNeeded = 0.05;
/** How far the share of missing values may differ between open and closed deals. */
const missingGap = 0.15;

export interface WinInputs {
  training: TrainingRows;
  open: { features: FeatureRows; opportunity: Coded };
  /** True when nothing is dated between entry and closing: then only what was known at entry is used. */
  isEntryOnly: boolean;
  /** Undated attributes that would tell the outcome, with their missing shares. */
  untrusted: { attribute: UndatedAttribute; open: number; closed: number }[];
  /** Names of the features left out for it. */
  dropped: string[];
}

/** Training rows and the open deals, as of `asOf`. */
export async function readWinInputs(
  warehouse: Warehouse,
  { asOf, workspace }: { asOf: string; workspace: Workspace },
): Promise<WinInputs> {
  const isEntryOnly = (await shareWithHistory(warehouse, asOf)) < historyNeeded;
  const untrusted = await untrustedAttributes(warehouse, asOf);
  const dropped = features
    .filter(({ from }) => untrusted.some(({ attribute }) => attribute === from))
    .map(({ name }) => name);
  return warehouse.with(async (connection) => {
    const file = join(import.meta.dirname, 'moments.sql');
    const moments = sqlFile(file, { as_of: asOf, entry_only: isEntryOnly, max_rows: maxRows });
    await dbOn(connection).execute(moments);
    const labels = await readColumns(
      connection,
      sql`SELECT deal::DOUBLE AS deal, won::DOUBLE AS won, epoch(closed_at) / 86400.0 AS closed_at FROM feature_moment ORDER BY row_id`,
      { numbers: ['deal', 'won', 'closed_at'], texts: [] },
    );
    const closed = await readFeatures(connection, workspace);
    const openDeals = sql`
      SELECT opportunity_id,
        CASE WHEN ${isEntryOnly} THEN min(valid_from) ELSE ${asOf}::TIMESTAMP END AS as_of
      FROM opportunity_state
      WHERE valid_from <= ${asOf}::TIMESTAMP
      GROUP BY opportunity_id
      HAVING arg_max(stage_type, valid_from) = 'open' AND NOT arg_max(is_deleted, valid_from)
      ORDER BY opportunity_id`;
    const open = await readFeaturesAt(connection, openDeals, workspace);
    const { texts } = await readColumns(connection, sql`SELECT opportunity_id FROM feature_moment ORDER BY row_id`, {
      numbers: [],
      texts: ['opportunity_id'],
    });
    return {
      training: {
        features: closed,
        deal: labels.numbers.deal,
        won: labels.numbers.won,
        closedAt: labels.numbers.closed_at,
      },
      open: { features: open, opportunity: texts.opportunity_id },
      isEntryOnly,
      untrusted,
      dropped,
    };
  });
}

async function shareWithHistory(warehouse: Warehouse, asOf: string): Promise<number> {
  const [row] = await warehouse.query<{ share: number | null }>(sql`
    WITH closed AS (
      SELECT opportunity_id, closed_at FROM opportunity_close WHERE valid_from <= ${asOf}::TIMESTAMP AND ${asOf}::TIMESTAMP < valid_to
    ),
    entry AS (
      SELECT opportunity_id, min(valid_from) AS entered_at FROM opportunity_state GROUP BY opportunity_id
    ),
    happened AS (
      SELECT opportunity_id, valid_from AS at_time FROM opportunity_state
      UNION ALL SELECT opportunity_id, started_at FROM fct_activity WHERE opportunity_id IS NOT NULL
    )
    SELECT avg((opportunity_id IN (
      SELECT closed.opportunity_id FROM closed JOIN entry USING (opportunity_id) JOIN happened USING (opportunity_id)
      WHERE at_time > entered_at AND at_time < closed_at
    ))::INTEGER)::DOUBLE AS share FROM closed`);
  return row?.share ?? 0;
}

/** An attribute that is filled in (or emptied) at closing tells the outcome of the fact that it closed: it is not used. */
async function untrustedAttributes(warehouse: Warehouse, asOf: string): Promise<WinInputs['untrusted']> {
  const rows = await warehouse.query<{ attribute: UndatedAttribute; open: number | null; closed: number | null }>(sql`
    WITH standing AS (
      SELECT opportunity_id, arg_max(stage_type, valid_from) AS stage_type FROM opportunity_state
      WHERE valid_from <= ${asOf}::TIMESTAMP GROUP BY opportunity_id HAVING NOT arg_max(is_deleted, valid_from)
    ),
    attribute AS (
      UNPIVOT (
        SELECT stage_type = 'open' AS is_open, (account_id IS NULL)::INTEGER AS account_id, (product_id IS NULL)::INTEGER AS product_id,
          (source IS NULL)::INTEGER AS source, (competitor IS NULL)::INTEGER AS competitor
        FROM standing JOIN dim_opportunity USING (opportunity_id)
      ) ON account_id, product_id, source, competitor INTO NAME attribute VALUE missing
    )
    SELECT attribute, avg(missing) FILTER (is_open)::DOUBLE AS open, avg(missing) FILTER (NOT is_open)::DOUBLE AS closed
    FROM attribute GROUP BY attribute ORDER BY attribute`);
  return undatedAttributes.flatMap((name) => {
    const row = rows.find(({ attribute }) => attribute === name);
    if (!row || row.open === null || row.closed === null || Math.abs(row.open - row.closed) <= missingGap) return [];
    return [{ attribute: name, open: row.open, closed: row.closed }];
  });
}
