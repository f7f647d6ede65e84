import { expect, test } from 'vitest';
import { dayOf, endOfDay } from '../../ingest/last-day.ts';

test('a day ends a millisecond before the next begins, in its zone', () => {
  expect(endOfDay('2017-12-31', 'UTC')).toBe('2017-12-31T23:59:59.999Z');
  expect(endOfDay('2017-12-31', 'Asia/Shanghai')).toBe('2017-12-31T15:59:59.999Z');
  expect(endOfDay('2017-12-31', 'America/New_York')).toBe('2018-01-01T04:59:59.999Z');
});

test('days of 23 and 25 hours end at midnight too', () => {
  expect(endOfDay('2024-03-10', 'America/New_York')).toBe('2024-03-11T03:59:59.999Z');
  expect(endOfDay('2024-11-03', 'America/New_York')).toBe('2024-11-04T04:59:59.999Z');
});

test('the day of a moment is that of its zone', () => {
  expect(dayOf(new Date('2020-01-01T01:00:00Z'), 'UTC')).toBe('2020-01-01');
  expect(dayOf(new Date('2020-01-01T01:00:00Z'), 'America/New_York')).toBe('2019-12-31');
  expect(dayOf(new Date('2020-01-01T17:00:00Z'), 'Asia/Shanghai')).toBe('2020-01-02');
});
