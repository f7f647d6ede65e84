import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../../warehouse/database.ts';
import { contentOf, emptyWarehouse, exportFolder, load, smallExport } from './export-folder.ts';

let warehouse: Warehouse;
let before: Record<string, string>;
beforeAll(async () => {
  warehouse = await emptyWarehouse();
  before = await contentOf(warehouse);
});
afterAll(() => warehouse.close());

const stage = (name: string, type: string) => ({
  stage: name,
  found: [name],
  type,
  label: { en: name, zh: name },
});
const stages = [stage('open', 'open'), stage('won', 'won'), stage('lost', 'lost')];
const deals = {
  opportunity_id: { column: 'id' },
  stage: { column: 'stage' },
  amount: { column: 'amount' },
  created_at: { column: 'created' },
  closed_at: { column: 'closed' },
  account_id: { column: 'account' },
};
const feed = (fields: object, entity = 'opportunity') => ({
  files: [{ name: 'deals', feeds: [{ entity, fields }] }],
});
const field = (name: string, more: object) => feed({ ...deals, [name]: { column: 'amount', ...more } });
const none = Object.fromEntries(Object.keys(smallExport).map((name) => [name, null]));

/** A folder of three deals, and the path of a mapping for it with `changes`. */
async function withMapping(changes: object): Promise<[folder: string, mapping: string]> {
  const folder = await exportFolder({
    ...none,
    'deals.csv':
      'id,stage,amount,created,closed,account\n' +
      '1,open,10,2017-01-01,,A\n2,won,20,2017-01-01,2017-02-01,B\n3,lost,5,2017-01-01,2017-02-01,B\n',
  });
  const path = join(folder, 'my.mapping');
  const mapping = {
    source_system: 'mine',
    workspace_name: 'Mine',
    currency: 'EUR',
    stages,
    ...feed(deals),
    ...changes,
  };
  // As some editors save it.
  await writeFile(path, `\uFEFF${JSON.stringify(mapping)}`);
  return [folder, path];
}

const rule = { rule: 'guess' };
test.each<[string, object, RegExp]>([
  ['a time zone of nowhere', { time_zone: 'Mars/Phobos' }, /at time_zone: an IANA name/],
  ['a time zone of SQL', { time_zone: "UTC'; DROP TABLE dim_user; --" }, /at time_zone: an IANA name/],
  ['a currency that is none', { currency: '$$$' }, /at currency: an ISO 4217 code/],
  ['two stages of one name', { stages: [...stages, stage('won', 'won')] }, /more than one stage is named won/],
  [
    'two stages found alike',
    { stages: [...stages, { ...stage('signed', 'won'), found: ['WON'] }] },
    /more than one stage is found as won/,
  ],
  ['a field of no entity', feed({ ...deals, constructor: { column: 'x' } }), /opportunity has: opportunity_id/],
  ['no stage', feed({ ...deals, stage: undefined }), /map stage/],
  ['no creation', feed({ ...deals, created_at: undefined }), /map created_at/],
  ['no key', feed({ ...deals, opportunity_id: undefined }), /map opportunity_id or opportunity_name/],
  ['a key that may be missing', field('opportunity_id', { optional: true }), /cannot be optional/],
  ['a stage that may be missing', field('stage', { optional: true }), /cannot be optional/],
  ['no column', feed({ account_name: { constant: 'A' } }, 'account'), /one column that is not optional/],
  ['no spellings', field('amount', { spellings: { ...rule, values: {} } }), /give at least one/],
  ['no codes', field('amount', { codes: {} }), /give at least one/],
  ['a factor out of range', field('amount', { times: 1e300 }), /at .*amount\.times/],
  ['a factor of text', field('account_id', { times: 2 }), /times is of amounts of money/],
  ['a format of text', field('account_id', { formats: ['%d.%m.%Y'] }), /formats are of days/],
  ['a format that is none', field('created_at', { formats: ['%Q'] }), /the format %Q is not known/],
  ['a day for an amount', field('amount', { when_missing: [{ ...rule, use: 'last_day' }] }), /last_day stands in for/],
  [
    'a list price for a name',
    field('account_id', { when_missing: [{ ...rule, use: 'list_price' }] }),
    /list_price stands in for the amount/,
  ],
  [
    'stages of accounts',
    feed({ account_name: { column: 'account', required_for: ['won'] } }, 'account'),
    /stages are of opportunities alone/,
  ],
  [
    'more rules than can be told apart',
    field('amount', { when_missing: Array.from({ length: 40 }, (_, at) => ({ rule: `r${at}`, use: 'nothing' })) }),
    /more than 31 rules of repair for one file: deals\.csv/,
  ],
])('a mapping with %s is refused with the reason', async (_, changes, message) => {
  const [folder, mapping] = await withMapping(changes);
  await expect(load(warehouse, folder, undefined, mapping)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(message),
  });
  expect(await contentOf(warehouse)).toEqual(before);
});

test('names of SQL in a mapping are names', async () => {
  const own = await emptyWarehouse();
  const [folder, mapping] = await withMapping({ source_system: "x'; DROP TABLE dim_user; --", currency: 'eur' });
  const report = await load(own, folder, undefined, mapping);
  expect(report).toMatchObject({
    source_system: "x'; DROP TABLE dim_user; --",
    files: [{ rows_in: 3, rows_quarantined: 0 }],
  });
  await own.close();
});
