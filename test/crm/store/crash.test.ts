import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, watch } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { type FeedCursor, readFeed } from '../../../crm/store/feed.ts';
import { recordsAsOf } from '../../../crm/store/history.ts';
import { sql } from '../../../crm/store/sql.ts';
import { openStore, type Store } from '../../../crm/store/store.ts';
import { tableOf } from '../../../crm/store/tables.ts';
import { deal, emptyFolder } from './support.ts';

const rounds = Number(process.env.TEST_CRASHES ?? 5);
const log = () => undefined;

function startWriter(dataDir: string): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, 'writer.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Lets a writer write, kills it after `commits` of them, answers the last version of each record it was told of. */
async function writeAndDie(dataDir: string, commits: number): Promise<Map<string, number>> {
  const writer = startWriter(dataDir);
  const told = new Map<string, number>();
  let left = commits;
  for await (const line of createInterface({ input: writer.stdout! })) {
    const [id = '', version = ''] = line.split(' ');
    told.set(id, Math.max(Number(version), told.get(id) ?? 0));
    left -= 1;
    if (left === 0) writer.kill('SIGKILL');
  }
  return told;
}

/** The positions of all changes after `from`, in small pages. */
async function everyChange(
  store: Store,
  from: FeedCursor | null,
): Promise<{ positions: string[]; cursor: FeedCursor }> {
  const page = await readFeed(store, from, 500);
  const positions = page.changes.map(({ position }) => position);
  if (!page.more) return { positions, cursor: page.cursor };
  const rest = await everyChange(store, page.cursor);
  return { positions: [...positions, ...rest.positions], cursor: rest.cursor };
}

test(`what was acknowledged outlives ${rounds} kills at random moments`, { timeout: rounds * 60_000 }, async () => {
  const { options, remove } = await emptyFolder();
  const read: string[] = [];
  let cursor: FeedCursor | null = null;
  for (let round = 0; round < rounds; round++) {
    const told = await writeAndDie(options.dataDir, 1 + Math.floor(Math.random() * 150));
    const store = await openStore({ ...options, log });

    const kept = await store.query(sql<{ id: string; version: number }>`SELECT id, version FROM ${tableOf(deal)}`);
    const versions = new Map(kept.map(({ id, version }) => [id, version]));
    const lost = [...told].filter(([id, version]) => (versions.get(id) ?? 0) < version);
    expect(lost).toEqual([]);

    const table = sql`SELECT * FROM ${tableOf(deal)}`;
    const differing = await store.query(sql`
      ((${table} EXCEPT (${recordsAsOf(deal)})) UNION ALL ((${recordsAsOf(deal)}) EXCEPT ${table})) LIMIT 5`);
    expect(differing).toEqual([]);

    // A reader that kept its cursor through the crash goes on without a gap and without repeating.
    const page: Awaited<ReturnType<typeof everyChange>> = await everyChange(store, cursor);
    cursor = page.cursor;
    read.push(...page.positions);
    const [all] = await store.query(sql<{ n: number }>`SELECT count(*) AS n FROM change_event`);
    expect([read.length, new Set(read).size]).toEqual([all!.n, all!.n]);
    await store.close();
  }
  await remove();
});

test('a first start that is killed half-way leaves nothing in the way of the next', { timeout: 240_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dealcast-test-'));
  const begun = new AbortController();
  watch(dataDir, { signal: begun.signal }, (_, name) => name === 'postgres.new' && begun.abort()).on('error', log);
  const writer = startWriter(dataDir);
  if (!begun.signal.aborted) await once(begun.signal, 'abort');
  writer.kill('SIGKILL');
  await once(writer, 'exit');
  expect(existsSync(join(dataDir, 'postgres'))).toBe(false);
  const store = await openStore({ dataDir, log });
  expect(await store.query(sql`SELECT count(*) AS n FROM change_event`)).toEqual([{ n: 0 }]);
  await store.close();
  rmSync(dataDir, { recursive: true });
});
