import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { recordHistory } from '../../../crm/store/history.ts';
import {
  createRecord,
  createRecords,
  deleteRecord,
  findRecord,
  restoreRecord,
  updateRecord,
} from '../../../crm/store/records.ts';
import { sql } from '../../../crm/store/sql.ts';
import { syncTables } from '../../../crm/store/tables.ts';
import { undoBatch } from '../../../crm/store/undo.ts';
import { uuid7 } from '../../../crm/store/uuid7.ts';
import { deal, entities, kinds, me, type TestStore, team, testStore } from './support.ts';

describe.each(kinds)('on the %s store', (kind) => {
  let at: TestStore;
  beforeAll(async () => {
    at = await testStore(kind);
  });
  afterAll(() => at.close());
  const change: TestStore['store']['transaction'] = (options, work) => at.store.transaction(options, work);

  test('keeps a value of every type as it was given, in its one form', async () => {
    const made = await change(me, async (tx) => {
      const { id } = await createRecord(tx, team, { name: 'West' });
      return createRecord(tx, deal, {
        name: 'Wärmepumpe 热泵',
        code: 'D-1',
        weight: -0.1,
        amount: '001234567890123.5600',
        close_on: '2026-02-28',
        met_at: '2026-02-28T23:30:00+02:00',
        hot: false,
        stage: 'won',
        tags: ['c', 'a', 'c'],
        team_id: id,
        owner_id: '01900000-0000-7000-8000-00000000000A',
      });
    });
    expect(made).toMatchObject({
      version: 1,
      created_by: 'ann',
      updated_at: made.created_at,
      deleted_at: null,
      name: 'Wärmepumpe 热泵',
      weight: -0.1,
      amount: '1234567890123.56',
      close_on: '2026-02-28',
      met_at: '2026-02-28T21:30:00.000Z',
      hot: false,
      stage: 'won',
      tags: ['a', 'c'],
      owner_id: '01900000-0000-7000-8000-00000000000a',
    });
    expect(await findRecord(at.store, deal, made)).toEqual(made);
  });

  test('refuses what a field cannot hold, naming the field', async () => {
    const bad = {
      name: '',
      amount: 1.5,
      close_on: '2026-02-30',
      stage: 'open',
      tags: ['z'],
      nonsense: 1,
      code: 'a\0b',
    };
    const refused = change(me, (tx) => createRecord(tx, deal, bad as never));
    const error = await refused.catch((caught) => caught);
    expect(error).toBeInstanceOf(z.ZodError);
    const named = (error as z.ZodError).issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' ? issue.keys : issue.path[0],
    );
    expect(named.sort()).toEqual(['amount', 'close_on', 'code', 'name', 'nonsense', 'stage', 'tags']);
  });

  test('a stale version is a conflict with both versions, a missing record is not found', async () => {
    const { id } = await change(me, (tx) => createRecord(tx, deal, { name: 'a' }));
    const first = await change(me, (tx) => updateRecord(tx, deal, { id, version: 1 }, { name: 'b' }));
    expect(first).toMatchObject({ name: 'b', version: 2 });
    await expect(change(me, (tx) => updateRecord(tx, deal, { id, version: 1 }, { name: 'c' }))).rejects.toMatchObject({
      code: 'conflict',
      where: { version: 1, current_version: 2 },
    });
    const nobody = uuid7();
    await expect(change(me, (tx) => deleteRecord(tx, deal, { id: nobody }))).rejects.toMatchObject({
      code: 'not_found',
      message: `deal not found: ${nobody}`,
    });
  });

  test('of many who change a record at once, none overwrites what it has not seen', async () => {
    const { id } = await change(me, (tx) => createRecord(tx, deal, { name: 'a', weight: 0 }));
    const answers = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) =>
        change(me, (tx) => updateRecord(tx, deal, { id, version: 1 }, { weight: n + 1 })),
      ),
    );
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await findRecord(at.store, deal, { id })).toMatchObject({ version: 2 });
  });

  test('what stays the same is no change, and each changed field is one event', async () => {
    const { id } = await change(me, (tx) => createRecord(tx, deal, { name: 'a', amount: '1', tags: ['a'] }));
    const same = await change(me, (tx) => updateRecord(tx, deal, { id }, { name: 'a', amount: '1.00', tags: ['a'] }));
    expect(same.version).toBe(1);
    await change({ actor: null, origin: 'import' }, (tx) =>
      updateRecord(tx, deal, { id }, { amount: '2', tags: null }),
    );
    const told = await recordHistory(at.store, deal, { id });
    expect(
      told.map(({ version, action, field, old, new: to, actor_id }) => [version, action, field, old, to, actor_id]),
    ).toEqual([
      [1, 'create', 'created_at', null, told[0]!.at, 'ann'],
      [1, 'create', 'name', null, 'a', 'ann'],
      [1, 'create', 'amount', null, '1', 'ann'],
      [1, 'create', 'tags', null, ['a'], 'ann'],
      [2, 'update', 'amount', '1', '2', null],
      [2, 'update', 'tags', ['a'], null, null],
    ]);
    expect(new Set(told.map(({ batch }) => batch)).size).toBe(2);
    expect((await recordHistory(at.store, deal, { id, field: 'amount' })).map((each) => each.new)).toEqual(['1', '2']);
  });

  test('a change that is not committed leaves no event', async () => {
    const id = uuid7();
    const failing = change(me, async (tx) => {
      await createRecord(tx, deal, { name: 'a' }, id);
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await recordHistory(at.store, deal, { id })).toEqual([]);
  });

  test('a deleted record is out of sight, frees its unique value, and comes back only while that is free', async () => {
    const { id } = await change(me, (tx) => createRecord(tx, deal, { name: 'a', code: 'U' }));
    const taken = change(me, (tx) => createRecord(tx, deal, { name: 'b', code: 'U' }));
    await expect(taken).rejects.toMatchObject({
      code: 'conflict',
      message: 'code is already taken: U',
      where: { field: 'code' },
    });
    const gone = await change(me, (tx) => deleteRecord(tx, deal, { id }));
    expect(gone.deleted_at).toBe(gone.updated_at);
    expect(await findRecord(at.store, deal, { id })).toBeNull();
    const other = await change(me, (tx) => createRecord(tx, deal, { name: 'b', code: 'U' }));
    await expect(change(me, (tx) => restoreRecord(tx, deal, { id }))).rejects.toMatchObject({ code: 'conflict' });
    await change(me, (tx) => deleteRecord(tx, deal, other));
    expect(await change(me, (tx) => restoreRecord(tx, deal, { id }))).toMatchObject({
      deleted_at: null,
      version: 3,
      name: 'a',
    });
  });

  test('a relation points to a record that is there', async () => {
    const nobody = uuid7();
    await expect(change(me, (tx) => createRecord(tx, deal, { name: 'a', team_id: nobody }))).rejects.toMatchObject({
      code: 'invalid',
      message: `team_id refers to nothing: ${nobody}`,
    });
  });

  test('opens many records in the order given', async () => {
    const inputs = Array.from({ length: 12_000 }, (_, n) => ({ name: `n${n}`, amount: String(n) }));
    const made = await change(me, (tx) => createRecords(tx, deal, inputs));
    expect(made.map(({ name }) => name)).toEqual(inputs.map(({ name }) => name));
    expect(made.map(({ id }) => id)).toEqual(made.map(({ id }) => id).sort());
    const [count] = await at.store.query(sql`SELECT count(*) AS n FROM change_event WHERE batch =
      (SELECT batch FROM change_event WHERE record_id = ${made[0]!.id} LIMIT 1)`);
    expect(count).toEqual({ n: 36_000 });
  });

  test('an act of several transactions is undone together, and the undoing too', async () => {
    const kept = await change(me, (tx) => createRecord(tx, deal, { name: 'kept', weight: 1, hot: true }));
    const lost = await change(me, (tx) => createRecord(tx, deal, { name: 'lost' }));
    const act = { ...me, batch: uuid7() };
    const made = await change(act, (tx) => createRecord(tx, deal, { name: 'made' }));
    await change(act, (tx) => updateRecord(tx, deal, kept, { weight: 2 }));
    await change(act, (tx) => updateRecord(tx, deal, { id: kept.id }, { weight: 3 }));
    await change(act, (tx) => deleteRecord(tx, deal, lost));
    await change(me, (tx) => updateRecord(tx, deal, { id: kept.id }, { hot: false }));

    const undo = { ...me, origin: 'undo', batch: uuid7() };
    expect(await change(undo, (tx) => undoBatch(tx, entities, act.batch))).toBe(3);
    expect(await findRecord(at.store, deal, made)).toBeNull();
    expect(await findRecord(at.store, deal, kept)).toMatchObject({ weight: 1, hot: false });
    expect(await findRecord(at.store, deal, lost)).toMatchObject({ name: 'lost' });

    await change(me, (tx) => undoBatch(tx, entities, undo.batch));
    expect(await findRecord(at.store, deal, made)).toMatchObject({ name: 'made' });
    expect(await findRecord(at.store, deal, kept)).toMatchObject({ weight: 3 });
    expect(await findRecord(at.store, deal, lost)).toBeNull();
  });

  test('what has been changed since is not undone over', async () => {
    const act = { ...me, batch: uuid7() };
    const { id } = await change(me, (tx) => createRecord(tx, deal, { name: 'a', weight: 1 }));
    await change(act, (tx) => updateRecord(tx, deal, { id }, { weight: 2 }));
    await change(me, (tx) => updateRecord(tx, deal, { id }, { weight: 5 }));
    await expect(change(me, (tx) => undoBatch(tx, entities, act.batch))).rejects.toMatchObject({
      code: 'conflict',
      message: `deal.weight has been changed since: ${id}`,
    });
  });

  test('a definition that grows gets its column, one that changes type is refused', async () => {
    const grown = { name: 'team', fields: { ...team.fields, colour: { type: 'text' } } } as const;
    await change(me, (tx) => syncTables(tx, [grown]));
    expect(await change(me, (tx) => createRecord(tx, grown, { name: 'a', colour: 'red' }))).toMatchObject({
      colour: 'red',
    });
    const turned = { name: 'team', fields: { name: { type: 'number' } } } as const;
    await expect(change(me, (tx) => syncTables(tx, [turned]))).rejects.toMatchObject({
      code: 'conflict',
      message: 'team.name is kept as TEXT and cannot become DOUBLE PRECISION',
    });
  });
});

test('ids made later sort later', () => {
  const ids = Array.from({ length: 10_000 }, () => uuid7());
  expect(ids).toEqual([...ids].sort());
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => z.uuidv7().safeParse(id).success)).toBe(true);
});
