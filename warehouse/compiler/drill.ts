import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { dialect } from '../dialect.ts';
import { type Day, periodOf, periodStart } from '../metrics/calendar.ts';
import { facts } from '../metrics/facts.ts';
import { type BaseMetric, type Fact, isBase, isRatio, type Metric, type RecordColumn } from '../metrics/metric.ts';
import type { DrillAnswer, DrillQuery, Filter } from '../metrics/metric-query.ts';
import { findMetric, partsOf } from '../metrics/registry.ts';
import { id, join, raw, type Sql, sql } from '../sql.ts';
import { type Context, conditions, joinsFor, text } from './fact-query.ts';
import { momentValue } from './periods.ts';
import { checkValues, type Plan } from './plan.ts';

/** What a record adds to a part of the metric. */
interface Contribution {
  value: Sql;
  numerator: Sql;
  denominator: Sql;
  where: Sql[];
}

/** One scan of records: the metric itself, or one of the parts it is made of. */
interface Component {
  name: string;
  fact: Fact;
  via: readonly string[];
  contribute: (context: Context) => Contribution;
}

/** The two statements of a drill; `totals` has one row a component. */
export interface CompiledDrill {
  page: Sql;
  totals: Sql;
  aggregate: DrillAnswer['aggregate'];
  columns: readonly Pick<RecordColumn, 'name' | 'label' | 'unit'>[];
}

const none = raw('CAST(NULL AS DOUBLE)');

/** `plan` is of the drilled metric alone. Throws `invalid` on a mark that the question does not have. */
export function compileDrill(
  plan: Plan,
  { mark, limit, offset }: Pick<DrillQuery, 'mark' | 'limit' | 'offset'>,
): CompiledDrill {
  const [metric] = plan.metrics;
  if (!metric) throw new Error('a drill has one metric');
  const marked = narrow(plan, mark);
  const components = componentsOf(metric);
  const columns = [
    ...new Map(components.flatMap(({ fact }) => fact.columns).map((column) => [column.name, column])).values(),
  ];
  const rows = join(
    components.map((component, at) => recordRows(component, at, columns, marked)),
    '\nUNION ALL\n',
  );
  const shown = [...columns, ...contributionColumns(metric, components.length)];
  return {
    page: sql`SELECT ${join(shown.map(({ name }) => id(name)))} FROM (
${rows}
) AS record
ORDER BY component_at, value DESC NULLS LAST, numerator DESC NULLS LAST, denominator DESC NULLS LAST, key
LIMIT ${raw(String(limit))} OFFSET ${raw(String(offset))}`,
    totals: sql`SELECT component, CAST(count(*) AS INTEGER) AS total_rows, CAST(sum(value) AS DOUBLE) AS value,
  CAST(${dialect.median(raw('value'), null)} AS DOUBLE) AS median,
  CAST(sum(numerator) AS DOUBLE) AS numerator, CAST(sum(denominator) AS DOUBLE) AS denominator
FROM (
${rows}
) AS record GROUP BY component`,
    aggregate: aggregateOf(metric),
    columns: shown,
  };
}

export interface ComponentTotal {
  component: string;
  total_rows: number;
  value: number | null;
  median: number | null;
  numerator: number | null;
  denominator: number | null;
}

/** The metric worked out again from the drilled records. */
export function drillTotal(metric: Metric, totals: readonly ComponentTotal[]): DrillAnswer['total'] {
  const of = (name: string) => totals.find(({ component }) => component === name);
  if (isBase(metric)) {
    const found = of(metric.name);
    const value = metric.value.aggregate === 'median' ? (found?.median ?? null) : (found?.value ?? 0);
    return { value, numerator: null, denominator: null };
  }
  if (isRatio(metric)) {
    const whole = of(metric.name);
    const numerator = whole?.numerator ?? of(metric.ratio.numerator)?.numerator ?? 0;
    const denominator = whole?.denominator ?? of(metric.ratio.denominator)?.denominator ?? 0;
    return { value: denominator === 0 ? null : numerator / denominator, numerator, denominator };
  }
  const worth = (name: string) => drillTotal(findMetric(name), totals).value;
  const times = metric.formula.times.map(worth);
  const divided = metric.formula.divided_by.map(worth);
  const isUnknown = times.includes(null) || divided.includes(null) || divided.includes(0);
  const product = (values: (number | null)[]) => values.reduce<number>((all, each) => all * (each ?? 1), 1);
  return { value: isUnknown ? null : product(times) / product(divided), numerator: null, denominator: null };
}

/** What a record adds, in the words of the metric. */
function contributionColumns(metric: Metric, components: number) {
  const part = { name: 'component', label: { en: 'Part', zh: '组成部分' }, unit: null };
  const value = { name: 'value', label: metric.label, unit: metric.unit };
  if (isBase(metric)) return [value];
  const share = (name: 'numerator' | 'denominator', of: Metric) => ({ name, label: of.label, unit: of.unit });
  if (isRatio(metric)) {
    const shares = [
      share('numerator', findMetric(metric.ratio.numerator)),
      share('denominator', findMetric(metric.ratio.denominator)),
    ];
    return components > 1 ? [part, ...shares] : shares;
  }
  const plain = (name: string, en: string, zh: string) => ({ name, label: { en, zh }, unit: null });
  return [
    part,
    plain('value', 'Value', '数值'),
    plain('numerator', 'Numerator', '分子'),
    plain('denominator', 'Denominator', '分母'),
  ];
}

function aggregateOf(metric: Metric): DrillAnswer['aggregate'] {
  if (isRatio(metric)) return 'ratio';
  if (!isBase(metric)) return 'formula';
  return metric.value.aggregate === 'median' ? 'median' : 'sum';
}

/** The plan of the mark: its groups as filters, its period as the span. */
interface Marked {
  plan: Plan;
  filters: readonly Filter[];
  from: Day | null;
  to: Day | null;
  /** True when a period was marked, so that facts of a moment are read at its end. */
  atPeriodEnd: boolean;
  isInFuture: boolean;
}

function narrow(plan: Plan, mark: DrillQuery['mark']): Marked {
  const filters: Filter[] = [...plan.filters];
  const { period, ...groups } = mark;
  for (const [dimension, value] of Object.entries(groups)) {
    if (!plan.by.some(({ name }) => name === dimension))
      throw invalid(`the question is not split by: ${dimension}`, { field: 'mark' });
    const filter: Filter = { dimension, op: 'in', values: [value] };
    checkValues(filter, 'mark');
    filters.push(filter);
  }
  const { from, to } = plan.now;
  if (period === undefined) return { plan, filters, from, to, atPeriodEnd: false, isInFuture: false };
  if (!plan.grain || typeof period !== 'string' || !z.iso.date().safeParse(period).success)
    throw invalid(`the question has no period: ${period}`, { field: 'mark' });
  const key = periodOf(plan.grain, period, plan.calendar);
  const first = periodStart(plan.grain, key, plan.calendar);
  const next = periodStart(plan.grain, key + 1, plan.calendar);
  return {
    plan,
    filters,
    from: from && from > first ? from : first,
    to: to && to < next ? to : next,
    atPeriodEnd: true,
    isInFuture: first > plan.today,
  };
}

/** A metric whose parts share a fact is one scan; otherwise each part is one of its own. */
function componentsOf(metric: Metric): Component[] {
  if (isBase(metric)) return [baseComponent(metric, 'value')];
  if (!isRatio(metric)) {
    const all = partsOf(metric).flatMap(componentsOf);
    return [...new Map(all.map((component) => [component.name, component])).values()];
  }
  const [numerator, denominator] = partsOf(metric);
  if (!numerator || !denominator || !isBase(numerator) || !isBase(denominator))
    throw new Error(`a ratio is of two aggregates: ${metric.name}`);
  if (numerator.from !== denominator.from)
    return [baseComponent(numerator, 'numerator'), baseComponent(denominator, 'denominator')];
  return [ratioComponent(metric.name, numerator, denominator)];
}

function baseComponent(metric: BaseMetric, role: 'value' | 'numerator' | 'denominator'): Component {
  return {
    name: metric.name,
    fact: facts[metric.from],
    via: metric.value.via ?? [],
    contribute: (context) => {
      const { aggregate, of, where } = metric.value;
      const measured = text(of ?? '1', context);
      const value =
        aggregate === 'median' ? sql`CAST(${measured} AS DOUBLE)` : sql`CAST(coalesce(${measured}, 0) AS DOUBLE)`;
      return {
        value: none,
        numerator: none,
        denominator: none,
        [role]: value,
        where: [
          ...(where ? [text(where, context)] : []),
          ...(aggregate === 'median' ? [sql`${measured} IS NOT NULL`] : []),
        ],
      };
    },
  };
}

function ratioComponent(name: string, numerator: BaseMetric, denominator: BaseMetric): Component {
  const share = ({ value: { of, where } }: BaseMetric, context: Context) => {
    const measured = sql`coalesce(${text(of ?? '1', context)}, 0)`;
    return sql`CAST(${where ? sql`CASE WHEN ${text(where, context)} THEN ${measured} ELSE 0 END` : measured} AS DOUBLE)`;
  };
  return {
    name,
    fact: facts[numerator.from],
    via: [...(numerator.value.via ?? []), ...(denominator.value.via ?? [])],
    contribute: (context) => {
      const wheres = [numerator.value.where, denominator.value.where];
      const isEveryRow = wheres.includes(undefined);
      return {
        value: none,
        numerator: share(numerator, context),
        denominator: share(denominator, context),
        where: isEveryRow
          ? []
          : [
              sql`(${join(
                wheres.map((where) => sql`(${text(where ?? 'TRUE', context)})`),
                ' OR ',
              )})`,
            ],
      };
    },
  };
}

function recordRows(component: Component, at: number, columns: readonly RecordColumn[], marked: Marked): Sql {
  const { fact } = component;
  const { plan, filters, from, to, atPeriodEnd, isInFuture } = marked;
  const moment = momentValue(plan.now.as_of);
  const as_of =
    atPeriodEnd && fact.kind === 'moment'
      ? sql`least(${dialect.justBefore(sql`CAST(${to} AS DATE)`, plan.calendar.time_zone)}, ${moment})`
      : moment;
  const context: Context = { as_of, calendar: plan.calendar };
  const { value, numerator, denominator, where } = component.contribute(context);
  const own = columns.map(({ name }) => fact.columns.find((each) => each.name === name));
  const shown = columns.map(({ name }, index) => {
    const column = own[index];
    return sql`${column ? text(column.value, context) : raw('NULL')} AS ${id(name)}`;
  });
  const key = join(
    fact.keys.map((each) => raw(`coalesce(CAST(${each} AS VARCHAR), '')`)),
    " || ' ' || ",
  );
  const via = [
    ...component.via,
    ...own.flatMap((column) => column?.via ?? []),
    ...filters.flatMap(({ dimension }) => fact.dimensions[dimension]?.via ?? []),
  ];
  const taken = [
    conditions(fact, { ...plan.now, from, to }, filters, context),
    ...where,
    ...(isInFuture && fact.kind === 'moment' ? [raw('FALSE')] : []),
  ];
  return sql`  SELECT ${join([
    ...shown,
    sql`${raw(String(at))} AS component_at`,
    sql`${component.name} AS component`,
    sql`${value} AS value`,
    sql`${numerator} AS numerator`,
    sql`${denominator} AS denominator`,
    sql`${key} AS key`,
  ])}
    FROM ${raw(fact.table)}${joinsFor(fact, via, context)}
    WHERE ${join(taken, ' AND ')}`;
}
