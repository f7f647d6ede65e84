import { afterAll, beforeAll, expect, test } from 'vitest';
import type { FieldType } from '../../crm/entities/entity.ts';
import { type ReadingRules, readAs } from '../../ingest/text-values.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { raw, sql } from '../../warehouse/sql.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await Warehouse.open(':memory:');
});
afterAll(() => warehouse.close());

const plain: ReadingRules = { time_zone: 'UTC', decimal_separator: '.', formats: [], times: undefined };
async function read(type: FieldType, text: string | null, rules: Partial<ReadingRules> = {}) {
  const value = readAs(type, raw('t'), { ...plain, ...rules });
  const [row] = await warehouse.query(sql`SELECT ${value} AS value FROM (SELECT ${text}::VARCHAR AS t)`);
  return row?.value;
}

test.each([
  ['12.5', 12.5],
  ['-3', -3],
  ['1e3', 1000],
  ['1,234,567.89', 1234567.89],
  ['$ 1,234.50', 1234.5],
  ['¥99', 99],
  ['99 €', 99],
  ['1,23', null],
  ['12 or so', null],
  [null, null],
])('money %s is %s', async (text, value) => {
  expect(await read('money', text)).toBe(value);
});

test.each([
  ['1.234,50', 1234.5],
  ['1.234', 1234],
  ['12,5', 12.5],
  ['12.5', 12.5],
  ['1.234.567', 1234567],
])('with a decimal comma, %s is %s', async (text, value) => {
  expect(await read('money', text, { decimal_separator: ',' })).toBe(value);
});

test('a unit of millions is told in ones', async () => {
  expect(await read('money', '1100.04', { times: 1_000_000 })).toBe(1_100_040_000);
});

test.each([
  ['2017-03-01', '2017-03-01T00:00:00.000Z'],
  ['2017-03-01 10:30:00', '2017-03-01T10:30:00.000Z'],
  ['2017-03-01T10:30:00Z', '2017-03-01T10:30:00.000Z'],
  ['2017-03-01T10:30:00+08:00', '2017-03-01T02:30:00.000Z'],
  ['2017-03-01 10:30:00.123-0500', '2017-03-01T15:30:00.123Z'],
  ['2017-02-29', null],
  ['soon', null],
])('the moment %s is %s', async (text, value) => {
  expect(await read('moment', text)).toBe(value);
});

test('a moment without an offset is told in the zone of the source', async () => {
  const rules = { time_zone: 'America/New_York' };
  expect(await read('moment', '2017-07-01 10:00', rules)).toBe('2017-07-01T14:00:00.000Z');
  expect(await read('moment', '2017-12-01', rules)).toBe('2017-12-01T05:00:00.000Z');
});

test('other ways to write a day are tried in order', async () => {
  const rules = { formats: ['%d.%m.%Y', '%m/%d/%Y'] };
  expect(await read('date', '31.12.2017', rules)).toBe('2017-12-31');
  expect(await read('date', '12/31/2017', rules)).toBe('2017-12-31');
  expect(await read('date', '2017-12-31', rules)).toBe('2017-12-31');
});
