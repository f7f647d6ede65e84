import { expect, test } from 'vitest';
import { id, join, raw, sql, sqlText } from '../../warehouse/sql.ts';

test('binds every hole and numbers the values in order', () => {
  const inner = sql`owner = ${'ann'} AND amount > ${10}`;
  const whole = sql`SELECT ${id('deal', 'na"me')} FROM t WHERE ${inner} LIMIT ${5}`;
  expect(sqlText(whole)).toBe('SELECT "deal"."na""me" FROM t WHERE owner = $1 AND amount > $2 LIMIT $3');
  expect(whole.values).toEqual(['ann', 10, 5]);
});

test('joins pieces, and nothing is nothing', () => {
  expect(sqlText(join([sql`${1}`, raw('x'), sql`${2}`]))).toBe('$1, x, $2');
  expect(sqlText(join([]))).toBe('');
});
