import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Progress } from '../../progress.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { raw } from '../../warehouse/sql.ts';
import { contentOf, emptyWarehouse, exportFolder, load, opportunityIds, pipelineOf } from './export-folder.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'dealcast-killed-'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

/** Enough rows that the write of them reaches the disk before the end. */
const manyRows = (count: number) =>
  pipelineOf(
    Array.from({ length: count }, (_, at) => `N${at},Anna,GTX Pro,Acme,Won,2017-01-10,2017-03-${10 + (at % 20)},${at}`),
  );

test.each(['read sales_pipeline.csv', 'write products.csv', 'write sales_pipeline.csv', 'history stage_event'])(
  'killed at "%s", the next start finds what was there before, whole',
  async (step) => {
    const path = join(home, 'warehouse.duckdb');
    const first = await emptyWarehouse(path);
    await load(first, await exportFolder());
    const before = await contentOf(first);
    await first.close();

    const folder = await exportFolder(manyRows(150_000));
    const child = spawn(process.execPath, [join(import.meta.dirname, 'killed-load.ts'), path, folder, step], {
      stdio: 'inherit',
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);

    const again = await emptyWarehouse(path);
    expect(await contentOf(again)).toEqual(before);
    await again.close();
  },
);

test('after a kill the same load goes through', async () => {
  const path = join(home, 'warehouse.duckdb');
  const folder = await exportFolder();
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'killed-load.ts'),
    path,
    folder,
    'history stage_event',
  ]);
  await once(child, 'exit');
  const warehouse = await emptyWarehouse(path);
  expect(await load(warehouse, folder)).toMatchObject({ unchanged: false, data_version: 1 });
  expect(await opportunityIds(warehouse)).toEqual(['E1', 'L1', 'P1', 'W1']);
  await warehouse.close();
});

/** Calls `act` when a step is first told of. */
function cancelledAt(step: string): Progress {
  const stop = new AbortController();
  return {
    signal: stop.signal,
    report(name, { note = '' }) {
      if (`${name} ${note}`.trim() === step) stop.abort();
    },
  };
}

test.each([
  'check files accounts.csv',
  'read sales_pipeline.csv',
  'write',
  'write sales_pipeline.csv',
  'history stage_event',
])('cancelled at "%s" a load leaves nothing behind, and can be run again', async (step) => {
  const warehouse: Warehouse = await emptyWarehouse();
  const before = await contentOf(warehouse);
  const folder = await exportFolder(manyRows(1000));
  await expect(load(warehouse, folder, cancelledAt(step))).rejects.toMatchObject({ code: 'cancelled' });
  expect(await contentOf(warehouse)).toEqual(before);
  expect(await load(warehouse, folder)).toMatchObject({ unchanged: false, data_version: 1 });
  expect((await opportunityIds(warehouse)).length).toBe(1000);
  await warehouse.close();
});

test('a query that is running stops when the load is cancelled', async () => {
  const warehouse = await emptyWarehouse();
  const folder = await exportFolder(manyRows(600_000));
  const stop = new AbortController();
  let asked = 0;
  const progress: Progress = {
    signal: stop.signal,
    report(name, { note, done, total }) {
      if (name === 'read' && note === 'sales_pipeline.csv' && asked === 0 && done < (total ?? 0)) {
        asked = performance.now();
        setImmediate(() => stop.abort());
      }
    },
  };
  await expect(load(warehouse, folder, progress)).rejects.toMatchObject({ code: 'cancelled' });
  expect(await warehouse.query(raw('SELECT count(*)::INTEGER AS n FROM dim_opportunity'))).toEqual([{ n: 0 }]);
  expect(await warehouse.query(raw('SELECT table_name FROM duckdb_tables() WHERE temporary'))).toEqual([]);
  await warehouse.close();
});

test('progress of a load goes forward and ends at the whole', async () => {
  const warehouse = await emptyWarehouse();
  const told = new Map<string, { done: number; total: number | null }[]>();
  const progress: Progress = {
    signal: new AbortController().signal,
    report: (step, { done, total }) => told.set(step, [...(told.get(step) ?? []), { done, total }]),
  };
  await load(warehouse, await exportFolder(), progress);
  expect([...told.keys()]).toEqual(['check files', 'read', 'write', 'history']);
  for (const reports of told.values()) {
    expect(reports.map((each) => each.done)).toEqual(reports.map((each) => each.done).sort((a, b) => a - b));
    expect(reports.at(-1)?.done).toBe(reports.at(-1)?.total);
  }
  await warehouse.close();
});
