import { dialect } from '../dialect.ts';
import { type Calendar, grainSteps, periodOf } from '../metrics/calendar.ts';
import type { BaseMetric, Dimension, Fact } from '../metrics/metric.ts';
import type { DimensionValue, Filter, Grain } from '../metrics/metric-query.ts';
import { findDimension } from '../metrics/registry.ts';
import { join, raw, type Sql, sql } from '../sql.ts';
import type { Plan, Window } from './plan.ts';

/** What a text of a definition stands in: the moment it speaks of and the workspace's calendar. */
export interface Context {
  as_of: Sql;
  calendar: Calendar;
}

/** A definition's SQL with its holes filled. */
export function text(piece: string, { as_of, calendar }: Context): Sql {
  return piece
    .split(/(\$as_of|\$fiscal_offset)/)
    .map((part) => {
      if (part === '$as_of') return as_of;
      if (part === '$fiscal_offset') return raw(String(calendar.fiscal_year_start_month - 1));
      return raw(part);
    })
    .reduce((all, part) => sql`${all}${part}`);
}

export const momentValue = (as_of: string): Sql => sql`CAST(${as_of.replace('Z', '')} AS TIMESTAMP)`;

/** One row a group: `period_key`, `d0…` for the dimensions, `v_<metric>` and `n_<metric>` for each aggregate. */
export function groupedFact(scan: Plan['scans'][number], window: Window, plan: Plan): Sql {
  const { fact, bases } = scan;
  const { grain, by, calendar } = plan;
  const atPeriodEnds = grain !== null && fact.kind === 'moment';
  const context: Context = { as_of: atPeriodEnds ? raw('moment.as_of') : momentValue(window.as_of), calendar };

  const keys: Sql[] = [];
  if (grain)
    keys.push(sql`${atPeriodEnds ? raw('moment.period_key') : periodKey(fact, grain, window, calendar)} AS period_key`);
  by.forEach((dimension, at) => {
    keys.push(sql`${dimensionValue(fact, dimension, context)} AS ${raw(`d${at}`)}`);
  });
  const values = bases.flatMap((base) => aggregates(base, context));
  const via = [
    ...by.flatMap(({ name }) => fact.dimensions[name]?.via ?? []),
    ...plan.filters.flatMap(({ dimension }) => fact.dimensions[dimension]?.via ?? []),
    ...(plan.without?.by ?? []).flatMap(({ name }) => fact.dimensions[name]?.via ?? []),
    ...bases.flatMap((base) => base.value.via ?? []),
  ];
  const from = atPeriodEnds
    ? sql`${periodEnds(window, plan, grain)} AS moment CROSS JOIN ${raw(fact.table)}`
    : raw(fact.table);
  const groups = keys.map((_, at) => raw(String(at + 1)));
  return sql`SELECT ${join([...keys, ...values])}
    FROM ${from}${joinsFor(fact, via, context)}
    WHERE ${conditions(fact, window, plan.filters, context)}${withoutGroups(fact, plan, context)}${
      groups.length > 0
        ? sql`
    GROUP BY ${join(groups)}`
        : raw('')
    }`;
}

/** The joins named in `via` and those they need, in the fact's order. */
export function joinsFor(fact: Fact, via: readonly string[], context: Context): Sql {
  const wanted = new Set<string>();
  const want = (name: string) => {
    if (wanted.has(name)) return;
    const found = fact.joins.find((each) => each.name === name);
    if (!found) throw new Error(`the fact ${fact.name} has no join: ${name}`);
    wanted.add(name);
    found.needs?.forEach(want);
  };
  via.forEach(want);
  return fact.joins
    .filter(({ name }) => wanted.has(name))
    .map((each) => sql`\n    ${text(each.text, context)}`)
    .reduce((all, part) => sql`${all}${part}`, raw(''));
}

/** Which rows of the fact take part: known then, in the period, let through by the filters. */
export function conditions(fact: Fact, window: Window, filters: readonly Filter[], context: Context): Sql {
  const all: Sql[] = [];
  if (fact.day && window.from) all.push(sql`${raw(fact.day)} >= CAST(${window.from} AS DATE)`);
  if (fact.day && window.to) all.push(sql`${raw(fact.day)} < CAST(${window.to} AS DATE)`);
  if (fact.known) all.push(text(fact.known, context));
  if (fact.always) all.push(text(fact.always, context));
  for (const filter of filters) {
    const dimension = findDimension(filter.dimension);
    all.push(filterCondition(dimensionValue(fact, dimension, context), dimension, filter));
  }
  return all.length > 0 ? join(all, ' AND ') : raw('TRUE');
}

function withoutGroups(fact: Fact, { without }: Plan, context: Context): Sql {
  if (!without || without.groups.length === 0) return raw('');
  const groups = without.groups.map((values) =>
    join(
      without.by.map((dimension, at) =>
        filterCondition(dimensionValue(fact, dimension, context), dimension, {
          op: 'in',
          values: [values[at] ?? null],
        }),
      ),
      ' AND ',
    ),
  );
  // A comparison with null is unknown, and the row is then in none of the groups.
  return sql` AND NOT coalesce((${join(groups, ') OR (')}), FALSE)`;
}

export function dimensionValue(fact: Fact, { name }: Dimension, context: Context): Sql {
  const reached = fact.dimensions[name];
  if (!reached) throw new Error(`the fact ${fact.name} has no dimension: ${name}`);
  return text(reached.value, context);
}

/** `null` among the values is the group "(none)". */
function filterCondition(value: Sql, { kind }: Dimension, { op, values }: Pick<Filter, 'op' | 'values'>): Sql {
  const bound = (each: DimensionValue) => (kind === 'day' ? sql`CAST(${String(each)} AS DATE)` : sql`${String(each)}`);
  const named = values.filter((each) => each !== null);
  const hasNone = named.length < values.length;
  const within = named.length > 0 ? sql`${value} IN (${join(named.map(bound))})` : raw('FALSE');
  if (op === 'in') return hasNone ? sql`(${within} OR ${value} IS NULL)` : within;
  const without = named.length > 0 ? sql`${value} NOT IN (${join(named.map(bound))})` : raw('TRUE');
  return hasNone ? sql`(${without} AND ${value} IS NOT NULL)` : sql`(${without} OR ${value} IS NULL)`;
}

function aggregates({ name, value }: BaseMetric, context: Context): Sql[] {
  const where = value.where ? text(value.where, context) : null;
  const filter = where ? sql` FILTER (WHERE ${where})` : raw('');
  const of = value.of ? text(value.of, context) : raw('1');
  const v = raw(`v_${name}`);
  const n = raw(`n_${name}`);
  switch (value.aggregate) {
    case 'count':
      return [sql`count(*)${filter} AS ${v}`];
    case 'sum':
      return [sql`CAST(sum(${of})${filter} AS DOUBLE) AS ${v}`, sql`count(*)${filter} AS ${n}`];
    case 'median':
      return [sql`CAST(${dialect.median(of, where)} AS DOUBLE) AS ${v}`, sql`count(${of})${filter} AS ${n}`];
  }
}

/** The columns `aggregates` makes, for a row that has none of them. */
export const valueColumns = ({ name, value }: BaseMetric): { name: string; type: 'BIGINT' | 'DOUBLE' }[] =>
  value.aggregate === 'count'
    ? [{ name: `v_${name}`, type: 'BIGINT' }]
    : [
        { name: `v_${name}`, type: 'DOUBLE' },
        { name: `n_${name}`, type: 'BIGINT' },
      ];

/** Number of the period a record lies in, after the shift of a comparison. */
function periodKey(fact: Fact, grain: Grain, { shift }: Window, calendar: Calendar): Sql {
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

const lastPeriod = (grain: Grain, to: string, calendar: Calendar) => {
  const at = periodOf(grain, to, calendar);
  // `to` is not part of the question; on the first day of a period that period is not either.
  return periodOf(grain, new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10), calendar) < at
    ? at - 1
    : at;
};

/** `(period_key, as_of)`: the last moment of each period, never later than the window's own moment. */
function periodEnds(window: Window, plan: Plan, grain: Grain): Sql {
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
