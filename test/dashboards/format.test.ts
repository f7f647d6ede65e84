import { describe, expect, test } from 'vitest';
import { makeFormats, quarterName } from '../../dashboards/app/format/format.ts';
import { addMonths, dayIn, periodDays, quarterStart, weekStart } from '../../dashboards/app/format/periods.ts';

const options = { currency: 'CNY', timeZone: 'Asia/Shanghai', fiscalYearStartMonth: 1 };
const zh = makeFormats({ ...options, language: 'zh' });
const en = makeFormats({ language: 'en', currency: 'USD', timeZone: 'America/New_York', fiscalYearStartMonth: 4 });

describe('numbers', () => {
  test('money is short in the manner of its language and whole where it is exact', () => {
    expect(en.moneyShort(7_989_161.8)).toBe('$7.99M');
    expect(en.moneyShort(0)).toBe('$0');
    expect(en.money(1234.56)).toBe('$1,235');
    expect(zh.moneyShort(79_891_618)).toBe('¥7989万');
    expect(zh.moneyShort(123_456_789)).toBe('¥1.23亿');
  });

  test('shares turn into per cent, finer where they are small; a chance is never none or all', () => {
    expect([en.share(0.314), en.share(0.0165), en.share(0)]).toEqual(['31%', '1.7%', '0%']);
    expect([en.chance(0), en.chance(0.4), en.chance(1)]).toEqual(['< 1%', '40%', '> 99%']);
    expect(en.signedShare(-0.126)).toBe('-13%');
  });

  test('what is not there is a dash', () => {
    expect([en.money(null), en.share(undefined), en.count(Number.NaN), en.days(null), en.day(null)]).toEqual(
      Array(5).fill('–'),
    );
    expect(en.ofUnit('ratio', null)).toBe('–');
  });

  test('a value is written by its unit', () => {
    expect(en.ofUnit('money', 1000)).toBe('$1,000');
    expect(en.ofUnit('days', 8.25)).toBe('8.3 d');
    expect(zh.ofUnit('days', 85)).toBe('85 天');
    expect(en.ofUnit('money_per_day', 1500)).toBe('$1.5K/day');
    expect(en.ofUnit(null, 'Ada')).toBe('Ada');
  });
});

describe('days and moments', () => {
  test('a day is the same day in every zone, a moment is written in the workspace’s', () => {
    expect(en.day('2026-03-01')).toBe('Mar 1, 2026');
    expect(zh.day('2026-03-01')).toBe('2026年3月1日');
    expect(en.moment('2026-03-01T03:30:00Z')).toContain('Feb 28, 2026');
    expect(zh.momentDay('2026-02-28T20:00:00Z')).toBe('2026年3月1日');
    // The warehouse writes UTC without saying so.
    expect(en.moment('2026-03-01 03:30:00')).toBe(en.moment('2026-03-01T03:30:00Z'));
  });

  test('axes are given times as numbers and dates', () => {
    expect(en.vega.day(Date.UTC(2026, 9, 2))).toBe('Oct 2');
    expect(en.vega.month(new Date(Date.UTC(2026, 9, 1)))).toBe('Oct 2026');
    expect(en.vega.moneyShort('nonsense')).toBe('–');
  });

  test('fiscal quarters carry the year they end in', () => {
    expect(quarterName('2026-10-01', 1, 'en')).toBe('Q4 2026');
    expect(quarterName('2026-10-01', 1, 'zh')).toBe('2026 年 Q4');
    expect(quarterName('2026-04-01', 4, 'en')).toBe('Q1 FY2027');
    expect(quarterName('2027-01-01', 4, 'en')).toBe('Q4 FY2027');
  });
});

describe('periods', () => {
  test('"this" periods end with today, full ones before it', () => {
    expect(periodDays('this_quarter', '2026-11-23', 1)).toEqual({ from: '2026-10-01', to: '2026-11-24' });
    expect(periodDays('last_quarter', '2026-11-23', 1)).toEqual({ from: '2026-07-01', to: '2026-10-01' });
    expect(periodDays('last_4_quarters', '2026-11-23', 1)).toEqual({ from: '2025-10-01', to: '2026-10-01' });
    expect(periodDays('last_12_months', '2026-11-23', 1)).toEqual({ from: '2025-11-24', to: '2026-11-24' });
    expect(periodDays('this_year', '2026-02-10', 4)).toEqual({ from: '2025-04-01', to: '2026-02-11' });
    expect(periodDays('all', '2026-11-23', 1)).toEqual({ from: null, to: '2026-11-24' });
  });

  test('months end where they end, weeks begin on Monday, quarters follow the fiscal year', () => {
    expect(addMonths('2024-03-31', -1)).toBe('2024-02-29');
    expect(addMonths('2026-01-15', -13)).toBe('2024-12-15');
    expect([weekStart('2026-11-23'), weekStart('2026-11-22')]).toEqual(['2026-11-23', '2026-11-16']);
    expect(quarterStart('2026-01-31', 2)).toBe('2025-11-01');
  });

  test('the day of a moment is the workspace’s day', () => {
    expect(dayIn('Asia/Shanghai', '2026-11-23T17:00:00Z')).toBe('2026-11-24');
    expect(dayIn('America/New_York', '2026-11-23T03:00:00Z')).toBe('2026-11-22');
  });
});
