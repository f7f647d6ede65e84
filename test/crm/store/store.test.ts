import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { sql } from '../../../crm/store/sql.ts';
import type { Transaction } from '../../../crm/store/transaction.ts';
import { kinds, me, type TestStore, testStore } from './support.ts';

describe.each(kinds)('on the %s store', (kind) => {
  let at: TestStore;
  beforeAll(async () => {
    at = await testStore(kind);
    await at.store.transaction(me, (tx) => tx.execute(sql`CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT)`));
  });
  afterAll(() => at.close());

  test('values arrive exact: money as text, moments as ISO, big numbers whole', async () => {
    const [row] = await at.store.query(sql`
      SELECT 0.10::NUMERIC AS money, 12::BIGINT AS small, 9007199254740993 AS big, DATE '2026-02-28' AS day,
        TIMESTAMPTZ '2026-02-28 23:30:00.5+02' AS moment, TIMESTAMPTZ '2026-02-28 00:00:00.123456Z' AS fine,
        '{"a": 1.5}'::JSONB AS data, ARRAY['x', 'y'] AS list, NULL::DATE AS none`);
    expect(row).toEqual({
      money: '0.10',
      small: 12,
      big: '9007199254740993',
      day: '2026-02-28',
      moment: '2026-02-28T21:30:00.500Z',
      fine: '2026-02-28T00:00:00.123456Z',
      data: { a: 1.5 },
      list: ['x', 'y'],
      none: null,
    });
  });

  test('checks rows against the schema it is given', async () => {
    const Row = z.object({ n: z.number() });
    expect(await at.store.query(sql`SELECT 1 AS n`, Row as z.ZodType<unknown>)).toEqual([{ n: 1 }]);
    await expect(at.store.query(sql`SELECT 'x' AS n`, Row as z.ZodType<unknown>)).rejects.toThrow(z.ZodError);
  });

  test('a transaction is done whole or not at all', async () => {
    const failing = at.store.transaction(me, async (tx) => {
      await tx.execute(sql`INSERT INTO note VALUES (1, 'a')`);
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await at.store.query(sql`SELECT * FROM note`)).toEqual([]);
  });

  test('statements at the same time get their own answers, however large they are', async () => {
    const asked = Array.from({ length: 40 }, (_, n) => ({ [`column_${n}`]: `${n}${'x'.repeat(300_000)}` }));
    const answers = await Promise.all(
      asked.map((row) => {
        const [[name, value] = ['', '']] = Object.entries(row);
        return at.store.query(sql`SELECT ${value}::TEXT AS ${sql.ref(name)}`);
      }),
    );
    expect(answers.every(([row], n) => isDeepStrictEqual(row, asked[n]))).toBe(true);
  });

  test('transactions at the same time do not mix, however large their statements', async () => {
    const large = 'x'.repeat(300_000);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        at.store
          .transaction(me, async (tx) => {
            await tx.execute(sql`INSERT INTO note VALUES (${100 + n}, ${n + large})`);
            const [row] = await tx.query(sql<{ text: string }>`SELECT text FROM note WHERE id = ${100 + n}`);
            if (n % 2) throw new Error('odd');
            return row!.text === n + large;
          })
          .catch((error: Error) => error.message),
      ),
    );
    expect(answers).toEqual(Array.from({ length: 20 }, (_, n) => (n % 2 ? 'odd' : true)));
    expect(await at.store.query(sql`SELECT count(*) AS n FROM note WHERE id >= 100`)).toEqual([{ n: 10 }]);
  });

  test('a failed statement that was passed over commits nothing and says so', async () => {
    const careless = at.store.transaction(me, async (tx) => {
      await tx.execute(sql`INSERT INTO note VALUES (2, 'b')`);
      await tx.execute(sql`INSERT INTO note VALUES (2, 'b')`).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('nothing was committed');
    expect(await at.store.query(sql`SELECT * FROM note WHERE id = 2`)).toEqual([]);
  });

  test('a failed statement tells its SQL, a taken key its value', async () => {
    await expect(at.store.query(sql`SELECT nonsense`)).rejects.toThrow(
      /nonsense.*\nin the statement:\nSELECT nonsense/s,
    );
    const twice = at.store.transaction(me, (tx) => tx.execute(sql`INSERT INTO note VALUES (7, ''), (7, '')`));
    await expect(twice).rejects.toMatchObject({ code: 'conflict', message: 'id is already taken: 7' });
  });

  test('query refuses to change anything, and to be used inside a transaction', async () => {
    await expect(at.store.query(sql`DELETE FROM note`)).rejects.toThrow('a change belongs into a transaction');
    const inside = at.store.transaction(me, () => at.store.query(sql`SELECT 1`));
    await expect(inside).rejects.toThrow('inside a transaction its own query and execute are used');
    const kept: Transaction[] = [];
    await at.store.transaction(me, async (tx) => kept.push(tx));
    await expect(kept[0]!.query(sql`SELECT 1`)).rejects.toMatchObject({ code: 'cancelled' });
  });

  test('work is done again when another transaction stood in its way', async () => {
    let tries = 0;
    const result = await at.store.transaction(me, async (tx) => {
      tries += 1;
      if (tries < 3) await tx.execute(sql`DO $$ BEGIN RAISE EXCEPTION 'collision' USING ERRCODE = '40001'; END $$`);
      return tries;
    });
    expect(result).toBe(3);
  });

  test('a statement that takes too long is stopped, and the store goes on', async () => {
    const slow = at.store.transaction({ ...me, statementTimeoutMs: 400 }, (tx) =>
      tx.query(sql`SELECT count(*) FROM generate_series(1, 1000000000)`),
    );
    await expect(slow).rejects.toMatchObject({ code: 'upstream', message: expect.stringContaining('stopped') });
    expect(await at.store.query(sql`SELECT 1 AS n`)).toEqual([{ n: 1 }]);
  });
});

test('a closed store says that it is closed', async () => {
  const { store, close } = await testStore('embedded');
  await close();
  await expect(store.query(sql`SELECT 1`)).rejects.toMatchObject({ code: 'cancelled', message: 'the store is closed' });
});
