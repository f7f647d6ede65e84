import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sql } from '../../../crm/store/sql.ts';
import { openStore } from '../../../crm/store/store.ts';
import { careFor } from '../../../crm/store/upkeep.ts';
import { emptyFolder, me, type TestStore, testStore } from './support.ts';

let at: TestStore;
beforeAll(async () => {
  at = await testStore('embedded');
  await at.store.transaction(me, (tx) => tx.execute(sql`CREATE TABLE line (id INTEGER, text TEXT)`));
});
afterAll(() => at.close());

test('each commit is one fsync that reached the disk, and reading is none', async () => {
  const before = at.store.syncs;
  for (let id = 0; id < 100; id++) {
    await at.store.transaction(me, (tx) => tx.execute(sql`INSERT INTO line VALUES (${id}, 'x')`));
    await at.store.query(sql`SELECT count(*) FROM line`);
  }
  expect(at.store.syncs - before).toBe(100);
});

test('nothing of PostgreSQL that makes it durable is turned off', async () => {
  const wanted = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on', wal_sync_method: 'fsync' };
  for (const [name, setting] of Object.entries(wanted)) {
    expect(await at.store.query(sql`SELECT current_setting(${name}) AS setting`)).toEqual([{ setting }]);
  }
});

test('a folder has one store at a time, and is free again when that is closed', async () => {
  const { options, remove } = await emptyFolder();
  const log = () => undefined;
  const first = await openStore({ ...options, log });
  await expect(openStore({ ...options, log })).rejects.toMatchObject({
    code: 'conflict',
    message: `the store is already in use by process ${process.pid}: ${options.dataDir}`,
  });
  await first.close();
  await (await openStore({ ...options, log })).close();
  await remove();
});

test('upkeep folds the log in and gives the planner its statistics', async () => {
  await at.store.transaction(me, (tx) =>
    tx.execute(sql`INSERT INTO line SELECT n, repeat('x', 400) FROM generate_series(1, 150000) AS n`),
  );
  const log = sql<{ bytes: number }>`
    SELECT (pg_current_wal_insert_lsn() - redo_lsn)::BIGINT AS bytes FROM pg_control_checkpoint()`;
  expect((await at.store.query(log))[0]!.bytes).toBeGreaterThan(64 * 1024 * 1024);
  await careFor(at.store.pool);
  expect((await at.store.query(log))[0]!.bytes).toBeLessThan(64 * 1024 * 1024);
  const [table] = await at.store.query(
    sql<{ n: number }>`SELECT reltuples::BIGINT AS n FROM pg_class WHERE relname = 'line'`,
  );
  expect(table!.n).toBeGreaterThan(140_000);
});

test('a long query leaves the event loop free', async () => {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const from = performance.now();
  await at.store.query(sql`SELECT count(*) FROM generate_series(1, 10000000)`);
  const took = performance.now() - from;
  delay.disable();
  // Beside the time of the query, for how fast either is depends on what else the machine does.
  expect(delay.max / 1e6).toBeLessThan(took / 4);
});
