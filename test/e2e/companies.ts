import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemo } from '../../ingest/demo/demo.ts';
import { loadFolder } from '../../ingest/load.ts';
import { Models } from '../../models/models.ts';
import { silent } from '../../progress.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { type Served, serve } from '../api/workspaces.ts';

const clientFolder = join(import.meta.dirname, '..', '..', 'dashboards', 'dist');
/** A real export of 8,800 opportunities that is kept beside the project, not in it. */
export const exportFolder = join(import.meta.dirname, '..', '..', '..', 'shared', 'data', 'crm_sales_opportunities');

export const hasExport = existsSync(exportFolder);

export const today = new Date('2026-05-20T09:00:00Z');

/** A small demo company with trained models, and the pages over it. */
export const serveDemoCompany = (): Promise<Served> =>
  servePages((warehouse) =>
    loadDemo(warehouse, { seed: 1, scale: 0.1, now: today, language: 'en', truthPath: null, progress: silent() }),
  );

export const serveExport = (): Promise<Served> =>
  servePages((warehouse) => loadFolder(warehouse, { folder: exportFolder, now: today, progress: silent() }));

export const serveEmptyWorkspace = (): Promise<Served> => serve(async () => {}, { clientFolder, clock: () => today });

async function servePages(fill: (warehouse: Warehouse) => Promise<unknown>): Promise<Served> {
  if (!existsSync(join(clientFolder, 'index.html')))
    throw new Error('the pages are not built: run npm run build first');
  const dataDir = await mkdtemp(join(tmpdir(), 'dealcast-e2e-'));
  let models: Models | undefined;
  const served = await serve(
    async (warehouse) => {
      await fill(warehouse);
      models = await Models.start({ warehouse, dataDir, log: { info() {}, warn() {}, error() {} } });
      await models.train({ seed: 1, now: today, progress: silent() });
    },
    { clientFolder, clock: () => today },
  );
  return {
    ...served,
    close: async () => {
      await models?.close();
      await served.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
