import { z } from 'zod';
import { Paging, pageOf } from './paging.ts';

/** A won amount of a period as a distribution, in base currency. */
export const Range = z.object({
  mean: z.number(),
  p025: z.number().nullable(),
  p10: z.number().nullable(),
  p50: z.number().nullable(),
  p90: z.number().nullable(),
  p975: z.number().nullable(),
});
export type Range = z.infer<typeof Range>;

/** What a method says of one period, and what it is made of. */
export const ForecastPeriod = z.object({
  period_from: z.string(),
  period_to: z.string(),
  /** True for the fiscal quarter that holds `as_of`. */
  is_current: z.boolean(),
  total: Range,
  won: z.number(),
  open: Range,
  not_yet_created: Range,
  /** Quota of the period; null where there is none. */
  quota: z.number().nullable(),
  /** P(total ≥ quota), 0–1. */
  quota_probability: z.number().nullable(),
  baselines: z.array(z.object({ method: z.string(), mean: z.number() })),
});
export type ForecastPeriod = z.infer<typeof ForecastPeriod>;

export const BacktestPoint = z.object({
  method: z.string(),
  period_from: z.string(),
  period_to: z.string(),
  weeks_before_end: z.int(),
  as_of: z.string(),
  said: z.number(),
  p025: z.number().nullable(),
  p10: z.number().nullable(),
  p90: z.number().nullable(),
  p975: z.number().nullable(),
  happened: z.number(),
});
export type BacktestPoint = z.infer<typeof BacktestPoint>;

/** Accuracy of one method over the backtest. Shares run 0–1; bias is (said − happened) ÷ happened, pooled. */
export const BacktestSummary = z.object({
  method: z.string(),
  n: z.int(),
  absolute_error_rate: z.number().nullable(),
  bias: z.number().nullable(),
  coverage_80: z.number().nullable(),
  coverage_95: z.number().nullable(),
});
export type BacktestSummary = z.infer<typeof BacktestSummary>;

export const ForecastAnswer = z.object({
  as_of: z.string(),
  said_at: z.string().nullable(),
  data_version: z.int(),
  currency: z.string(),
  /** ready; training (see `GET /api/v1/jobs`); not_enough_data with `have` of `need` closed opportunities; none: nothing was trained yet, or there is nothing to train on. */
  status: z.enum(['ready', 'training', 'not_enough_data', 'none']),
  have: z.int(),
  need: z.int(),
  /** Which method the open deals' probabilities come from, and why. */
  win_probability: z
    .object({
      method_served: z.string(),
      status: z.string(),
      reason: z.object({ en: z.string(), zh: z.string() }),
    })
    .nullable(),
  periods: z.array(ForecastPeriod),
  /** The current quarter as it was forecast earlier, oldest first (kept records, else the backtest). */
  history: z.array(
    z.object({
      as_of: z.string(),
      mean: z.number(),
      p10: z.number().nullable(),
      p90: z.number().nullable(),
      won: z.number(),
    }),
  ),
  backtest: z.object({
    points: z.array(BacktestPoint),
    summary: z.array(BacktestSummary),
    /** What a reader must know of it: that there are too few past quarters, or where its probabilities come from. */
    note: z.object({ en: z.string(), zh: z.string() }).nullable().optional(),
  }),
});
export type ForecastAnswer = z.infer<typeof ForecastAnswer>;

/** An open deal of the forecast with its probability and the reasons for it. */
export const ScoredOpportunity = z.object({
  opportunity_id: z.string(),
  opportunity_name: z.string().nullable(),
  account_name: z.string().nullable(),
  owner_id: z.string().nullable(),
  owner_name: z.string().nullable(),
  stage: z.string(),
  amount: z.number().nullable(),
  close_on: z.string().nullable(),
  probability: z.number(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  close_in_period_probability: z.number().nullable(),
  /** probability × amount × closes in the period, scaled so that all add up to the forecast's open part. */
  expected_amount: z.number().nullable(),
  method: z.string(),
  reasons: z.array(
    z.object({ group: z.string(), contribution: z.number(), fact: z.object({ en: z.string(), zh: z.string() }) }),
  ),
});
export type ScoredOpportunity = z.infer<typeof ScoredOpportunity>;

export const ModelCard = z.object({
  model_version_id: z.string(),
  kind: z.string(),
  trained_at: z.string(),
  as_of: z.string(),
  status: z.string(),
  method_served: z.string(),
  seed: z.number(),
  evaluations: z.array(
    z.object({
      slice: z.string(),
      method: z.string(),
      measure: z.string(),
      value: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      n: z.int(),
    }),
  ),
  card: z.record(z.string(), z.unknown()),
});
export type ModelCard = z.infer<typeof ModelCard>;

export const ScoredQuery = Paging.extend({
  /** Which of the forecast's quarters `close_in_period_probability` and `expected_amount` speak of. */
  period: z.enum(['current', 'next']).default('current'),
  sort: z.enum(['expected_amount', 'probability', 'amount', 'close_on']).default('expected_amount'),
  direction: z.enum(['asc', 'desc']).default('desc'),
});
export type ScoredQuery = z.infer<typeof ScoredQuery>;
export const ScoredPage = pageOf(ScoredOpportunity);
export const ModelPage = pageOf(ModelCard);
