import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { EntityDefinition } from '../../../crm/store/definition.ts';
import { Embedded } from '../../../crm/store/embedded.ts';
import { openStore, type Store } from '../../../crm/store/store.ts';
import { syncTables } from '../../../crm/store/tables.ts';

export const serverUrl = process.env.TEST_DATABASE_URL;
/** The same tests run on the embedded store and, where there is one, on a server. */
export const kinds: ('embedded' | 'server')[] = serverUrl ? ['embedded', 'server'] : ['embedded'];

export const team = {
  name: 'team',
  fields: { name: { type: 'text', required: true } },
} as const satisfies EntityDefinition;

/** One field of every type. */
export const deal = {
  name: 'deal',
  fields: {
    name: { type: 'text', required: true },
    code: { type: 'text', unique: true },
    weight: { type: 'number' },
    amount: { type: 'money' },
    close_on: { type: 'date' },
    met_at: { type: 'datetime' },
    hot: { type: 'boolean' },
    stage: { type: 'select', options: ['lead', 'won', 'lost'] },
    tags: { type: 'multi_select', options: ['a', 'b', 'c'] },
    team_id: { type: 'relation', to: 'team' },
    owner_id: { type: 'user' },
  },
} as const satisfies EntityDefinition;

export const entities = [team, deal];
export const me = { actor: 'ann', origin: 'test' } as const;

export interface TestStore {
  readonly store: Store;
  /** What the store has said. */
  readonly said: string[];
  close(): Promise<void>;
}

/** An empty store with the tables of `team` and `deal`. */
export async function testStore(kind: 'embedded' | 'server'): Promise<TestStore> {
  const said: string[] = [];
  const log = (message: string) => void said.push(message);
  const place = kind === 'embedded' ? await emptyFolder() : await emptyDatabase();
  const store = await openStore({ log, ...place.options });
  await store.transaction(me, (tx) => syncTables(tx, entities));
  return {
    store,
    said,
    async close() {
      await store.close();
      await place.remove();
    },
  };
}

/** A folder with an embedded PostgreSQL that has nothing in it, copied from one made before: making it takes seconds. */
export async function emptyFolder(): Promise<{ options: { dataDir: string }; remove(): Promise<void> }> {
  const template = join(tmpdir(), 'dealcast-test-pglite-0.5.14');
  if (!existsSync(template)) {
    const draft = mkdtempSync(`${template}-`);
    await (await Embedded.start({ dataDir: draft, log: () => undefined })).stop();
    try {
      renameSync(draft, template);
    } catch {
      rmSync(draft, { recursive: true });
    }
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'dealcast-test-'));
  cpSync(join(template, 'postgres'), join(dataDir, 'postgres'), { recursive: true });
  return { options: { dataDir }, remove: async () => rmSync(dataDir, { recursive: true, force: true }) };
}

async function emptyDatabase(): Promise<{ options: { databaseUrl: string }; remove(): Promise<void> }> {
  const name = `test_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const ask = async (text: string) => {
    const client = new pg.Client({ connectionString: serverUrl });
    await client.connect();
    await client.query(text).finally(() => client.end());
  };
  await ask(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl!);
  url.pathname = name;
  return { options: { databaseUrl: url.href }, remove: () => ask(`DROP DATABASE ${name} WITH (FORCE)`) };
}
