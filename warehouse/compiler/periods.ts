import { dialect } from '../dialect.ts';
import { type Calendar, type Day, grainSteps, moveDay, periodOf } from '../metrics/calendar.ts';
import type { Fact } from '../metrics/metric.ts';
import type { Grain } from '../metrics/metric-query.ts';
import { raw, type Sql, sql } from '../sql.ts';
import type { Plan, Window } from './plan.ts';

/** A moment (ISO UTC) as a TIMESTAMP. */
export const momentValue = (as_of: string): Sql => sql`CAST(${as_of.replace('Z', '')} AS TIMESTAMP)`;

/** Number of the period a record lies in, after the shift of a comparison. */
export function periodKey(fact: Fact, grain: Grain, { shift }: Window, calendar: Calendar): Sql {
  if (!fact.day || !fact.month) throw new Error(`the fact ${fact.name} has no day`);
  const { unit, size, first } = grainSteps(grain, calendar);
  const number = unit === 'day' ? shiftedDay(raw(fact.day), shift) : shiftedMonth(fact, shift);
  return dialect.quotient(minus(number, first), size);
}

const minus = (number: Sql, first: number): Sql => (first === 0 ? number : sql`${number} - (${raw(String(first))})`);

function shiftedDay(day: Sql, shift: Window['shift']): Sql {
  if (!shift) return dialect.dayNumber(day);
  if ('days' in shift) return sql`${dialect.dayNumber(day)} + ${raw(String(shift.days))}`;
  return dialect.dayNumber(dialect.addMonths(day, shift.months));
}

function shiftedMonth(fact: Fact, shift: Window['shift']): Sql {
  if (!shift) return raw(`CAST(${fact.month} AS INTEGER)`);
  if ('months' in shift) return raw(`CAST(${fact.month} AS INTEGER) + ${shift.months}`);
  return dialect.monthNumber(dialect.dayFrom(shiftedDay(raw(fact.day ?? ''), shift)));
}

/** DATE a period begins. */
export function periodStartSql(grain: Grain, key: Sql, calendar: Calendar): Sql {
  const { unit, size, first } = grainSteps(grain, calendar);
  const number = size === 1 && first === 0 ? key : sql`${key} * ${raw(String(size))} + (${raw(String(first))})`;
  return unit === 'day' ? dialect.dayFrom(number) : dialect.monthStart(number);
}

/** The numbers of the first and last period a question can be about by its moment; first is null when it has no `from`. */
export function periodSpan({ now, today, calendar }: Plan, grain: Grain): { first: number | null; last: number } {
  const lastAsked = now.to === null ? Number.POSITIVE_INFINITY : lastPeriod(grain, now.to, calendar);
  return {
    first: now.from === null ? null : periodOf(grain, now.from, calendar),
    last: Math.min(lastAsked, periodOf(grain, today, calendar)),
  };
}

// `to` itself is not part of the question.
const lastPeriod = (grain: Grain, to: Day, calendar: Calendar) => periodOf(grain, moveDay(to, { days: -1 }), calendar);

/** `(period_key, as_of)`: the last moment of each period, never later than the window's own moment. */
export function periodEnds(window: Window, plan: Plan, grain: Grain): Sql {
  const { calendar, now } = plan;
  const { first, last } = periodSpan(plan, grain);
  const start =
    first === null ? sql`(SELECT ${firstPeriodOfAll(grain, calendar)} FROM opportunity_state)` : raw(String(first));
  const next = periodStartSql(grain, raw('(period_key + 1)'), calendar);
  const end = now.to ? sql`least(${next}, CAST(${now.to} AS DATE))` : next;
  const moved = window.shift ? movedBack(end, window.shift) : end;
  return sql`(
      SELECT period_key, least(${dialect.justBefore(moved, calendar.time_zone)}, ${momentValue(window.as_of)}) AS as_of
      FROM ${dialect.series('period_key', start, raw(String(last)))} AS period
    )`;
}

const movedBack = (day: Sql, shift: NonNullable<Window['shift']>): Sql =>
  'days' in shift ? sql`(${day} - ${raw(String(shift.days))})` : dialect.addMonths(day, -shift.months);

function firstPeriodOfAll(grain: Grain, calendar: Calendar): Sql {
  const { unit, size, first } = grainSteps(grain, calendar);
  const day = dialect.dayIn(raw('min(valid_from)'), calendar.time_zone);
  const number = unit === 'day' ? dialect.dayNumber(day) : dialect.monthNumber(day);
  return dialect.quotient(minus(number, first), size);
}
