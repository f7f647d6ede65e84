import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemo } from '../ingest/demo/demo.ts';
import { silent } from '../progress.ts';
import { Warehouse } from '../warehouse/database.ts';
import { migrate } from '../warehouse/migrate.ts';

export interface DemoCompany {
  warehouse: Warehouse;
  folder: string;
  now: Date;
  /** Rows of each table. */
  rows: Record<string, number>;
  /** How long generating and loading took. */
  seconds: number;
  close(): Promise<void>;
}

/** The demo company at full size in a warehouse file of its own, as `npm start` makes it, or with its truth beside it. */
export async function openDemoCompany({ withTruth = false } = {}): Promise<DemoCompany> {
  const folder = await mkdtemp(join(tmpdir(), 'dealcast-bench-'));
  const warehouse = await Warehouse.open(join(folder, 'warehouse.duckdb'));
  await migrate(warehouse);
  const now = new Date();
  const from = performance.now();
  const truthPath = withTruth ? join(folder, 'truth.duckdb') : null;
  const { rows } = await loadDemo(warehouse, {
    seed: 1,
    scale: 1,
    now,
    language: 'en',
    truthPath,
    progress: silent(),
  });
  const seconds = (performance.now() - from) / 1000;
  return {
    warehouse,
    folder,
    now,
    rows,
    seconds,
    close: async () => {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
