// Runs in a worker thread: takes a workbook apart into one CSV a sheet, so that the event loop is never held up.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import * as xlsx from '@e965/xlsx';

const { path, scratch, prefix } = workerData as { path: string; scratch: string; prefix: string };
const book = xlsx.read(readFileSync(path), {
  dense: true,
  cellDates: true,
  UTC: true,
  cellFormula: false,
  cellHTML: false,
});
const sheets = book.SheetNames.map((name, at) => {
  const file = join(scratch, `${prefix}-${at}.csv`);
  const sheet = book.Sheets[name];
  // Dates in ISO 8601 whatever the cell's format says, and numbers in full, not as they are shown.
  const text = sheet
    ? xlsx.utils.sheet_to_csv(sheet, { rawNumbers: true, dateNF: 'yyyy-mm-dd hh:mm:ss', blankrows: false })
    : '';
  writeFileSync(file, text);
  return { name, file, isEmpty: text.trim() === '' };
});
parentPort?.postMessage(sheets);
