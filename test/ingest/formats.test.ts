import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as xlsx from '@e965/xlsx';
import iconv from 'iconv-lite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Warehouse } from '../../warehouse/database.ts';
import { raw, sql } from '../../warehouse/sql.ts';
import { emptyWarehouse, exportFolder, load, opportunityIds, quarantine, smallExport } from './export-folder.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await emptyWarehouse();
});
afterEach(() => warehouse.close());

const pipeline = smallExport['sales_pipeline.csv']!;
const ids = ['E1', 'L1', 'P1', 'W1'];
const rows = pipeline
  .trim()
  .split('\n')
  .map((line) => line.split(','));
const objects = rows
  .slice(1)
  .map((cells) => Object.fromEntries(cells.map((cell, at) => [rows[0]![at]!, cell === '' ? null : cell])));

/** The pipeline in another form, in place of the CSV. */
async function loadAs(name: string, content: string | Uint8Array) {
  const report = await load(warehouse, await exportFolder({ 'sales_pipeline.csv': null, [name]: content }));
  expect(report.files.find((file) => file.entity === 'opportunity')).toMatchObject({ rows_in: 4, rows_quarantined: 0 });
  expect(await opportunityIds(warehouse)).toEqual(ids);
  const [won] = await warehouse.query(raw("SELECT amount, closed_on FROM opportunity_close WHERE outcome = 'won'"));
  expect(won).toEqual({ amount: 4500, closed_on: '2017-03-01' });
  return report;
}

test.each([
  ['a byte order mark', 'bom.csv', `\uFEFF${pipeline}`],
  ['semicolons', 'semicolons.csv', pipeline.replaceAll(',', ';')],
  ['tabs', 'tabs.tsv', pipeline.replaceAll(',', '\t')],
  ['Windows line ends', 'crlf.csv', pipeline.replaceAll('\n', '\r\n')],
  ['no line end at the end', 'end.csv', pipeline.trimEnd()],
  ['quoted cells', 'quoted.csv', pipeline.replace(/[^,\n]+/g, '"$&"')],
  ['blanks around cells', 'blanks.csv', pipeline.replace(/[^,\n]+/g, ' $& ')],
])('reads a CSV with %s', async (_, name, content) => {
  await loadAs(name, content);
});

test.each([
  [
    'UTF-16, little end first',
    'utf16le.csv',
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(pipeline, 'utf16le')]),
  ],
  ['UTF-16, big end first', 'utf16be.csv', iconv.encode(pipeline, 'utf16-be', { addBOM: true })],
  ['UTF-16 without a mark', 'utf16.csv', Buffer.from(pipeline, 'utf16le')],
])('reads %s', async (_, name, content) => {
  await loadAs(name, content);
});

test.each(['gb18030', 'utf8'])('reads Chinese names written in %s', async (encoding) => {
  const chinese = (text: string) =>
    iconv.encode(text.replaceAll('Acme', '北京华信科技有限公司').replaceAll('Anna', '王芳'), encoding);
  await load(
    warehouse,
    await exportFolder(Object.fromEntries(Object.entries(smallExport).map(([name, text]) => [name, chinese(text)]))),
  );
  expect(
    await warehouse.query(
      raw(
        "SELECT owner_id, account_id FROM opportunity_event JOIN dim_opportunity USING (opportunity_id) WHERE cause = 'won' OR (cause = 'created' AND opportunity_id = 'W1')",
      ),
    ),
  ).toContainEqual({
    owner_id: '王芳',
    account_id: '北京华信科技有限公司',
  });
});

test('reads accented letters of an old Windows export', async () => {
  const latin = Object.fromEntries(
    Object.entries(smallExport).map(([name, text]) => [
      name,
      iconv.encode(text.replaceAll('Acme', 'Société Générale'), 'windows-1252'),
    ]),
  );
  await load(warehouse, await exportFolder(latin));
  expect(await warehouse.query(raw("SELECT account_id FROM dim_opportunity WHERE opportunity_id = 'W1'"))).toEqual([
    { account_id: 'Société Générale' },
  ]);
});

test('a GB18030 letter may lie across any two chunks', async () => {
  const filler = `X${'甲'.repeat(400_001)}`;
  const text = `opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value,note\nW1,Anna,GTX Pro,Acme,Won,2017-01-10,2017-03-01,4500,${filler}\n`;
  const report = await load(warehouse, await exportFolder({ 'sales_pipeline.csv': iconv.encode(text, 'gb18030') }));
  expect(report.files[0]).toMatchObject({ rows_quarantined: 0 });
});

test('a quoted cell may hold line ends, delimiters and quotes', async () => {
  const head = 'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value,note';
  const content = `${head}\nW1,Anna,GTX Pro,Acme,Won,2017-01-10,2017-03-01,4500,"said ""yes"",\nthen left"\nW2,Anna,GTX Pro,Acme,Won,bad,2017-03-01,4500,"two\n\nlines"\n`;
  await load(warehouse, await exportFolder({ 'sales_pipeline.csv': content }));
  expect(await opportunityIds(warehouse)).toEqual(['W1']);
  expect(await quarantine(warehouse)).toMatchObject([{ file_row: 2, reason: 'not_a_date' }]);
});

test('reads JSON lines, and refuses the line that is broken', async () => {
  await loadAs('pipeline.jsonl', objects.map((row) => JSON.stringify(row)).join('\n'));
  const broken = [...objects.map((row) => JSON.stringify(row)), '{"opportunity_id": "W9", ', '[1, 2]'].join('\n');
  const report = await load(warehouse, await exportFolder({ 'sales_pipeline.csv': null, 'pipeline.jsonl': broken }));
  expect(report.files[0]).toMatchObject({ rows_in: 6, rows_quarantined: 2 });
  expect(await quarantine(warehouse)).toMatchObject([
    { file_row: 5, reason: 'broken_line' },
    { file_row: 6, reason: 'broken_line' },
  ]);
});

test('reads a JSON array, with numbers as numbers', async () => {
  const typed = objects.map((row) => ({
    ...row,
    close_value: row.close_value === null ? null : Number(row.close_value),
  }));
  await loadAs('pipeline.json', JSON.stringify(typed, null, 2));
});

test('reads Parquet, with days as days and decimals as decimals', async () => {
  const folder = await exportFolder({ 'sales_pipeline.csv': null });
  const csv = join(await exportFolder(), 'sales_pipeline.csv');
  await warehouse.execute(sql`COPY (SELECT * REPLACE (engage_date::DATE AS engage_date, close_date::TIMESTAMP AS close_date,
    close_value::DECIMAL(12, 2) AS close_value) FROM read_csv(${csv})) TO ${join(folder, 'pipeline.parquet')} (FORMAT parquet)`);
  const report = await load(warehouse, folder);
  expect(report.files.find((file) => file.entity === 'opportunity')).toMatchObject({ rows_in: 4, rows_quarantined: 0 });
  expect(await opportunityIds(warehouse)).toEqual(ids);
});

test('reads a workbook, a sheet for each file, with real dates', async () => {
  const book = xlsx.utils.book_new();
  for (const [name, text] of Object.entries(smallExport)) {
    const cells = text
      .trim()
      .split('\n')
      .map((line) =>
        line.split(',').map((cell) => (/^\d{4}-\d\d-\d\d$/.test(cell) ? new Date(`${cell}T00:00:00Z`) : cell)),
      );
    xlsx.utils.book_append_sheet(
      book,
      xlsx.utils.aoa_to_sheet(cells, { cellDates: true, UTC: true }),
      name.replace('.csv', ''),
    );
  }
  const none = Object.fromEntries(Object.keys(smallExport).map((name) => [name, null]));
  const folder = await exportFolder(none);
  await writeFile(join(folder, 'export.xlsx'), xlsx.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer);
  const report = await load(warehouse, folder);
  expect(report.files.map((file) => file.file).sort()).toEqual(
    ['accounts', 'products', 'sales_pipeline', 'sales_teams'].map((sheet) => `export.xlsx/${sheet}`),
  );
  expect(await opportunityIds(warehouse)).toEqual(ids);
  expect(await warehouse.query(raw("SELECT amount, closed_on FROM opportunity_close WHERE outcome = 'won'"))).toEqual([
    { amount: 4500, closed_on: '2017-03-01' },
  ]);
});

test('a pipeline may come in several files; a key met twice is refused in the later one', async () => {
  const [head, ...lines] = pipeline.trim().split('\n');
  await load(
    warehouse,
    await exportFolder({
      'sales_pipeline.csv': null,
      'a.csv': [head, lines[0], lines[1]].join('\n'),
      'b.csv': [head, lines[1], lines[2], lines[3]].join('\n'),
    }),
  );
  expect(await opportunityIds(warehouse)).toEqual(ids);
  expect(await quarantine(warehouse)).toMatchObject([{ file_row: 1, reason: 'duplicate_key', found: 'L1' }]);
});
