import type { Grain } from './metric-query.ts';

/** Days are `YYYY-MM-DD` of the workspace's time zone. */
export type Day = string;

export interface Calendar {
  /** IANA zone. */
  time_zone: string;
  /** 1–12. */
  fiscal_year_start_month: number;
}

export type Shift = { months: number } | { days: number };

const msOfDay = 86_400_000;
// 1970-01-01 was a Thursday; ISO weeks begin on Monday.
const firstMonday = -3;

export const dayNumber = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / msOfDay;
export const dayFrom = (number: number): Day => new Date(number * msOfDay).toISOString().slice(0, 10);
/** Months since 1970-01, as in the `_month` columns. */
export const monthNumber = (day: Day): number => (Number(day.slice(0, 4)) - 1970) * 12 + Number(day.slice(5, 7)) - 1;
const monthStart = (month: number): Day => new Date(Date.UTC(1970, month, 1)).toISOString().slice(0, 10);

/** How many days or months a period of a grain has, and where the first one begins. */
export function grainSteps(grain: Grain, { fiscal_year_start_month }: Pick<Calendar, 'fiscal_year_start_month'>) {
  const start = fiscal_year_start_month - 1;
  switch (grain) {
    case 'day':
      return { unit: 'day', size: 1, first: 0 } as const;
    case 'week':
      return { unit: 'day', size: 7, first: firstMonday } as const;
    case 'month':
      return { unit: 'month', size: 1, first: 0 } as const;
    case 'quarter':
      return { unit: 'month', size: 3, first: start % 3 } as const;
    case 'year':
      return { unit: 'month', size: 12, first: start } as const;
  }
}

/** Number of the period a day lies in; periods of a grain are numbered through. */
export function periodOf(grain: Grain, day: Day, calendar: Pick<Calendar, 'fiscal_year_start_month'>): number {
  const { unit, size, first } = grainSteps(grain, calendar);
  return Math.floor(((unit === 'day' ? dayNumber(day) : monthNumber(day)) - first) / size);
}

/** First day of a period. */
export function periodStart(grain: Grain, period: number, calendar: Pick<Calendar, 'fiscal_year_start_month'>): Day {
  const { unit, size, first } = grainSteps(grain, calendar);
  return unit === 'day' ? dayFrom(period * size + first) : monthStart(period * size + first);
}

/** Moves a day; a month too short gives its last day. */
export function moveDay(day: Day, shift: Shift): Day {
  if ('days' in shift) return dayFrom(dayNumber(day) + shift.days);
  const month = monthNumber(day) + shift.months;
  const last = dayNumber(monthStart(month + 1)) - dayNumber(monthStart(month));
  return dayFrom(dayNumber(monthStart(month)) + Math.min(Number(day.slice(8, 10)), last) - 1);
}

/** Workspace day of a moment. */
export const dayAt = (moment: Date, zone: string): Day => wallClock(moment, zone).toISOString().slice(0, 10);

/** The moment a day begins. Where clocks skip midnight it is the first moment of the day. */
export function startOfDay(day: Day, zone: string): Date {
  const wanted = dayNumber(day) * msOfDay;
  const offset = (at: number) => wallClock(new Date(at), zone).getTime() - at;
  const early = wanted - offset(wanted - msOfDay);
  const late = wanted - offset(wanted + msOfDay);
  const exact = [early, late].filter((at) => at + offset(at) === wanted);
  return new Date(exact.length > 0 ? Math.min(...exact) : Math.max(early, late));
}

/** Moves a moment by days or months of the wall clock. */
export function moveMoment(moment: Date, shift: Shift, zone: string): Date {
  const day = dayAt(moment, zone);
  const sinceMidnight = wallClock(moment, zone).getTime() - dayNumber(day) * msOfDay;
  const moved = startOfDay(moveDay(day, shift), zone).getTime() + sinceMidnight;
  // On a day of clock change the hours since midnight are not the wall clock's.
  const drift = wallClock(new Date(moved), zone).getTime() - (dayNumber(moveDay(day, shift)) * msOfDay + sinceMidnight);
  return new Date(moved - drift);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** What a clock on the wall shows, as if it were UTC. */
function wallClock(moment: Date, zone: string): Date {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(moment).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, moment.getUTCMilliseconds()));
}
