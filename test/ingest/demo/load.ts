import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DemoLoad, loadDemo } from '../../../ingest/demo/demo.ts';
import { silent } from '../../../progress.ts';
import { Warehouse } from '../../../warehouse/database.ts';
import { migrate } from '../../../warehouse/migrate.ts';
import { raw } from '../../../warehouse/sql.ts';

export const fixedNow = new Date('2026-03-18T15:00:00Z');

/** A demo company in memory, its truth attached as `truth`. Close it when done. */
export interface Demo {
  warehouse: Warehouse;
  folder: string;
  rows: Record<string, number>;
  close(): Promise<void>;
}

export async function demo(options: Partial<DemoLoad> & { scale: number }): Promise<Demo> {
  const { warehouse, folder, close } = await emptyWarehouse();
  const truthPath = join(folder, 'truth.duckdb');
  const { rows } = await loadDemo(warehouse, {
    seed: 7,
    now: fixedNow,
    language: 'en',
    progress: silent(),
    truthPath,
    ...options,
  });
  await warehouse.execute(raw(`ATTACH '${truthPath}' AS truth (READ_ONLY)`));
  return { warehouse, folder, rows, close };
}

export async function emptyWarehouse(): Promise<Omit<Demo, 'rows'>> {
  const folder = await mkdtemp(join(tmpdir(), 'dealcast-demo-'));
  const warehouse = await Warehouse.open(':memory:');
  await migrate(warehouse);
  return {
    warehouse,
    folder,
    close: async () => {
      await warehouse.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
