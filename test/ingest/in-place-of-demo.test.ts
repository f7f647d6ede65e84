import { afterEach, expect, test } from 'vitest';
import { loadDemo } from '../../ingest/demo/demo.ts';
import { loadFolder } from '../../ingest/load.ts';
import { silent } from '../../progress.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';
import { loadWorkspace } from '../../warehouse/workspace.ts';
import { emptyWarehouse, exportFolder } from './export-folder.ts';

const now = new Date('2026-05-04T08:00:00Z');
let warehouse: Warehouse;
afterEach(() => warehouse.close());

test('an export takes the place of the demo company, none of whose records is left', async () => {
  warehouse = await emptyWarehouse();
  await loadDemo(warehouse, { seed: 1, scale: 0.01, now, language: 'zh', truthPath: null, progress: silent() });
  const folder = await exportFolder();
  const report = await loadFolder(warehouse, { folder, now, progress: silent() });

  const strangers = await warehouse.query(sql`
    SELECT source_system FROM dim_opportunity WHERE source_system <> ${report.source_system}
    UNION ALL SELECT source_system FROM opportunity_event WHERE source_system <> ${report.source_system}
    UNION ALL SELECT source_system FROM fct_activity UNION ALL SELECT source_system FROM fct_lead`);
  expect(strangers).toEqual([]);
  expect(await warehouse.query(sql`SELECT count(*)::INTEGER AS n FROM fct_quota`)).toEqual([{ n: 0 }]);
  expect(await loadWorkspace(warehouse)).toMatchObject({ kind: 'loaded', base_currency: 'USD' });
});

test('an export that cannot be read leaves the demo company as it is', async () => {
  warehouse = await emptyWarehouse();
  await loadDemo(warehouse, { seed: 1, scale: 0.01, now, language: 'en', truthPath: null, progress: silent() });
  const count = () => warehouse.query(sql`SELECT count(*)::INTEGER AS n FROM opportunity_event`);
  const before = await count();
  const folder = await exportFolder({
    'sales_pipeline.csv': 'opportunity_id,sales_agent,product,account,engage_date,close_date,close_value\n',
  });
  await expect(loadFolder(warehouse, { folder, now, progress: silent() })).rejects.toThrow(/deal_stage/);
  expect(await count()).toEqual(before);
  expect(await loadWorkspace(warehouse)).toMatchObject({ kind: 'demo' });
});
