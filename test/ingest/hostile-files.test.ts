import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Warehouse } from '../../warehouse/database.ts';
import {
  contentOf,
  emptyWarehouse,
  exportFolder,
  load,
  opportunityIds,
  pipelineHead,
  quarantine,
  smallExport,
} from './export-folder.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await emptyWarehouse();
});
afterEach(() => warehouse.close());

const pipeline = smallExport['sales_pipeline.csv']!;
const ids = ['E1', 'L1', 'P1', 'W1'];
const lines = (text: string) => text.trim().split('\n');
/** The pipeline with further columns: their names, and the cells below them. */
const withColumns = (names: string, cells: string) =>
  `${lines(pipeline)
    .map((line, at) => `${line},${at === 0 ? names : cells}`)
    .join('\n')}\nX1,Anna,GTX Pro,Acme,Guessing,2017-01-10,,,${cells}\n`;
const objects = lines(pipeline)
  .slice(1)
  .map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(pipelineHead.split(',').map((name, at) => [name, cells[at] || null]));
  });
const jsonLines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

async function refused(folder: string): Promise<string> {
  const before = await contentOf(warehouse);
  const error = await load(warehouse, folder).then(
    () => null,
    (cause: Error) => cause,
  );
  expect(error).toMatchObject({ name: 'AppError', code: 'invalid' });
  expect(await contentOf(warehouse)).toEqual(before);
  return error?.message ?? '';
}

test.each([
  ['a link to nothing', (path: string) => symlink('/no/such/file', path), /x\.csv \(ENOENT\)/],
  ['a link to itself', (path: string) => symlink(path, path), /x\.csv \(ELOOP\)/],
  ['a folder', (path: string) => mkdir(path), /has the name of a file of data and is none: x\.csv/],
])('%s among the files is refused by its name', async (_, make, message) => {
  const folder = await exportFolder();
  await make(join(folder, 'x.csv'));
  expect(await refused(folder)).toMatch(message);
});

test('a quote that is never closed does not swallow the rows after it unseen', async () => {
  const folder = await exportFolder({ 'sales_pipeline.csv': pipeline.replace('L1,Boris', 'L1,"Boris') });
  expect(await refused(folder)).toMatch(/a quote opened in row 2 of sales_pipeline\.csv is not closed/);
});

test.each([
  ['a pattern', 's[1]*.csv'],
  ['SQL', `it's "x'; DROP TABLE dim_user; --.csv`],
])('a file name that is %s is a name', async (_, name) => {
  const others = { 's1.csv': `${pipelineHead}\nS1,Anna,GTX Pro,Acme,Won,2017-01-10,2017-03-01,1\n` };
  const report = await load(warehouse, await exportFolder({ ...others, 'sales_pipeline.csv': null, [name]: pipeline }));
  expect(report.files.find((file) => file.file === name)).toMatchObject({ rows_in: 4, rows_quarantined: 0 });
  expect(await opportunityIds(warehouse)).toEqual(['E1', 'L1', 'P1', 'S1', 'W1']);
});

test('a folder named like a partition adds nothing to its files', async () => {
  const folder = join(await exportFolder(), 'c0=7');
  await mkdir(folder);
  for (const name of Object.keys(smallExport)) await symlink(join('..', name), join(folder, name));
  await load(warehouse, folder);
  expect(await opportunityIds(warehouse)).toEqual(ids);
});

test.each([
  ['repeats what numbering would give', withColumns('x_11,x,x', '5,6,7')],
  ['differs in case alone', withColumns('CLOSE_VALUE', '5')],
  ['has no names', withColumns(',,', '5,6,7')],
  ['holds SQL', withColumns('"x""); DROP TABLE dim_user; --"', '5')],
])('a header that %s is read, and its refused row is shown whole', async (_, text) => {
  await load(warehouse, await exportFolder({ 'sales_pipeline.csv': text }));
  expect(await opportunityIds(warehouse)).toEqual(ids);
  expect(await quarantine(warehouse)).toMatchObject([{ file_row: 5, reason: 'unknown_stage', found: 'Guessing' }]);
});

const broken = `${pipeline}too,few\nX1,Nobody,GTX Pro,Acme,Won,2017-01-10,2017-03-01,1\n`;
test.each([
  ['one return in a file of line feeds', broken.replace('\n', '\r\n')],
  ['one line feed in a file of returns', broken.replaceAll('\n', '\r\n').replace('\r\nL1', '\nL1')],
  ['lines without anything before the header', `\n  \n${broken}`],
])('%s are read, and row numbers stay true', async (_, text) => {
  const report = await load(warehouse, await exportFolder({ 'sales_pipeline.csv': text }));
  expect(report.files[0]).toMatchObject({ rows_in: 6, rows_loaded: 0, rows_repaired: 4, rows_quarantined: 2 });
  expect(await quarantine(warehouse)).toMatchObject([
    { file_row: 5, reason: 'broken_line' },
    { file_row: 6, reason: 'unknown_reference', found: 'Nobody' },
  ]);
});

test.each([
  ['odd names', [...objects, { opportunity_id: 'X1', '': 1, '*': 2, 'a"b': 3, 'c/d~e': 4 }]],
  ['a line of five megabytes', [...objects, { opportunity_id: 'x'.repeat(5_000_000) }]],
])('JSON lines with %s are read', async (_, rows) => {
  const report = await load(warehouse, await exportFolder({ 'sales_pipeline.csv': null, 'p.jsonl': jsonLines(rows) }));
  expect(report.files[0]).toMatchObject({ file: 'p.jsonl', rows_in: 5, rows_repaired: 4, rows_quarantined: 1 });
});

test('a JSON line with a character that no JSON may hold is one broken line', async () => {
  const text = `${jsonLines(objects)}{"opportunity_id": "a\u0001b"}\n`;
  await load(warehouse, await exportFolder({ 'sales_pipeline.csv': null, 'p.jsonl': text }));
  expect(await quarantine(warehouse)).toMatchObject([{ file_row: 5, reason: 'broken_line' }]);
});

test('numbers beyond what the warehouse holds are refused row by row', async () => {
  const huge = ['1e12,1,1', '1990,1e300,1', '1990,1,9e18', 'inf,nan,-inf']
    .map((cells, at) => `H${at},x,${cells},Peru,\n`)
    .join('');
  const report = await load(warehouse, await exportFolder({ 'accounts.csv': smallExport['accounts.csv'] + huge }));
  const accounts = report.files.find((file) => file.file === 'accounts.csv');
  expect(accounts).toMatchObject({ rows_in: 6, rows_quarantined: 4 });
  expect(report.quarantined.every(({ reason }) => reason === 'not_a_number')).toBe(true);
});

test('a file without anything to read is named among those left alone', async () => {
  const report = await load(
    warehouse,
    await exportFolder({ 'x.csv': ' \n\n', 'y.json': '"hello"', 'z.jsonl': '{}\n' }),
  );
  expect(report.left_alone).toEqual(['x.csv', 'y.json', 'z.jsonl']);
});
