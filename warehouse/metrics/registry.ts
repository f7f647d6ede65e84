import { invalid } from '../../errors.ts';
import { activityMetrics } from './activity.ts';
import { dimensions } from './dimensions.ts';
import { facts } from './facts.ts';
import { leadMetrics } from './leads.ts';
import {
  type BaseMetric,
  type Dimension,
  type DimensionInfo,
  type Fact,
  isBase,
  isRatio,
  type Metric,
  type MetricInfo,
} from './metric.ts';
import { Grain } from './metric-query.ts';
import { pipelineMetrics } from './pipeline.ts';
import { resultMetrics } from './results.ts';

export { dimensions } from './dimensions.ts';

/** Every metric there is, once. */
export const metrics: readonly Metric[] = [...pipelineMetrics, ...resultMetrics, ...activityMetrics, ...leadMetrics];

const metricByName = new Map(metrics.map((metric) => [metric.name, metric]));
const dimensionByName = new Map(dimensions.map((dimension) => [dimension.name, dimension]));

/** Throws `invalid` on a name that is not there. */
export function findMetric(name: string): Metric {
  const metric = metricByName.get(name);
  if (!metric) throw invalid(`there is no such metric: ${name}; there are: ${[...metricByName.keys()].join(', ')}`);
  return metric;
}

/** Throws `invalid` on a name that is not there. */
export function findDimension(name: string): Dimension {
  const dimension = dimensionByName.get(name);
  if (!dimension)
    throw invalid(`there is no such dimension: ${name}; there are: ${[...dimensionByName.keys()].join(', ')}`);
  return dimension;
}

/** The metrics a ratio or formula is made of, as written; none for an aggregate. */
export function partsOf(metric: Metric): readonly Metric[] {
  if (isBase(metric)) return [];
  const names = isRatio(metric)
    ? [metric.ratio.numerator, metric.ratio.denominator]
    : [...metric.formula.times, ...metric.formula.divided_by];
  return names.map(findMetric);
}

/** The aggregates a metric stands on, each once, with the one that gives its n. */
export function basesOf(metric: Metric): readonly BaseMetric[] {
  if (isBase(metric)) return [metric];
  const all = [...partsOf(metric), findMetric(metric.n)].flatMap(basesOf);
  return [...new Map(all.map((base) => [base.name, base])).values()];
}

/** The metric whose records are counted as its n. */
export const countedIn = (metric: Metric): BaseMetric => (isBase(metric) ? metric : countedIn(findMetric(metric.n)));

const factsOf = (metric: Metric): readonly Fact[] => basesOf(metric).map((base) => facts[base.from]);

/** Names of the dimensions every part of the metric can be split by. */
export function dimensionsOf(metric: Metric): readonly string[] {
  const reached = factsOf(metric);
  return dimensions.map(({ name }) => name).filter((name) => reached.every((fact) => name in fact.dimensions));
}

export const grainsOf = (metric: Metric): readonly Grain[] =>
  factsOf(metric).some((fact) => fact.is_monthly) ? ['month', 'quarter', 'year'] : Grain.options;

/** What kind of records stand behind it. */
export const recordOf = (metric: Metric) => facts[countedIn(metric).from].record;

export const metricInfo = (metric: Metric): MetricInfo => ({
  name: metric.name,
  label: metric.label,
  definition: metric.definition,
  unit: metric.unit,
  format: metric.format,
  dimensions: [...dimensionsOf(metric)],
  grains: [...grainsOf(metric)],
  additive: isBase(metric) && metric.value.aggregate !== 'median',
  at_moment: factsOf(metric).some((fact) => fact.kind === 'moment'),
  record: recordOf(metric),
});

export const dimensionInfo = ({ name, label, kind, title }: Dimension): DimensionInfo => ({
  name,
  label,
  kind,
  title: title ? { name: title.name, label: title.label } : null,
});
