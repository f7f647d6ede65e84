import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Warehouse } from '../../warehouse/database.ts';
import { contentOf, emptyWarehouse, exportFolder, load, pipelineHead, smallExport } from './export-folder.ts';

let warehouse: Warehouse;
let before: Record<string, string>;
beforeAll(async () => {
  warehouse = await emptyWarehouse();
  await load(warehouse, await exportFolder());
  before = await contentOf(warehouse);
});
afterAll(() => warehouse.close());

const noise = Uint8Array.from({ length: 5000 }, (_, at) => (at * 7919) % 256);
const pipeline = smallExport['sales_pipeline.csv']!;
const none = Object.fromEntries(Object.keys(smallExport).map((name) => [name, null]));

const cases: [string, Record<string, string | Uint8Array | null>, RegExp][] = [
  ['a binary file', { 'sales_pipeline.csv': noise }, /bytes that are no text: sales_pipeline\.csv; export it as CSV/],
  ['an empty file', { 'sales_pipeline.csv': '' }, /the file is empty: sales_pipeline\.csv; export it again/],
  [
    'a missing column',
    { 'sales_pipeline.csv': pipeline.replace('close_value', 'worth') },
    /sales_pipeline\.csv lacks the column close_value: it is nearest to "sales_pipeline".*has: opportunity_id, .*worth.*--mapping/,
  ],
  ['a broken Parquet file', { 'x.parquet': 'PAR1 and no more' }, /the file cannot be read: x\.parquet/],
  ['a broken workbook', { 'x.xlsx': noise }, /the workbook cannot be read: x\.xlsx/],
  ['a broken JSON array', { 'x.json': '[{"opportunity_id": "A"}, {' }, /the file cannot be read: x\.json/],
  [
    'nothing that is known',
    { ...none, 'x.csv': 'colour,size\nred,3\n' },
    /no file is recognised by its columns: x\.csv \(colour, size\); write a mapping/,
  ],
  ['no file of data', { ...none, 'x.md': 'hello' }, /the folder holds no file of data/],
  ['a folder of headers only', { ...none, 'x.csv': `${pipelineHead}\n` }, /no rows/],
];

test.each(cases)('%s is refused with the reason, and the warehouse is as it was', async (_, changes, message) => {
  const folder = await exportFolder(changes);
  await expect(load(warehouse, folder)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(message),
  });
  expect(await contentOf(warehouse)).toEqual(before);
});

test('a load that fails in the middle leaves the warehouse as it was', async () => {
  const folder = await exportFolder({ 'sales_pipeline.csv': pipeline.replace('P1', 'P2') });
  const broken = Object.create(warehouse) as Warehouse;
  broken.transaction = (work) =>
    warehouse.transaction((db) =>
      work({
        ...db,
        execute: (piece) => {
          if (piece.text.join('').includes('INSERT INTO stage_event')) throw new Error('the disk is full');
          return db.execute(piece);
        },
      }),
    );
  await expect(load(broken, folder)).rejects.toThrow('the disk is full');
  expect(await contentOf(warehouse)).toEqual(before);
});

test('a mapping that is wrong says where', async () => {
  const folder = await exportFolder();
  const file = join(folder, 'my.mapping');
  await writeFile(
    file,
    JSON.stringify({
      source_system: 'mine',
      workspace_name: 'Mine',
      currency: 'EUR',
      files: [{ name: 'x', feeds: [{ entity: 'account', fields: { account_name: { colum: 'name' } } }] }],
    }),
  );
  await expect(load(warehouse, folder, undefined, file)).rejects.toMatchObject({
    code: 'invalid',
    message: expect.stringMatching(/the mapping is wrong at files\.0\.feeds\.0\.fields\.account_name/),
  });
  await writeFile(file, '{');
  await expect(load(warehouse, folder, undefined, file)).rejects.toMatchObject({ code: 'invalid' });
});
