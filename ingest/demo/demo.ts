import { AppError, cancelled } from '../../errors.ts';
import type { Progress } from '../../progress.ts';
import { appendColumns } from '../../warehouse/append.ts';
import type { Db, Warehouse } from '../../warehouse/database.ts';
import { publish } from '../../warehouse/publish.ts';
import { id, raw, sql } from '../../warehouse/sql.ts';
import { loadWorkspace, saveWorkspace } from '../../warehouse/workspace.ts';
import { day } from './calendar.ts';
import { currenciesOf } from './company.ts';
import { fillStatements } from './fill.ts';
import { wordsOf } from './names.ts';
import type { DemoLanguage, DemoOptions } from './options.ts';
import { parts } from './parts.ts';
import { staged, stagedNames } from './staging.ts';
import { Truth } from './truth.ts';

export interface DemoLoad {
  seed: number;
  /** 1 is 12,000 opportunities and 250,000 activities (options.ts). Fractions are for tests. */
  scale: number;
  /** The history ends where the day of `now` (UTC) begins. */
  now: Date;
  language: DemoLanguage;
  /** A DuckDB file of its own, replaced: `win_probability`, which models may never read. null: not written. */
  truthPath: string | null;
  progress: Progress;
}

/** Every table the demo company fills, publishing aside. */
export const demoTables = [
  'dim_team',
  'dim_user',
  'dim_product',
  'dim_campaign',
  'exchange_rate',
  'dim_account',
  'dim_contact',
  'dim_stage',
  'dim_opportunity',
  'opportunity_event',
  'fct_opportunity_line',
  'fct_activity',
  'fct_lead',
  'fct_touch',
  'fct_quote',
  'fct_contract',
  'fct_instalment',
  'fct_payment',
  'fct_ticket',
  'fct_quota',
] as const;

/**
 * Fills the warehouse with the demo company and publishes it, in one transaction; a demo company that is there already is
 * replaced. The same seed, day, scale and language give the same rows. Throws `conflict` when the warehouse holds loaded
 * data, `cancelled` when the signal asks for it. Answers the rows of each table.
 */
export async function loadDemo(
  warehouse: Warehouse,
  { seed, scale, now, language, truthPath, progress }: DemoLoad,
): Promise<{ rows: Record<string, number> }> {
  const options: DemoOptions = { seed, scale, language, today: Math.floor(now.getTime() / 1000 / day) };
  const truth = truthPath === null ? null : await Truth.begin(truthPath);
  try {
    const rows = await warehouse.transaction((db) => fillWarehouse(db, options, truth, progress));
    await truth?.keep();
    return { rows };
  } catch (error) {
    await truth?.discard();
    throw progress.signal.aborted && !(error instanceof AppError) ? cancelled('the demo company') : error;
  }
}

async function fillWarehouse(
  db: Db,
  options: DemoOptions,
  truth: Truth | null,
  progress: Progress,
): Promise<Record<string, number>> {
  if ((await loadWorkspace(db)).kind === 'loaded')
    throw new AppError('conflict', 'the warehouse holds loaded data; the demo company needs one of its own');
  const stop = () => db.connection.interrupt();
  progress.signal.addEventListener('abort', stop);
  try {
    for (const table of demoTables) await db.execute(sql`DELETE FROM ${id(table)}`);
    await createStaging(db);
    await generateInto(db, options, truth, progress);
    await fillTables(db, options, progress);
    await dropStaging(db);
    await saveWorkspace(db, workspaceOf(options));
    progress.report('publish', { done: 0, total: null });
    await publish(db);
    if (progress.signal.aborted) throw cancelled('the demo company');
    return await countRows(db);
  } finally {
    progress.signal.removeEventListener('abort', stop);
  }
}

const timeZones: Record<DemoLanguage, string> = { en: 'America/New_York', zh: 'Asia/Shanghai' };

const workspaceOf = ({ language }: DemoOptions) => ({
  kind: 'demo' as const,
  as_of: null,
  name: wordsOf(language).workspace,
  time_zone: timeZones[language],
  base_currency: currenciesOf[language][0],
  fiscal_year_start_month: 1,
});

async function createStaging(db: Db): Promise<void> {
  for (const name of stagedNames) {
    const columns = Object.entries(staged[name]).map(([column, type]) => `${column} ${type}`);
    await db.execute(raw(`CREATE OR REPLACE TEMP TABLE staged_${name} (${columns.join(', ')})`));
  }
}

async function dropStaging(db: Db): Promise<void> {
  for (const name of stagedNames) await db.execute(raw(`DROP TABLE temp.staged_${name}`));
}

async function generateInto(db: Db, options: DemoOptions, truth: Truth | null, progress: Progress): Promise<void> {
  const { signal } = progress;
  for await (const { batches, done, total } of parts(options)) {
    for (const batch of batches) {
      if (batch.table === 'staged_truth') await truth?.add(batch, signal);
      else {
        const catalog = batch.table.startsWith('staged_') ? 'temp' : undefined;
        await appendColumns(db.connection, batch.table, batch.columns, { catalog, signal });
      }
    }
    if (signal.aborted) throw cancelled('the demo company');
    progress.report('generate', { done, total });
  }
}

async function fillTables(db: Db, options: DemoOptions, progress: Progress): Promise<void> {
  const { language } = options;
  const statements = fillStatements({
    language,
    timeZone: timeZones[language],
    currencies: currenciesOf[language],
  });
  for (const [at, { table, statement }] of statements.entries()) {
    progress.report('write', { done: at, total: statements.length, note: table });
    await db.execute(statement);
    if (progress.signal.aborted) throw cancelled('the demo company');
  }
}

async function countRows(db: Db): Promise<Record<string, number>> {
  const rows: Record<string, number> = {};
  for (const table of demoTables) {
    const [count] = await db.query<{ n: number }>(sql`SELECT count(*)::INTEGER AS n FROM ${id(table)}`);
    rows[table] = count?.n ?? 0;
  }
  return rows;
}
