import { z } from 'zod';

export const Language = z.enum(['en', 'zh']);
export type Language = z.infer<typeof Language>;

/** One text in both languages. */
export const Label = z.object({ en: z.string().min(1), zh: z.string().min(1) });
export type Label = z.infer<typeof Label>;

export const Grain = z.enum(['day', 'week', 'month', 'quarter', 'year']);
export type Grain = z.infer<typeof Grain>;

export const DimensionValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type DimensionValue = z.infer<typeof DimensionValue>;

/** `null` among the values means "none". */
export const Filter = z.object({
  dimension: z.string().min(1),
  op: z.enum(['in', 'not_in']).default('in'),
  values: z.array(DimensionValue).min(1).max(1000),
});
export type Filter = z.infer<typeof Filter>;

/**
 * What is asked of the metrics. `from` ≤ day < `to`, workspace days; a metric of a moment (open pipeline) is read at
 * `as_of`, or with a `grain` at the end of each period (never later than `as_of`). `as_of` null: now. Groups have a row
 * where there are records; without `by`, every period of a grain up to `as_of` has one.
 */
export const MetricQuery = z.strictObject({
  metrics: z.array(z.string()).min(1).max(20),
  by: z.array(z.string()).max(4).default([]),
  filters: z.array(Filter).max(20).default([]),
  from: z.iso.date().nullable().default(null),
  to: z.iso.date().nullable().default(null),
  grain: Grain.nullable().default(null),
  /**
   * Adds `<metric>_before`: the same question with every date moved back, `as_of` too, by the length of the period or by a
   * year. A running quarter is so compared with the earlier one at the same point.
   */
  compare: z.enum(['previous_period', 'previous_year']).nullable().default(null),
  as_of: z.iso.datetime({ offset: true }).nullable().default(null),
  order: z
    .strictObject({ by: z.string(), direction: z.enum(['asc', 'desc']).default('desc') })
    .nullable()
    .default(null),
  limit: z.int().min(1).max(100_000).default(10_000),
  /** Also answers `rest`: the groups that `limit` cut off, as one. Without a grain and up to 1,000 groups. */
  rest: z.boolean().default(false),
});
export type MetricQuery = z.infer<typeof MetricQuery>;
export type MetricQueryInput = z.input<typeof MetricQuery>;

export const Unit = z.enum(['count', 'money', 'ratio', 'days', 'money_per_day']);
export type Unit = z.infer<typeof Unit>;

/** A column of an answer. `n` counts the records behind the metric beside it, named `<metric>_n`. */
export const AnswerColumn = z.object({
  name: z.string(),
  kind: z.enum(['period', 'dimension', 'label', 'metric', 'n', 'before']),
  label: Label,
  unit: Unit.nullable(),
  /** d3-format, with `$` never in it: money is written with the workspace's currency. */
  format: z.string().nullable(),
});
export type AnswerColumn = z.infer<typeof AnswerColumn>;

export const AnswerRow = z.record(z.string(), DimensionValue);
export type AnswerRow = z.infer<typeof AnswerRow>;

/**
 * Rows of `{period?, [dimension], [dimension label]?, [metric], [metric]_n, [metric]_before?}`. A null dimension is
 * "(none)"; a null metric has nothing to divide by.
 */
export const MetricAnswer = z.object({
  columns: z.array(AnswerColumn),
  rows: z.array(AnswerRow),
  /** The groups cut off by `limit`, worked out as one, without their dimensions; null when nothing was cut or asked. */
  rest: AnswerRow.nullable().optional(),
  as_of: z.string(),
  data_version: z.int(),
});
export type MetricAnswer = z.infer<typeof MetricAnswer>;

/** What kind of record stands behind a number. */
export const RecordKind = z.enum(['opportunity', 'activity', 'lead', 'quota']);
export type RecordKind = z.infer<typeof RecordKind>;

/** The records behind one number: the question that drew it, and the mark's own place in it. */
export const DrillQuery = z.strictObject({
  query: MetricQuery,
  metric: z.string(),
  /** The mark's dimension values, one for each of `query.by` (and `period` where there is a grain); `{}` is the whole. */
  mark: z.record(z.string(), DimensionValue).default({}),
  limit: z.int().min(1).max(10_000).default(100),
  offset: z.int().min(0).default(0),
});
export type DrillQuery = z.infer<typeof DrillQuery>;

/**
 * Each row is one record with what it adds to the mark: `value` for a sum or count; `numerator` and `denominator` for a
 * ratio; `value` under `aggregate` for a median. `total` is over all `total_rows`, and `total.value` equals the mark.
 */
export const DrillAnswer = z.object({
  record: RecordKind,
  aggregate: z.enum(['sum', 'ratio', 'median', 'formula']),
  columns: z.array(z.object({ name: z.string(), label: Label, unit: Unit.nullable() })),
  rows: z.array(AnswerRow),
  total_rows: z.int(),
  total: z.object({
    value: z.number().nullable(),
    numerator: z.number().nullable(),
    denominator: z.number().nullable(),
  }),
  as_of: z.string(),
  data_version: z.int(),
});
export type DrillAnswer = z.infer<typeof DrillAnswer>;
