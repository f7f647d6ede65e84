import { rm } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sql } from '../../warehouse/sql.ts';
import {
  emptyWarehouse,
  exportFolder,
  load,
  opportunityIds,
  pipelineHead,
  pipelineOf,
  quarantine,
} from './export-folder.ts';

/** One line of a pipeline, and what has to become of it (a duplicate is judged from the whole file). */
interface Line {
  readonly cells: readonly string[];
  readonly fate: 'loaded' | 'repaired' | 'refused';
}

const good = (id: string): Line => ({
  cells: [id, 'Anna', 'GTX Pro', 'Acme', 'Won', '2017-01-10', '2017-03-01', '100'],
  fate: 'loaded',
});
const change = (at: number, value: string, fate: Line['fate']) => (line: Line) => ({
  cells: line.cells.map((cell, index) => (index === at ? value : cell)),
  fate,
});
const faults: ((line: Line) => Line)[] = [
  (line) => line,
  change(2, 'GTXPro', 'repaired'),
  change(7, '0', 'loaded'),
  (line) => ({ cells: [line.cells[0]!, 'Boris', 'GTX Pro', '', 'Engaging', '2017-02-01', '', ''], fate: 'repaired' }),
  (line) => ({ cells: [line.cells[0]!, 'Boris', 'MG Special', 'Acme', 'Prospecting', '', '', ''], fate: 'repaired' }),
  (line) => ({
    cells: [line.cells[0]!, 'Boris', 'MG Special', 'Acme', 'Lost', '2017-02-01', '2017-02-01', '0'],
    fate: 'repaired',
  }),
  change(0, '', 'refused'),
  change(1, 'Nobody', 'refused'),
  change(2, 'GTX-Pro', 'refused'),
  change(3, 'Nowhere Ltd', 'refused'),
  change(4, 'Thinking', 'refused'),
  change(4, '', 'refused'),
  change(5, '2017-02-30', 'refused'),
  change(5, 'last week', 'refused'),
  change(5, '2017-03-02', 'refused'),
  change(5, '', 'refused'),
  change(6, '', 'refused'),
  change(6, '2031-01-01', 'refused'),
  change(7, '-5', 'refused'),
  change(7, 'much', 'refused'),
  change(7, '', 'refused'),
  (line) => ({ cells: [...line.cells, 'one', 'more'], fate: 'refused' }),
  (line) => ({ cells: line.cells.slice(0, 5), fate: 'refused' }),
];

const lines = fc
  .array(fc.record({ id: fc.integer({ min: 1, max: 250 }), fault: fc.nat(faults.length - 1) }), {
    minLength: 1,
    maxLength: 300,
  })
  .map((all) => all.map(({ id, fault }) => faults[fault]!(good(`D${id}`))));

test('whatever is wrong with the rows, each is loaded, repaired or refused, and what is loaded is there', async () => {
  await fc.assert(
    fc.asyncProperty(lines, async (all) => {
      const expected = judge(all);
      const warehouse = await emptyWarehouse();
      const folder = await exportFolder(pipelineOf(all.map((line) => line.cells.join(','))));
      try {
        const report = await load(warehouse, folder);
        const file = report.files.find((each) => each.file === 'sales_pipeline.csv')!;
        expect(file.rows_in).toBe(all.length);
        expect(file.rows_in).toBe(file.rows_loaded + file.rows_repaired + file.rows_quarantined);
        expect({ loaded: file.rows_loaded, repaired: file.rows_repaired, refused: file.rows_quarantined }).toEqual(
          expected.counts,
        );
        expect(await opportunityIds(warehouse)).toEqual([...expected.ids].sort());
        const refusedRows = (await quarantine(warehouse)).map((row) => row.file_row);
        expect(refusedRows).toEqual(expected.refusedRows);
      } finally {
        await warehouse.close();
        await rm(folder, { recursive: true });
      }
    }),
    { numRuns: 10, seed: 20, endOnFailure: true, examples: [[faults.map((fault, at) => fault(good(`D${at}`)))]] },
  );
}, 120_000);

function judge(all: readonly Line[]) {
  const ids = new Set<string>();
  const counts = { loaded: 0, repaired: 0, refused: 0 };
  const refusedRows: number[] = [];
  all.forEach((line, at) => {
    const isRefused = line.fate === 'refused' || ids.has(line.cells[0]!);
    if (isRefused) refusedRows.push(at + 1);
    else ids.add(line.cells[0]!);
    counts[isRefused ? 'refused' : line.fate] += 1;
  });
  return { ids, counts, refusedRows };
}

test('a refused row is kept whole, with its place, its column and what was found there', async () => {
  const warehouse = await emptyWarehouse();
  const folder = await exportFolder(
    pipelineOf([
      'A,Anna,GTX Pro,Acme,Won,2017-01-10,2017-03-01,100',
      'B,Anna,GTX Pro,Acme,Won,10 Jan,2017-03-01,100',
      'C,Anna,GTX Pro,Acme,Won,2017-01-10',
      'A,Anna,GTX Pro,Acme,Won,2017-01-10,2017-03-01,7',
      'D,Nobody,GTX Pro,Acme,Won,2017-01-10,2017-03-01,100',
    ]),
  );
  await load(warehouse, folder);
  expect(await quarantine(warehouse)).toEqual([
    { file_row: 2, column_name: 'engage_date', reason: 'not_a_date', found: '10 Jan' },
    { file_row: 3, column_name: null, reason: 'broken_line', found: 'missing columns' },
    { file_row: 4, column_name: 'opportunity_id', reason: 'duplicate_key', found: 'A' },
    { file_row: 5, column_name: 'sales_agent', reason: 'unknown_reference', found: 'Nobody' },
  ]);

  const kept = await warehouse.query<{ raw: string }>(
    sql`SELECT raw::VARCHAR AS raw FROM load_quarantine ORDER BY file_row`,
  );
  const cells = (row: { raw: string } | undefined) => JSON.parse(row?.raw ?? 'null');
  expect(Object.keys(cells(kept[0]))).toEqual(pipelineHead.split(','));
  expect(cells(kept[0])).toMatchObject({ opportunity_id: 'B', engage_date: '10 Jan' });
  expect(cells(kept[1])).toBe('C,Anna,GTX Pro,Acme,Won,2017-01-10');
  expect(cells(kept[2])).toMatchObject({ opportunity_id: 'A', close_value: '7' });
  expect(cells(kept[3])).toMatchObject({ opportunity_id: 'D', sales_agent: 'Nobody' });
  await warehouse.close();
});
