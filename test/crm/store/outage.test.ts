import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { recordsAsOf } from '../../../crm/store/history.ts';
import { createRecord } from '../../../crm/store/records.ts';
import { sql } from '../../../crm/store/sql.ts';
import { openStore, type Store } from '../../../crm/store/store.ts';
import { syncTables, tableOf } from '../../../crm/store/tables.ts';
import { serverPrograms, startServer, type TestServer } from './server.ts';
import { deal, entities, me } from './support.ts';

const kills = Number(process.env.TEST_CRASHES ?? 4);
const log = () => undefined;
const write = (store: Store, name: string) => store.transaction(me, (tx) => createRecord(tx, deal, { name }));
const names = async (store: Store) =>
  (await store.query(sql<{ name: string }>`SELECT name FROM ${tableOf(deal)} ORDER BY id`)).map(({ name }) => name);

describe.skipIf(!serverPrograms)('a server that goes and comes back', () => {
  let server: TestServer;
  let store: Store;
  beforeAll(async () => {
    server = await startServer(serverPrograms!);
    store = await openStore({ databaseUrl: server.url, log });
    await store.transaction(me, (tx) => syncTables(tx, entities));
  });
  afterAll(async () => {
    await store?.close();
    await server?.remove();
  });

  /** After a kill its processes need a moment to notice; until then the folder is taken. */
  const comeBack = async (tries = 50): Promise<void> => {
    await server.start().catch((error) => {
      if (tries === 0) throw error;
      return comeBack(tries - 1);
    });
  };

  test('says so while it is away, and goes on by itself when it is back', { timeout: 60_000 }, async () => {
    await write(store, 'before');
    await server.stop('SIGINT');
    await expect(names(store)).rejects.toMatchObject({
      code: 'upstream',
      message: expect.stringContaining('the store cannot be reached'),
    });
    const waiting = write(store, 'while away');
    await comeBack();
    await waiting;
    expect(await names(store)).toEqual(['before', 'while away']);
  });

  test('killed again and again under load, it keeps what was acknowledged', { timeout: kills * 30_000 }, async () => {
    const told: string[] = [];
    let loading = true;
    const load = Promise.all(
      Array.from({ length: 6 }, async (_, writer) => {
        for (let n = 0; loading; n++) {
          const name = `${writer}-${n}`;
          // A failure that says so is no promise; only what was promised is checked.
          await write(store, name).then(
            () => told.push(name),
            (error) => expect(error).toMatchObject({ code: 'upstream' }),
          );
        }
      }),
    );
    for (let round = 0; round < kills; round++) {
      const enough = told.length + 20 + Math.floor(Math.random() * 100);
      await expect.poll(() => told.length, { timeout: 20_000, interval: 1 }).toBeGreaterThan(enough);
      await server.stop('SIGKILL');
      await comeBack();
    }
    loading = false;
    await load;
    const kept = await names(store);
    expect(told.filter((name) => !kept.includes(name))).toEqual([]);
    expect(new Set(kept).size).toBe(kept.length);
    const differing = await store.query(sql`SELECT * FROM ${tableOf(deal)} EXCEPT (${recordsAsOf(deal)})`);
    expect(differing).toEqual([]);
  });

  describe('when the connection breaks during the commit', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dealcast-proxy-'));
    let proxy: Server;
    let through: Store;
    /** Set to break the next commit before or after the server has heard of it. */
    let breaking: 'before' | 'after' | null = null;
    beforeAll(async () => {
      const target = join(new URL(server.url).searchParams.get('host')!, '.s.PGSQL.5432');
      proxy = createServer((client) => {
        const onward = connect(target);
        const end = () => {
          client.destroy();
          onward.destroy();
        };
        client.on('error', end).on('close', end);
        onward.on('error', end).on('close', end);
        onward.on('data', (data) => client.write(data));
        client.on('data', (data) => {
          const commits = breaking && /commit\0/i.test(data.toString('latin1'));
          if (!commits) return void onward.write(data);
          const how = breaking;
          breaking = null;
          if (how === 'before') return end();
          onward.removeAllListeners('data').once('data', end);
          onward.write(data);
        });
      });
      await new Promise<void>((ready) => proxy.listen(join(folder, '.s.PGSQL.5432'), ready));
      through = await openStore({
        databaseUrl: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
        log,
      });
    });
    afterAll(async () => {
      await through?.close();
      proxy?.close();
      rmSync(folder, { recursive: true });
    });

    test.each(['before', 'after'] as const)(
      '%s the server heard of it, the change is made exactly once',
      async (when) => {
        breaking = when;
        const made = await write(through, `broken ${when}`);
        const kept = await through.query(sql`SELECT id FROM ${tableOf(deal)} WHERE name = ${`broken ${when}`}`);
        expect(kept).toEqual([{ id: made.id }]);
        expect(breaking).toBeNull();
      },
    );
  });
});
