import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadDemo } from '../ingest/demo/demo.ts';
import { silent } from '../progress.ts';
import { Warehouse } from '../warehouse/database.ts';
import { migrate } from '../warehouse/migrate.ts';
import { ms, report, watchStretch } from './measure.ts';

export interface DemoLoadResult {
  /** Rows of each table. */
  rows: Record<string, number>;
  seconds: number;
  /** The longest the main thread computed without letting anything else in, ms of its own CPU time. */
  longestStretchMs: number;
}

/** The demo company generated, loaded and published into a new warehouse file, its truth beside it. */
export async function demoLoadBench({ scale = 1 }: { scale?: number } = {}): Promise<DemoLoadResult> {
  const folder = await mkdtemp(join(tmpdir(), 'dealcast-bench-'));
  const warehouse = await Warehouse.open(join(folder, 'warehouse.duckdb'));
  try {
    await migrate(warehouse);
    const stretch = watchStretch();
    const from = performance.now();
    const { rows } = await loadDemo(warehouse, {
      seed: 1,
      scale,
      now: new Date(),
      language: 'en',
      truthPath: join(folder, 'truth.duckdb'),
      progress: silent(),
    });
    return { rows, seconds: (performance.now() - from) / 1000, longestStretchMs: stretch() };
  } finally {
    await warehouse.close();
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { rows, seconds, longestStretchMs } = await demoLoadBench();
  const activities = rows.fct_activity ?? 0;
  const all = Object.values(rows).reduce((sum, each) => sum + each, 0);
  report('demo company', `${seconds.toFixed(1)} s for ${activities} activities, ${all} rows in all`, {
    text: 'under 20 s',
    isMet: seconds < 20,
  });
  report('event loop, longest stretch', ms(longestStretchMs), { text: 'at most 50 ms', isMet: longestStretchMs <= 50 });
}
