import { z } from 'zod';
import { Grain, Label, RecordKind, Unit } from './metric-query.ts';

export type FactName = 'pipeline' | 'closing' | 'creation' | 'entry' | 'dwell' | 'activity' | 'lead' | 'quota';

/**
 * Texts of SQL in definitions are standard SQL over the fact's own columns, each written `table.column`. `$as_of` is the
 * moment asked about, `$fiscal_offset` the months from January to the start of the fiscal year.
 */
export type SqlText = string;

interface Words {
  name: string;
  label: Label;
  /** One or two sentences: what is counted, by which day, what is left out. */
  definition: Label;
  unit: Unit;
  /** d3-format. */
  format: string;
}

/** An aggregate over the records of one fact; `where` goes inside the aggregate, so metrics of a fact share a scan. */
export interface BaseMetric extends Words {
  from: FactName;
  value: { aggregate: 'count' | 'sum' | 'median'; of?: SqlText; where?: SqlText; via?: readonly string[] };
}

/** Sum or count ÷ sum or count, each named; null where the divisor is 0. `n` names the metric whose records are counted. */
export interface RatioMetric extends Words {
  ratio: { numerator: string; denominator: string };
  n: string;
}

/** Product of metrics ÷ product of metrics; null where one of them is, or a divisor is 0. */
export interface FormulaMetric extends Words {
  formula: { times: readonly string[]; divided_by: readonly string[] };
  n: string;
}

export type Metric = BaseMetric | RatioMetric | FormulaMetric;

export const isBase = (metric: Metric): metric is BaseMetric => 'from' in metric;
export const isRatio = (metric: Metric): metric is RatioMetric => 'ratio' in metric;

/** A column of the drilled records. */
export interface RecordColumn {
  name: string;
  label: Label;
  unit: Unit | null;
  value: SqlText;
  via?: readonly string[];
}

/** How one table is reached from a fact; `needs` names joins that come before. It finds at most one row. */
export interface Join {
  name: string;
  text: SqlText;
  needs?: readonly string[];
}

/** Where metrics get their records: a table of the warehouse, one record a row. */
export interface Fact {
  name: FactName;
  table: string;
  record: RecordKind;
  /** `flow`: records belong to a day. `moment`: records stand at a moment, and a period is read at its end. */
  kind: 'flow' | 'moment';
  /** The stored day and month keys of a flow. */
  day?: SqlText;
  month?: SqlText;
  /** Its records belong to whole months, so finer grains mean nothing. */
  is_monthly?: boolean;
  /** Which rows were known, or stood, at `$as_of`. */
  known?: SqlText;
  /** Further condition on every row. */
  always?: SqlText;
  /** The join that `always` stands on. */
  joins: readonly Join[];
  /** Dimensions this fact can be split by, and the joins each needs. */
  dimensions: Readonly<Record<string, { value: SqlText; via?: readonly string[] }>>;
  /** What identifies a record, for a stable order. */
  keys: readonly SqlText[];
  columns: readonly RecordColumn[];
}

/** What a metric can be split and filtered by. */
export interface Dimension {
  name: string;
  label: Label;
  /** `day`: a DATE, the first day of a period. */
  kind: 'text' | 'day';
  /** The column beside it that people read, looked up after grouping. `is_versioned`: the newest version's. */
  title?: { name: string; label: Label; table: string; key: string; value: string; is_versioned?: boolean };
  /** Its natural order, looked up like the title. */
  order?: { table: string; key: string; value: string };
}

/** What the API tells of a metric. */
export const MetricInfo = z.object({
  name: z.string(),
  label: Label,
  definition: Label,
  unit: Unit,
  format: z.string(),
  /** Names of the dimensions it can be split and filtered by. */
  dimensions: z.array(z.string()),
  grains: z.array(Grain),
  /** True when the values of groups add up to the value of the whole. */
  additive: z.boolean(),
  /** True when it is read at a moment instead of summed over a period. */
  at_moment: z.boolean(),
  record: RecordKind,
});
export type MetricInfo = z.infer<typeof MetricInfo>;

export const DimensionInfo = z.object({
  name: z.string(),
  label: Label,
  kind: z.enum(['text', 'day']),
  title: z.object({ name: z.string(), label: Label }).nullable(),
});
export type DimensionInfo = z.infer<typeof DimensionInfo>;
