import { invalid } from '../../errors.ts';
import { dialect } from '../dialect.ts';
import type { Dimension } from '../metrics/metric.ts';
import type { AnswerColumn, MetricQuery } from '../metrics/metric-query.ts';
import { id, join, raw, type Sql, sql } from '../sql.ts';
import { groupedFact, valueColumns } from './fact-query.ts';
import { metricCount, typedValue } from './metric-value.ts';
import { periodSpan, periodStartSql } from './periods.ts';
import type { Plan } from './plan.ts';

/** A column of the answer with the SQL that gives it. */
interface Output {
  column: AnswerColumn;
  value: Sql;
}

/**
 * One statement for the whole question, and the columns it answers. Each fact is grouped by itself and the groups are
 * brought together afterwards, so joining one fact never multiplies another. Groups have a row where there are records;
 * without `by`, every period of a grain up to `as_of` has one.
 */
export function compile(
  plan: Plan,
  { order, limit }: Pick<MetricQuery, 'order' | 'limit'>,
): { statement: Sql; columns: AnswerColumn[] } {
  const outputs = [...keyOutputs(plan), ...plan.metrics.flatMap((metric) => metricOutputs(metric, plan))];
  const { steps, last } = groupSteps(plan);
  const statement = sql`WITH
${join(steps, ',\n')}
SELECT ${join(
    outputs.map(({ column, value }) => sql`${value} AS ${id(column.name)}`),
    ',\n  ',
  )}
FROM ${raw(last)} AS g${lookups(plan)}
ORDER BY ${ordering(plan, outputs, order)}
LIMIT ${raw(String(limit))}`;
  return { statement, columns: outputs.map(({ column }) => column) };
}

function keyOutputs({ grain, by, calendar }: Plan): Output[] {
  const period: Output[] = grain
    ? [
        {
          column: { name: 'period', kind: 'period', label: { en: 'Period', zh: '周期' }, unit: null, format: null },
          value: periodStartSql(grain, raw('g.period_key'), calendar),
        },
      ]
    : [];
  const dimensions = by.flatMap(({ name, label, title }, at): Output[] => {
    const key: Output = {
      column: { name, kind: 'dimension', label, unit: null, format: null },
      value: raw(`g.d${at}`),
    };
    if (!title) return [key];
    return [
      key,
      {
        column: { name: title.name, kind: 'label', label: title.label, unit: null, format: null },
        value: raw(`title_${at}.${title.value}`),
      },
    ];
  });
  return [...period, ...dimensions];
}

function metricOutputs(metric: Plan['metrics'][number], { before }: Plan): Output[] {
  const { name, label, unit, format } = metric;
  const count: AnswerColumn = {
    name: `${name}_n`,
    kind: 'n',
    label: { en: `${label.en}: records`, zh: `${label.zh}：记录数` },
    unit: 'count',
    format: ',d',
  };
  const earlier: AnswerColumn = {
    name: `${name}_before`,
    kind: 'before',
    label: { en: `${label.en}, before`, zh: `${label.zh}（对比期）` },
    unit,
    format,
  };
  return [
    { column: { name, kind: 'metric', label, unit, format }, value: typedValue(metric, 'v') },
    { column: count, value: metricCount(metric) },
    ...(before ? [{ column: earlier, value: typedValue(metric, 'b') }] : []),
  ];
}

const keyNames = ({ grain, by }: Plan): string[] => [...(grain ? ['period_key'] : []), ...by.map((_, at) => `d${at}`)];

/** The CTEs: every fact grouped, for the question and the earlier one; then one row a group. */
function groupSteps(plan: Plan): { steps: Sql[]; last: string } {
  const parts = [plan.now, ...(plan.before ? [plan.before] : [])].flatMap((window) =>
    plan.scans.map((scan) => ({
      rows: groupedFact(scan, window, plan),
      // An earlier value keeps its name with `b_`; its n is not shown.
      values: scan.bases
        .flatMap(valueColumns)
        .filter(({ name }) => window === plan.now || name.startsWith('v_'))
        .map(({ name, type }) => ({ from: name, name: window === plan.now ? name : name.replace(/^v_/, 'b_'), type })),
    })),
  );
  const steps = parts.map(({ rows }, at) => sql`part_${raw(String(at))} AS (\n    ${rows}\n)`);
  const isWhole = plan.grain !== null && plan.by.length === 0;
  if (parts.length === 1 && !isWhole) return { steps, last: 'part_0' };

  const all = parts.flatMap(({ values }) => values);
  const keys = keyNames(plan);
  const aligned = parts.map(({ values }, at) => {
    const own = all.map(({ name, type }) => {
      const value = values.find((each) => each.name === name);
      return value ? `${value.from} AS ${name}` : `CAST(NULL AS ${type}) AS ${name}`;
    });
    return raw(`SELECT ${[...keys, ...own].join(', ')} FROM part_${at}`);
  });
  // A part has one row a group, so max only picks it.
  const merged = sql`merged AS (
    SELECT ${raw([...keys, ...all.map(({ name }) => `max(${name}) AS ${name}`)].join(', '))}
    FROM (
      ${join(aligned, '\n      UNION ALL\n      ')}
    ) AS part${raw(keys.length > 0 ? `\n    GROUP BY ${keys.join(', ')}` : '')}
)`;
  if (!isWhole) return { steps: [...steps, merged], last: 'merged' };
  return { steps: [...steps, merged, everyPeriod(plan, all)], last: 'every_period' };
}

function everyPeriod(plan: Plan, values: readonly { name: string }[]): Sql {
  const { first, last } = periodSpan(plan, plan.grain ?? 'day');
  const start = first === null ? raw('(SELECT min(period_key) FROM merged)') : raw(String(first));
  return sql`every_period AS (
    SELECT period.period_key, ${raw(values.map(({ name }) => `merged.${name}`).join(', '))}
    FROM (
      SELECT period_key FROM ${dialect.series('period_key', start, raw(String(last)))} AS asked
      UNION
      SELECT period_key FROM merged
    ) AS period
    LEFT JOIN merged ON merged.period_key = period.period_key
)`;
}

/** What people read beside a key, and its natural order: looked up after grouping, one row a group. */
function lookups({ by }: Plan): Sql {
  return by
    .flatMap(({ title, order }: Dimension, at) => {
      const newest = title?.is_versioned ? ` AND title_${at}.valid_to = TIMESTAMP '9999-12-31 00:00:00'` : '';
      return [
        ...(title ? [`LEFT JOIN ${title.table} AS title_${at} ON title_${at}.${title.key} = g.d${at}${newest}`] : []),
        ...(order ? [`LEFT JOIN ${order.table} AS order_${at} ON order_${at}.${order.key} = g.d${at}`] : []),
      ];
    })
    .reduce((all, line) => sql`${all}\n${raw(line)}`, raw(''));
}

function ordering(plan: Plan, outputs: readonly Output[], order: MetricQuery['order']): Sql {
  const natural = [
    ...(plan.grain ? ['g.period_key'] : []),
    ...plan.by.flatMap(({ order: lookup }, at) => [
      ...(lookup ? [`order_${at}.${lookup.value} NULLS LAST`] : []),
      `g.d${at} NULLS LAST`,
    ]),
  ].map(raw);
  if (!order) return natural.length > 0 ? join(natural) : raw('1');
  const names = outputs.map(({ column }) => column.name);
  const found = outputs.find(({ column }) => column.name === order.by);
  if (!found)
    throw invalid(`cannot be ordered by: ${order.by}; the answer has: ${names.join(', ')}`, { field: 'order.by' });
  return join([sql`${found.value} ${raw(order.direction === 'asc' ? 'ASC' : 'DESC')} NULLS LAST`, ...natural]);
}
