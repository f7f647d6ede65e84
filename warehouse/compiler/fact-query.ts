import { dialect } from '../dialect.ts';
import type { Calendar } from '../metrics/calendar.ts';
import type { BaseMetric, Dimension, Fact } from '../metrics/metric.ts';
import type { DimensionValue, Filter } from '../metrics/metric-query.ts';
import { findDimension } from '../metrics/registry.ts';
import { join, raw, type Sql, sql } from '../sql.ts';
import { momentValue, periodEnds, periodKey } from './periods.ts';
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

function dimensionValue(fact: Fact, { name }: Dimension, context: Context): Sql {
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
