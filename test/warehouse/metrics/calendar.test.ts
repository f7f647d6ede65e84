import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dayAt,
  dayFrom,
  moveDay,
  moveMoment,
  periodOf,
  periodStart,
  startOfDay,
} from '../../../warehouse/metrics/calendar.ts';
import { Grain } from '../../../warehouse/metrics/metric-query.ts';

const fromApril = { fiscal_year_start_month: 4 };

test('weeks begin on Monday, whatever the year does', () => {
  const week = (day: string) => periodStart('week', periodOf('week', day, fromApril), fromApril);
  expect(['2024-12-29', '2024-12-30', '2025-01-01', '2025-01-05', '2025-01-06'].map(week)).toEqual([
    '2024-12-23',
    '2024-12-30',
    '2024-12-30',
    '2024-12-30',
    '2025-01-06',
  ]);
});

test('quarters and years follow the fiscal calendar', () => {
  const start = (grain: Grain, day: string, month: number) => {
    const calendar = { fiscal_year_start_month: month };
    return periodStart(grain, periodOf(grain, day, calendar), calendar);
  };
  expect(start('year', '2024-03-31', 4)).toBe('2023-04-01');
  expect(start('year', '2024-04-01', 4)).toBe('2024-04-01');
  expect(start('quarter', '2024-03-31', 4)).toBe('2024-01-01');
  expect(start('quarter', '2024-01-31', 2)).toBe('2023-11-01');
  expect(start('quarter', '2024-01-31', 12)).toBe('2023-12-01');
});

test('a moved day stays in its month', () => {
  expect(moveDay('2024-02-29', { months: -12 })).toBe('2023-02-28');
  expect(moveDay('2024-03-31', { months: -1 })).toBe('2024-02-29');
  expect(moveDay('2024-03-01', { days: -1 })).toBe('2024-02-29');
});

describe('where clocks change', () => {
  test.each([
    // The night to summer time is 23 hours long, the one back 25.
    ['Europe/Berlin', '2024-03-31', '2024-03-30T23:00:00.000Z'],
    ['Europe/Berlin', '2024-04-01', '2024-03-31T22:00:00.000Z'],
    ['Europe/Berlin', '2024-10-27', '2024-10-26T22:00:00.000Z'],
    ['Europe/Berlin', '2024-10-28', '2024-10-27T23:00:00.000Z'],
    ['Asia/Shanghai', '2024-10-27', '2024-10-26T16:00:00.000Z'],
    ['America/New_York', '2024-11-04', '2024-11-04T05:00:00.000Z'],
    // Clocks go from 23:59:59 to 01:00: the day has no midnight.
    ['America/Santiago', '2024-09-08', '2024-09-08T04:00:00.000Z'],
  ])('%s: %s begins at %s', (zone, day, moment) => {
    expect(startOfDay(day, zone).toISOString()).toBe(moment);
    expect(dayAt(new Date(moment), zone)).toBe(day);
    expect(dayAt(new Date(Date.parse(moment) - 1), zone)).not.toBe(day);
  });

  test('a moved moment shows the same time on the clock', () => {
    const endOfDay = new Date('2024-11-23T22:59:59.999Z');
    expect(moveMoment(endOfDay, { months: -3 }, 'Europe/Berlin').toISOString()).toBe('2024-08-23T21:59:59.999Z');
  });
});

test('every day lies in the period that begins on or before it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 40_000 }),
      fc.constantFrom(...Grain.options),
      fc.integer({ min: 1, max: 12 }),
      (number, grain, fiscal_year_start_month) => {
        const calendar = { fiscal_year_start_month };
        const day = dayFrom(number);
        const period = periodOf(grain, day, calendar);
        expect(periodStart(grain, period, calendar) <= day).toBe(true);
        expect(day < periodStart(grain, period + 1, calendar)).toBe(true);
      },
    ),
  );
});
