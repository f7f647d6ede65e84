import { type BaseMetric, isBase, isRatio, type Metric } from '../metrics/metric.ts';
import { countedIn, findMetric } from '../metrics/registry.ts';
import { raw, type Sql, sql } from '../sql.ts';

/** Counts go out as INTEGER, everything else as DOUBLE: a DECIMAL or HUGEINT would arrive as text or bigint. */
export const typedValue = (metric: Metric, prefix: 'v' | 'b'): Sql =>
  sql`CAST(${metricValue(metric, prefix)} AS ${raw(metric.unit === 'count' ? 'INTEGER' : 'DOUBLE')})`;

/** The number of records behind a metric. */
export function metricCount(metric: Metric): Sql {
  const base = countedIn(metric);
  return raw(`CAST(coalesce(${base.value.aggregate === 'count' ? 'v' : 'n'}_${base.name}, 0) AS INTEGER)`);
}

/** The value of a metric over columns `<prefix>_<aggregate's name>`: nothing counted or summed is 0, no median is null. */
function metricValue(metric: Metric, prefix: 'v' | 'b'): Sql {
  if (isBase(metric)) return baseValue(metric, prefix);
  if (isRatio(metric)) {
    const { numerator, denominator } = metric.ratio;
    return sql`CAST(${metricValue(findMetric(numerator), prefix)} AS DOUBLE) / nullif(${metricValue(findMetric(denominator), prefix)}, 0)`;
  }
  const { times, divided_by } = metric.formula;
  const factors = times.map((name) => sql`CAST((${metricValue(findMetric(name), prefix)}) AS DOUBLE)`);
  const divisors = divided_by.map((name) => sql`nullif(${metricValue(findMetric(name), prefix)}, 0)`);
  return [...factors.slice(1).map((each) => sql` * ${each}`), ...divisors.map((each) => sql` / ${each}`)].reduce(
    (all, part) => sql`${all}${part}`,
    factors[0] ?? raw('1.0'),
  );
}

const baseValue = ({ name, value }: BaseMetric, prefix: string): Sql =>
  raw(value.aggregate === 'median' ? `${prefix}_${name}` : `coalesce(${prefix}_${name}, 0)`);
