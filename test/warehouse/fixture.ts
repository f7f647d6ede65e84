import type { Db } from '../../warehouse/database.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { createDuckDbEngine, type Engine } from '../../warehouse/engine.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { publish } from '../../warehouse/publish.ts';
import { id, join, type SqlValue, sql } from '../../warehouse/sql.ts';
import { saveWorkspace, type Workspace } from '../../warehouse/workspace.ts';

type Cells = Record<string, SqlValue>;

/** Puts rows into a table of the warehouse; columns that are not named stay empty. */
export async function put(db: Db, table: string, rows: readonly Cells[]): Promise<void> {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  // One statement for rows that name the same columns, so that the others keep their defaults.
  for (const alike of Map.groupBy(rows, (row) => names.filter((name) => name in row).join()).values()) {
    const own = names.filter((name) => name in (alike[0] ?? {}));
    const values = alike.map((row) => sql`(${join(own.map((name) => sql`${row[name] ?? null}`))})`);
    await db.execute(sql`INSERT INTO ${id(table)} (${join(own.map((name) => id(name)))}) VALUES ${join(values)}`);
  }
}

const always = { valid_from: '1900-01-01', valid_to: '9999-12-31' };

export const stages = [
  ['Prospecting', 1, 'open'],
  ['Qualified', 2, 'open'],
  ['Proposal', 3, 'open'],
  ['Won', 4, 'won'],
  ['Lost', 5, 'lost'],
] as const;

export const person = (user_id: string, team_id: string, more: Cells = {}): Cells => ({
  user_id,
  user_name: user_id.toUpperCase(),
  team_id,
  ...always,
  ...more,
});

export const account = (account_id: string, industry: string | null, more: Cells = {}): Cells => ({
  account_id,
  account_name: `${account_id} Ltd`,
  industry,
  ...always,
  ...more,
});

/** A change of an opportunity: when, and what became of it. `cleared` names what was emptied. */
export type Change = [at: string, change: Cells & { cleared?: string }];

/** An opportunity with its changes; the first creates it. */
export interface Story {
  opportunity_id: string;
  of?: Cells;
  changes: Change[];
}

export async function tell(db: Db, stories: readonly Story[]): Promise<void> {
  await put(
    db,
    'dim_opportunity',
    stories.map(({ opportunity_id, of = {}, changes: [first] }) => ({
      opportunity_id,
      opportunity_name: `Deal ${opportunity_id}`,
      created_at: first?.[0] ?? null,
      source_system: 'test',
      ...of,
    })),
  );
  const events = stories.flatMap(({ opportunity_id, changes }) =>
    changes.map(([at, { cleared, ...change }], position) => ({
      opportunity_id,
      occurred_at: at,
      recorded_at: at,
      position,
      cause: 'test',
      source_system: 'test',
      ...change,
      // A list as text, which DuckDB reads as a list.
      ...(cleared ? { cleared: `[${cleared}]` } : {}),
    })),
  );
  await put(db, 'opportunity_event', events);
}

/**
 * A company small enough to count by eye: Ann and Bob in team West, Cid in team East; acme (tech), bolt (food), cord
 * (no industry). `now` is the clock of questions that name no moment.
 */
export async function smallCompany(
  stories: readonly Story[],
  {
    workspace = {},
    now = '2025-01-01T00:00:00Z',
    more = async () => undefined,
  }: { workspace?: Partial<Workspace>; now?: string; more?: (db: Db) => Promise<unknown> } = {},
): Promise<{ warehouse: Warehouse; engine: Engine }> {
  const warehouse = await Warehouse.open(':memory:', { threads: 1 });
  await migrate(warehouse);
  await warehouse.transaction(async (db) => {
    await saveWorkspace(db, workspace);
    await put(
      db,
      'dim_stage',
      stages.map(([stage, stage_position, stage_type]) => ({
        pipeline_id: 'sales',
        stage,
        stage_position,
        stage_type,
        label_en: stage,
        label_zh: stage,
      })),
    );
    await put(db, 'dim_team', [
      { team_id: 'west', team_name: 'West', region: 'Americas' },
      { team_id: 'east', team_name: 'East', region: 'Asia' },
    ]);
    await put(db, 'dim_user', [person('ann', 'west'), person('bob', 'west'), person('cid', 'east')]);
    await put(db, 'dim_account', [account('acme', 'tech'), account('bolt', 'food'), account('cord', null)]);
    await put(db, 'dim_product', [
      { product_id: 'basic', product_name: 'Basic', product_family: 'core', list_price: 100 },
      { product_id: 'plus', product_name: 'Plus', product_family: 'extra', list_price: 500 },
    ]);
    await tell(db, stories);
    await more(db);
    await publish(db);
  });
  return { warehouse, engine: createDuckDbEngine(warehouse, () => new Date(now)) };
}
