// Runs in a worker thread: takes a workbook apart into one CSV a sheet, so that the event loop is never held up.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import * as xlsx from '@e965/xlsx';

const { path, scratch, prefix } = workerData as { path: string; scratch: string; prefix: string };
const bytes = readFileSync(path);
// The library takes any bytes for a table of text; a workbook is a zip archive or an OLE container.
const isWorkbook = bytes.readUInt16BE(0) === 0x504b || bytes.readUInt32BE(0) === 0xd0cf11e0;
if (!isWorkbook) throw new Error('it is no workbook');
const book = xlsx.read(bytes, { dense: true, cellDates: true, UTC: true, cellFormula: false, cellHTML: false });
const sheets = book.SheetNames.map((name, at) => {
  const file = join(scratch, `${prefix}-${at}.csv`);
  const rows = (book.Sheets[name]?.['!data'] ?? []).filter((row) => row?.some((cell) => textOf(cell) !== ''));
  const width = Math.max(0, ...rows.map((row) => row.length));
  const lines = rows.map((row) => Array.from({ length: width }, (_, column) => quoted(textOf(row[column]))).join(','));
  writeFileSync(file, lines.join('\n'));
  return { name, file, isEmpty: lines.length === 0 };
});
parentPort?.postMessage(sheets);

/** What the cell holds, not how its format shows it: days in ISO 8601, numbers in full. */
function textOf(cell: xlsx.CellObject | undefined): string {
  if (!cell || cell.v === undefined || cell.t === 'e' || cell.t === 'z') return '';
  if (cell.v instanceof Date)
    return cell.v
      .toISOString()
      .replace('T', ' ')
      .replace(/( 00:00:00)?\.\d+Z$/, '');
  return String(cell.v);
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
