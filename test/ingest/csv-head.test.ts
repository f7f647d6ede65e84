import { expect, test } from 'vitest';
import { csvHead } from '../../ingest/files/csv-head.ts';

test('finds the delimiter that gives most columns', () => {
  expect(csvHead('a,b,c\n1,2,3')).toEqual({ delimiter: ',', columns: ['a', 'b', 'c'], lineEnd: '\n', blankLines: 0 });
  expect(csvHead('a;b;c\r\n1;2;3')).toEqual({
    delimiter: ';',
    columns: ['a', 'b', 'c'],
    lineEnd: '\r\n',
    blankLines: 0,
  });
  expect(csvHead('a\tb')).toMatchObject({ delimiter: '\t', columns: ['a', 'b'] });
  expect(csvHead('only')).toMatchObject({ delimiter: ',', columns: ['only'] });
});

test('reads quoted names, and drops the mark and the blanks around them', () => {
  expect(csvHead('\uFEFF"name, full" ; "said ""x""";"two\nlines"\n1;2;3')).toMatchObject({
    delimiter: ';',
    columns: ['name, full', 'said "x"', 'two\nlines'],
  });
});

test('passes over lines without anything, and says how many', () => {
  expect(csvHead('\uFEFF\r\n \t\r\na,b\r\n1,2')).toMatchObject({ columns: ['a', 'b'], blankLines: 2 });
  expect(csvHead('\n \n')).toBe(null);
});
