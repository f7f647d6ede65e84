import { expect, test } from 'vitest';
import { reportText } from '../../ingest/report.ts';

const file = (name: string, rows_in: number) => ({
  file: name,
  entity: 'account',
  rows_in,
  rows_loaded: rows_in,
  rows_repaired: 0,
  rows_quarantined: 0,
});

test('columns stand under each other in a terminal where names are Chinese', () => {
  const text = reportText({
    load_id: 'l',
    unchanged: false,
    source_system: 's',
    origin: '/x',
    finished_at: '2026-01-01T00:00:00.000Z',
    data_version: 1,
    files: [file('客户.csv', 1200), file('b.csv', 7)],
    repairs: [],
    quarantined: [
      { reason: 'not_a_number', column_name: '金额（元）', file: '客户.csv', count: 3 },
      { reason: 'missing', column_name: null, file: 'b.csv', count: 1 },
    ],
    left_alone: [],
  });
  expect(text.split('\n').slice(3)).toEqual([
    'file       entity   rows in  loaded  repaired  quarantined',
    '客户.csv   account    1,200   1,200         0            0',
    'b.csv      account        7       7         0            0',
    'all files             1,207   1,207         0            0',
    '',
    'no repairs',
    '',
    'quarantined for  column      file      rows',
    'not_a_number     金额（元）  客户.csv     3',
    'missing                      b.csv        1',
  ]);
});
