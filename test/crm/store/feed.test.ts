import type { PoolClient } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChangeEvent } from '../../../crm/store/changes.ts';
import { type FeedCursor, readFeed } from '../../../crm/store/feed.ts';
import { presentMoment, recordAsOf } from '../../../crm/store/history.ts';
import { createRecord, createRecords, updateRecord } from '../../../crm/store/records.ts';
import { sql } from '../../../crm/store/sql.ts';
import { uuid7 } from '../../../crm/store/uuid7.ts';
import { deal, kinds, me, serverUrl, type TestStore, testStore } from './support.ts';

describe.each(kinds)('on the %s store', (kind) => {
  let at: TestStore;
  beforeAll(async () => {
    at = await testStore(kind);
  });
  afterAll(() => at.close());

  async function readOn(
    from: FeedCursor | null,
    limit = 1_000,
  ): Promise<{ changes: ChangeEvent[]; cursor: FeedCursor }> {
    const page = await readFeed(at.store, from, limit);
    if (!page.more) return page;
    const rest = await readOn(page.cursor, limit);
    return { changes: [...page.changes, ...rest.changes], cursor: rest.cursor };
  }

  test('gives each change once, in pages of any size, and goes on where it stopped', async () => {
    await at.store.transaction(me, (tx) =>
      createRecords(
        tx,
        deal,
        Array.from({ length: 20 }, (_, n) => ({ name: `n${n}` })),
      ),
    );
    const whole = await readOn(null);
    expect(whole.changes).toHaveLength(40);
    for (const limit of [1, 3, 39, 40, 41]) expect((await readOn(null, limit)).changes).toEqual(whole.changes);

    expect(await readFeed(at.store, whole.cursor, 10)).toMatchObject({ changes: [], more: false });
    await at.store.transaction(me, (tx) => createRecords(tx, deal, [{ name: 'later' }, { name: 'last' }]));
    expect((await readOn(whole.cursor, 3)).changes.map((each) => each.new)).toEqual([
      expect.anything(),
      'later',
      expect.anything(),
      'last',
    ]);
  });

  test('a change made between two pages is in the next window, not lost and not twice', async () => {
    const { cursor } = await readOn(null);
    await at.store.transaction(me, (tx) => createRecord(tx, deal, { name: 'a' }));
    const first = await readFeed(at.store, cursor, 1);
    await at.store.transaction(me, (tx) => createRecord(tx, deal, { name: 'b' }));
    const rest = await readFeed(at.store, first.cursor, 10);
    expect(rest.more).toBe(true);
    const last = await readOn(rest.cursor);
    const names = [first, rest, last].map(({ changes }) =>
      changes.filter(({ field }) => field === 'name').map((each) => each.new),
    );
    expect(names).toEqual([[], ['a'], ['b']]);
  });

  test('many writers and a reader at once: nothing missed, nothing twice, versions in order', async () => {
    const start = await readOn(null);
    const shared = await at.store.transaction(me, (tx) =>
      createRecords(tx, deal, [{ name: 'x' }, { name: 'y' }, { name: 'z' }]),
    );
    let writing = true;
    const writers = Promise.all(
      Array.from({ length: 8 }, async (_, writer) => {
        for (let n = 0; n < 15; n++) {
          const { id } = shared[(writer + n) % 3]!;
          await at.store.transaction(me, async (tx) => {
            // Its own record first: the transaction has its number before it waits for the shared one.
            await createRecord(tx, deal, { name: `${writer}-${n}` });
            await updateRecord(tx, deal, { id }, { weight: writer * 1000 + n });
          });
        }
      }),
    ).finally(() => {
      writing = false;
    });
    const read: ChangeEvent[] = [];
    let cursor = start.cursor;
    while (writing) {
      const page = await readFeed(at.store, cursor, 7);
      read.push(...page.changes);
      cursor = page.cursor;
    }
    await writers;
    read.push(...(await readOn(cursor, 7)).changes);

    const [all] = await at.store.query(sql<{ n: number }>`SELECT count(*) AS n FROM change_event`);
    expect(read).toHaveLength(all!.n - start.changes.length);
    expect(new Set(read.map(({ position }) => position)).size).toBe(read.length);
    for (const { id } of shared) {
      const versions = read
        .filter(({ record_id, field }) => record_id === id && field === 'weight')
        .map(({ version }) => version);
      expect(versions).toEqual(Array.from({ length: versions.length }, (_, n) => n + 2));
      expect(versions.length).toBe(40);
    }
  });

  test('refuses a cursor of something else, and one of a later time than the store', async () => {
    await expect(readFeed(at.store, 'abc' as FeedCursor, 1)).rejects.toMatchObject({ code: 'invalid' });
    const ahead = { seen: '900000000:900000000:', until: null, after: '0' };
    const cursor = Buffer.from(JSON.stringify(ahead)).toString('base64url') as FeedCursor;
    await expect(readFeed(at.store, cursor, 1)).rejects.toMatchObject({ code: 'conflict' });
  });
});

test('a number that a crash has freed for another transaction hides nothing', async () => {
  const { store, close } = await testStore('embedded');
  await store.transaction(me, (tx) => createRecord(tx, deal, { name: 'before' }));
  const refused = store.transaction(me, async (tx) => {
    await createRecord(tx, deal, { name: 'never' });
    throw new Error('changed my mind');
  });
  await expect(refused).rejects.toThrow('changed my mind');
  const { cursor } = await readFeed(store, null, 100);
  const moment = await presentMoment(store);
  // As by a kill: what was rolled back was never written to disk, nor its number.
  const crash = store.transaction({ ...me, statementTimeoutMs: 1 }, (tx) =>
    tx.query(sql`SELECT count(*) FROM generate_series(1, 1000000000)`),
  );
  await expect(crash).rejects.toThrow('took longer');

  const { id } = await store.transaction(me, (tx) => createRecord(tx, deal, { name: 'after' }));
  const named = (await readFeed(store, cursor, 100)).changes.filter(({ field }) => field === 'name');
  expect(named.map((each) => each.new)).toEqual(['after']);
  expect(await recordAsOf(store, deal, { id, moment })).toBeNull();
  await close();
});

describe.skipIf(!serverUrl)('transactions that commit in another order than they began', () => {
  let at: TestStore;
  const clients: PoolClient[] = [];
  beforeAll(async () => {
    at = await testStore('server');
    for (let n = 0; n < 3; n++) clients.push(await at.store.pool.connect());
  });
  afterAll(async () => {
    for (const client of clients) client.release();
    await at.close();
  });

  const write = (
    client: PoolClient,
    { name, id = uuid7(), version = 1 }: { name: string; id?: string; version?: number },
  ) =>
    client.query(
      `INSERT INTO change_event (entity, record_id, version, action, field, new, origin, batch, at, committed_at)
       VALUES ('deal', $1, $2, 'update', 'name', to_jsonb($3::TEXT), 'test', $4, now(), clock_timestamp())`,
      [id, version, name, uuid7()],
    );
  const names = (changes: readonly ChangeEvent[]) => changes.map((each) => each.new);

  test('one that commits late is not missed, and holds up nobody', async () => {
    const [early, late] = clients as [PoolClient, PoolClient];
    await late.query('BEGIN');
    await write(late, { name: 'late' });
    await early.query('BEGIN');
    await write(early, { name: 'early' });
    await early.query('COMMIT');
    const first = await readFeed(at.store, null, 10);
    expect(names(first.changes)).toEqual(['early']);
    expect(names((await readFeed(at.store, first.cursor, 10)).changes)).toEqual([]);
    await late.query('COMMIT');
    const second = await readFeed(at.store, first.cursor, 10);
    expect(names(second.changes)).toEqual(['late']);
    expect(names((await readFeed(at.store, second.cursor, 10)).changes)).toEqual([]);
    expect(Number(second.changes[0]!.position)).toBeLessThan(Number(first.changes[0]!.position));
  });

  test('one that began first and wrote a record last comes last for that record', async () => {
    const [first, second] = clients as [PoolClient, PoolClient];
    const { cursor } = await readFeed(at.store, null, 100);
    const id = uuid7();
    await first.query('BEGIN');
    await write(first, { name: 'own' });
    await second.query('BEGIN');
    await write(second, { name: 'version 1', id });
    await second.query('COMMIT');
    await write(first, { name: 'version 2', id, version: 2 });
    await first.query('COMMIT');
    const { changes } = await readFeed(at.store, cursor, 10);
    // Ordered by transaction, version 2 would come before version 1.
    expect(names(changes)).toEqual(['own', 'version 1', 'version 2']);
    expect(BigInt(changes[2]!.xid)).toBeLessThan(BigInt(changes[1]!.xid));
  });

  test('one that is rolled back is never seen, also when a savepoint was', async () => {
    const [client] = clients as [PoolClient];
    const { cursor } = await readFeed(at.store, null, 100);
    await client.query('BEGIN');
    await write(client, { name: 'never' });
    await client.query('ROLLBACK');
    await client.query('BEGIN');
    await client.query('SAVEPOINT s');
    await write(client, { name: 'undone' });
    await client.query('ROLLBACK TO s');
    await client.query('SAVEPOINT t');
    await write(client, { name: 'kept' });
    await client.query('RELEASE t');
    await client.query('COMMIT');
    expect(names((await readFeed(at.store, cursor, 10)).changes)).toEqual(['kept']);
  });
});
