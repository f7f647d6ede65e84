import { copyFile, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFolder } from '../../ingest/load.ts';
import { type Progress, silent } from '../../progress.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { id, raw, sql } from '../../warehouse/sql.ts';

export const now = new Date('2020-05-04T10:00:00Z');
export const realExport = join(import.meta.dirname, '../../../shared/data/crm_sales_opportunities');

export const pipelineHead = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value';

/** Two teams of one person each, two products, two accounts, and one opportunity of each stage. */
export const smallExport: Readonly<Record<string, string>> = {
  'products.csv': 'product,series,sales_price\nGTX Pro,GTX,4821\nMG Special,MG,55\n',
  'accounts.csv':
    'account,sector,year_established,revenue,employees,office_location,subsidiary_of\n' +
    'Acme,technolgy,1996,1100.04,2822,United States,\nBetasoloin,medical,1999,251.41,95,Philipines,Acme\n',
  'sales_teams.csv': 'sales_agent,manager,regional_office\nAnna,Dustin,Central\nBoris,Rocco,East\n',
  'sales_pipeline.csv': `${pipelineHead}
W1,Anna,GTXPro,Acme,Won,2017-01-10,2017-03-01,4500
L1,Boris,MG Special,Betasoloin,Lost,2017-02-01,2017-02-11,0
E1,Anna,GTX Pro,,Engaging,2017-03-05,,
P1,Boris,MG Special,Acme,Prospecting,,,
`,
};

/** A temporary folder of the small export, with `changes` in place of its files; null leaves a file out. */
export async function exportFolder(changes: Record<string, string | Uint8Array | null> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dealcast-export-'));
  for (const [name, content] of Object.entries({ ...smallExport, ...changes }))
    if (content !== null) await writeFile(join(folder, name), content);
  return folder;
}

/** The small export with these lines of the pipeline. */
export const pipelineOf = (lines: readonly string[]) => ({
  'sales_pipeline.csv': `${pipelineHead}\n${lines.join('\n')}\n`,
});

export async function copyOfRealExport(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dealcast-export-'));
  for (const name of await readdir(realExport))
    if (name.endsWith('.csv')) await copyFile(join(realExport, name), join(folder, name));
  return folder;
}

export async function emptyWarehouse(path = ':memory:'): Promise<Warehouse> {
  const warehouse = await Warehouse.open(path);
  await migrate(warehouse);
  return warehouse;
}

export const load = (warehouse: Warehouse, folder: string, progress: Progress = silent(), mappingFile?: string) =>
  loadFolder(warehouse, { folder, now, progress, mappingFile });

/** Each table with the number of its rows and a hash of what is in them, whatever their order. */
export async function contentOf(warehouse: Warehouse): Promise<Record<string, string>> {
  const tables = await warehouse.query<{ table_name: string }>(
    sql`SELECT table_name FROM duckdb_tables() ORDER BY table_name`,
  );
  const content: Record<string, string> = {};
  for (const { table_name } of tables) {
    const [row] = await warehouse.query<{ content: string }>(sql`
      SELECT count(*) || ' ' || coalesce(sum(hash(t)::HUGEINT), 0) AS content FROM ${id(table_name)} AS t`);
    content[table_name] = row?.content ?? '';
  }
  return content;
}

export const quarantine = (warehouse: Warehouse) =>
  warehouse.query<{ file_row: number; column_name: string | null; reason: string; found: string | null }>(
    raw('SELECT file_row, column_name, reason, found FROM load_quarantine ORDER BY file, file_row'),
  );

export const opportunityIds = async (warehouse: Warehouse): Promise<string[]> =>
  (
    await warehouse.query<{ opportunity_id: string }>(
      raw('SELECT opportunity_id FROM dim_opportunity ORDER BY opportunity_id'),
    )
  ).map((row) => row.opportunity_id);
