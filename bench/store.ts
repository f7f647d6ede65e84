import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Pool } from 'pg';
import type { EntityDefinition } from '../crm/store/definition.ts';
import { readFeed } from '../crm/store/feed.ts';
import { createRecord, createRecords, findRecord, updateRecord } from '../crm/store/records.ts';
import { sql } from '../crm/store/sql.ts';
import { openStore, type Store, type StoreOptions } from '../crm/store/store.ts';
import { syncTables, tableOf } from '../crm/store/tables.ts';
import { careFor } from '../crm/store/upkeep.ts';
import { uuid7 } from '../crm/store/uuid7.ts';

const opportunity = {
  name: 'opportunity',
  fields: {
    name: { type: 'text', required: true },
    amount: { type: 'money' },
    stage: { type: 'select', options: ['lead', 'proposal', 'won', 'lost'] },
    expected_close_on: { type: 'date' },
    probability: { type: 'number' },
    owner_id: { type: 'user' },
  },
} as const satisfies EntityDefinition;

const context = { actor: 'bench', origin: 'bench' };

/** Milliseconds; `ratio` is the p50 beside the bare statement through `pg` in the same run, null where there is none. */
export interface Timing {
  readonly what: string;
  readonly p50: number;
  readonly p95: number;
  readonly ratio: number | null;
}

/**
 * Reads and writes single records of a table of `records`, each beside its bare SQL statement on the same connection.
 * Without `databaseUrl` on the embedded store. `repeats` is the number of measurements of each.
 */
export async function benchStore({
  records = 300_000,
  repeats = 400,
  databaseUrl,
  log,
}: {
  records?: number;
  repeats?: number;
  databaseUrl?: string;
  log: (line: string) => void;
}): Promise<Timing[]> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealcast-bench-'));
  const place: StoreOptions = databaseUrl ? { databaseUrl, log } : { dataDir, log };
  const store = await openStore(place);
  try {
    const ids = await fill(store, { records, log });
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const timings = await measure(store, { ids, repeats });
    delay.disable();
    for (const { what, p50, p95, ratio } of timings) {
      log(
        `${what}: p50 ${p50.toFixed(2)} ms, p95 ${p95.toFixed(2)} ms${ratio ? `, ${ratio.toFixed(2)} × bare SQL` : ''}`,
      );
    }
    log(
      `event loop late by at most ${(delay.max / 1e6).toFixed(0)} ms, memory ${Math.round(process.memoryUsage.rss() / 2 ** 20)} MB`,
    );
    return timings;
  } finally {
    await store.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function fill(
  store: Store,
  { records, log }: { records: number; log: (line: string) => void },
): Promise<string[]> {
  const owners = Array.from({ length: 50 }, () => uuid7());
  const ids: string[] = [];
  const started = performance.now();
  await store.transaction(context, (tx) => syncTables(tx, [opportunity]));
  while (ids.length < records) {
    const inputs = Array.from({ length: Math.min(5_000, records - ids.length) }, (_, n) => ({
      name: `Opportunity ${ids.length + n}`,
      amount: String(1000 + ((n * 37) % 90_000)),
      stage: opportunity.fields.stage.options[n % 4],
      expected_close_on: `2026-${String(1 + (n % 12)).padStart(2, '0')}-15`,
      probability: (n % 100) / 100,
      owner_id: owners[n % owners.length],
    }));
    ids.push(...(await store.transaction(context, (tx) => createRecords(tx, opportunity, inputs))).map(({ id }) => id));
  }
  const seconds = (performance.now() - started) / 1000;
  log(`${records} records written with their history: ${Math.round(records / seconds)} a second`);
  if (store.kind === 'embedded') await careFor(store.pool);
  return ids;
}

async function measure(store: Store, { ids, repeats }: { ids: readonly string[]; repeats: number }): Promise<Timing[]> {
  const some = (n: number) => ids[(n * 7919) % ids.length]!;
  const table = tableOf(opportunity);
  const bare = (text: string, values: (n: number) => unknown[]) => (pool: Pool, n: number) =>
    pool.query(text, values(n));
  const page = (n: number) =>
    sql`SELECT * FROM ${table} WHERE deleted_at IS NULL AND id > ${some(n)} ORDER BY id LIMIT 50`;
  let cursor = (await readFeed(store, null, 1)).cursor;

  const cases: [what: string, run: (n: number) => Promise<unknown>, beside: ReturnType<typeof bare> | null][] = [
    [
      'read one record',
      (n) => findRecord(store, opportunity, { id: some(n) }),
      bare('SELECT * FROM record.opportunity WHERE id = $1', (n) => [some(n)]),
    ],
    [
      'read a page of 50',
      (n) => store.query(page(n)),
      bare('SELECT * FROM record.opportunity WHERE deleted_at IS NULL AND id > $1 ORDER BY id LIMIT 50', (n) => [
        some(n),
      ]),
    ],
    [
      'create a record',
      (n) => store.transaction(context, (tx) => createRecord(tx, opportunity, { name: `New ${n}`, amount: '10' })),
      bare(
        `INSERT INTO record.opportunity (id, version, created_at, updated_at, name, amount) VALUES ($1, 1, now(), now(), $2, 10)`,
        (n) => [uuid7(), `Bare ${n}`],
      ),
    ],
    [
      'update a record',
      (n) =>
        store.transaction(context, (tx) =>
          updateRecord(tx, opportunity, { id: some(n) }, { amount: String(n), stage: 'won' }),
        ),
      bare(`UPDATE record.opportunity SET amount = $2, stage = 'lost', updated_at = now() WHERE id = $1`, (n) => [
        some(n),
        n,
      ]),
    ],
    [
      'read 1000 changes on',
      async () => {
        ({ cursor } = await readFeed(store, cursor, 1_000));
      },
      null,
    ],
  ];
  const timings: Timing[] = [];
  for (const [what, run, beside] of cases) {
    const bareToo = beside && ((n: number) => beside(store.pool, n));
    const [own, plain] = await times(repeats, [run, ...(bareToo ? [bareToo] : [])]);
    timings.push({
      what,
      p50: at(own!, 0.5),
      p95: at(own!, 0.95),
      ratio: plain ? at(own!, 0.5) / at(plain, 0.5) : null,
    });
  }
  return timings;
}

/** Sorted milliseconds of each of `calls`, taken in turn so that a busy machine slows them alike; a tenth as many to warm up. */
async function times(repeats: number, calls: readonly ((n: number) => Promise<unknown>)[]): Promise<number[][]> {
  const taken = calls.map((): number[] => []);
  for (let n = -Math.ceil(repeats / 10); n < repeats; n++) {
    for (const [which, call] of calls.entries()) {
      const from = performance.now();
      await call(Math.abs(n));
      if (n >= 0) taken[which]!.push(performance.now() - from);
    }
  }
  return taken.map((each) => each.sort((a, b) => a - b));
}

const at = (sorted: readonly number[], share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
