import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrate } from '../../../crm/store/migrations.ts';
import { sql } from '../../../crm/store/sql.ts';
import { kinds, me, type TestStore, testStore } from './support.ts';

describe.each(kinds)('on the %s store', (kind) => {
  let at: TestStore;
  let folder: string;
  beforeAll(async () => {
    at = await testStore(kind);
    folder = mkdtempSync(join(tmpdir(), 'dealcast-migrations-'));
    await at.store.transaction(me, (tx) => tx.execute(sql`DELETE FROM schema_migration`));
    writeFileSync(join(folder, '001-a.sql'), 'CREATE TABLE a (n INTEGER); INSERT INTO a VALUES (1);');
    writeFileSync(join(folder, '002-b.sql'), '-- one more\nALTER TABLE a ADD COLUMN m INTEGER;');
  });
  afterAll(async () => {
    await at.close();
    rmSync(folder, { recursive: true });
  });

  test('two that start at once apply each file once, in order', async () => {
    const done = await Promise.all([migrate(at.store, folder), migrate(at.store, folder)]);
    expect(done.flat().sort()).toEqual(['001-a.sql', '002-b.sql']);
    expect(await at.store.query(sql`SELECT n, m FROM a`)).toEqual([{ n: 1, m: null }]);
    expect(await migrate(at.store, folder)).toEqual([]);
  });

  test('one that fails leaves nothing behind', async () => {
    writeFileSync(join(folder, '003-c.sql'), 'CREATE TABLE c (n INTEGER); SELECT nonsense;');
    await expect(migrate(at.store, folder)).rejects.toThrow('nonsense');
    expect(await at.store.query(sql`SELECT to_regclass('c') AS c`)).toEqual([{ c: null }]);
    rmSync(join(folder, '003-c.sql'));
  });

  test('an applied file that has changed or is gone is refused', async () => {
    writeFileSync(join(folder, '002-b.sql'), 'SELECT 1');
    await expect(migrate(at.store, folder)).rejects.toThrow('an applied migration has changed: 002-b.sql');
    rmSync(join(folder, '002-b.sql'));
    await expect(migrate(at.store, folder)).rejects.toMatchObject({
      code: 'conflict',
      message: 'the store was made by a newer version of Dealcast, with: 002-b.sql',
    });
  });
});
