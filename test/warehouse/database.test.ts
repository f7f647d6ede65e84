import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { raw, sql } from '../../warehouse/sql.ts';

let folder: string;
let warehouse: Warehouse;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dealcast-'));
  warehouse = await Warehouse.open(':memory:');
});
afterEach(async () => {
  await warehouse.close();
  await rm(folder, { recursive: true, force: true });
});

test('hands out plain values: days, UTC moments, numbers', async () => {
  const [row] = await warehouse.query(
    sql`SELECT DATE '2024-02-29' AS day, TIMESTAMP '2024-02-29 12:30:00' AS moment, 12345678901::BIGINT AS many,
      1.25::DECIMAL(18, 2) AS money, NULL AS nothing, ['a'] AS list`,
  );
  expect(row).toEqual({
    day: '2024-02-29',
    moment: '2024-02-29T12:30:00.000Z',
    many: 12345678901,
    money: 1.25,
    nothing: null,
    list: ['a'],
  });
});

test('checks rows against their schema', async () => {
  await expect(warehouse.query(sql`SELECT 'x' AS n`, z.object({ n: z.number() }))).rejects.toThrow(/expected number/);
});

test('carries the SQL of a failed query', async () => {
  await expect(warehouse.query(sql`SELECT nothing_there FROM nowhere`)).rejects.toThrow(/nowhere[\s\S]*in the query/);
});

test('rolls a transaction back whole', async () => {
  await warehouse.execute(raw('CREATE TABLE t (n INTEGER)'));
  await expect(
    warehouse.transaction(async (db) => {
      await db.execute(sql`INSERT INTO t VALUES (${1})`);
      throw new Error('stop');
    }),
  ).rejects.toThrow('stop');
  expect(await warehouse.query(sql`FROM t`)).toEqual([]);
});

test('lets writers follow one another, so that none conflicts', async () => {
  await warehouse.execute(raw('CREATE TABLE counter (n INTEGER); INSERT INTO counter VALUES (0)'));
  await Promise.all(
    Array.from({ length: 12 }, () => warehouse.transaction((db) => db.execute(sql`UPDATE counter SET n = n + 1`))),
  );
  expect(await warehouse.query(sql`FROM counter`)).toEqual([{ n: 12 }]);
});

test('more readers than connections wait their turn', async () => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) => warehouse.query(sql`SELECT ${n}::INTEGER AS n`)),
  );
  expect(answers.map(([row]) => row?.n)).toEqual(Array.from({ length: 40 }, (_, n) => n));
});

test('closing refuses those who wait for a connection', async () => {
  const narrow = await Warehouse.open(':memory:', { poolSize: 1 });
  const [lent, held] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const holding = narrow.with(async () => {
    lent.resolve();
    await held.promise;
  });
  await lent.promise;
  const waiting = narrow.query(sql`SELECT 1 AS one`);
  const closing = narrow.close();
  await expect(waiting).rejects.toMatchObject({ code: 'cancelled', message: 'the warehouse is closed' });
  held.resolve();
  await Promise.all([holding, closing]);
});

test('refuses a file that is not a warehouse and leaves it as it is', async () => {
  const path = join(folder, 'broken.duckdb');
  await writeFile(path, 'this was never a database, whatever its name says');
  await expect(Warehouse.open(path)).rejects.toMatchObject({ code: 'upstream' });
  expect(await readFile(path, 'utf8')).toBe('this was never a database, whatever its name says');
});

test('applies migrations once, in order', async () => {
  await writeFile(join(folder, '002-b.sql'), 'ALTER TABLE a ADD COLUMN m INTEGER');
  await writeFile(join(folder, '001-a.sql'), 'CREATE TABLE a (n INTEGER)');
  expect(await migrate(warehouse, folder)).toEqual(['001-a.sql', '002-b.sql']);
  expect(await migrate(warehouse, folder)).toEqual([]);
});

test('refuses a migration that was edited after it was applied', async () => {
  await writeFile(join(folder, '001-a.sql'), 'CREATE TABLE a (n INTEGER)');
  await migrate(warehouse, folder);
  await writeFile(join(folder, '001-a.sql'), 'CREATE TABLE a (n BIGINT)');
  await expect(migrate(warehouse, folder)).rejects.toThrow('an applied migration has changed: 001-a.sql');
});

test('refuses a warehouse of a newer version', async () => {
  await writeFile(join(folder, '001-a.sql'), 'CREATE TABLE a (n INTEGER)');
  await migrate(warehouse, folder);
  await rm(join(folder, '001-a.sql'));
  await expect(migrate(warehouse, folder)).rejects.toThrow(/newer version of Dealcast/);
});

test('leaves nothing of a migration that fails', async () => {
  await writeFile(join(folder, '001-a.sql'), 'CREATE TABLE a (n INTEGER); SELECT * FROM nowhere');
  await expect(migrate(warehouse, folder)).rejects.toThrow(/nowhere/);
  expect(await warehouse.query(sql`SELECT name FROM schema_migration`)).toEqual([]);
  await expect(warehouse.query(sql`FROM a`)).rejects.toThrow();
});

test('a file of no bytes, left behind by a full disk, is made anew', async () => {
  const path = join(folder, 'empty.duckdb');
  await writeFile(path, '');
  const made = await Warehouse.open(path);
  expect(await made.query(sql`SELECT 1 AS one`)).toEqual([{ one: 1 }]);
  await made.close();
});

test('a file that is no warehouse is left as it is, and what to do is said', async () => {
  const path = join(folder, 'other.duckdb');
  await writeFile(path, 'x'.repeat(20_000));
  await expect(Warehouse.open(path)).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringMatching(/not a valid.*move it away, or name another data directory$/),
  });
  expect(await readFile(path, 'utf8')).toBe('x'.repeat(20_000));
});

test('a want of memory is told as what it is', async () => {
  const small = await Warehouse.open(':memory:', { memoryLimit: '16MB', tempFolder: '' });
  await small.execute(raw("SET temp_directory = ''"));
  await expect(
    small.query(raw('SELECT list(i::VARCHAR) FROM range(5000000) AS t(i) GROUP BY i % 1000000')),
  ).rejects.toMatchObject({ code: 'upstream', message: expect.stringContaining('run out of memory') });
  await small.close();
});
