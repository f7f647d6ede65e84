import type { Period } from './periods.ts';

/** The methods of the forecast, ours first. */
export const forecastMethods = ['simulation', 'weighted_pipeline', 'seasonal_naive', 'run_rate'] as const;
export type ForecastMethod = (typeof forecastMethods)[number];

/** Σ amount × the stage's conversion, over deals expected to close in the period; overdue ones count in the current one. */
export function weightedPipeline(
  {
    amount,
    conversion,
    daysToClose,
    closesInPeriod,
  }: {
    amount: Float64Array;
    conversion: Float64Array;
    daysToClose: Float64Array;
    /** Share of the stage's wins that come in the period: used for deals without an expected close. */
    closesInPeriod: Float64Array;
  },
  { fromDays, toDays }: { fromDays: number; toDays: number },
): number {
  let sum = 0;
  for (let i = 0; i < amount.length; i++) {
    const due = daysToClose[i]!;
    const share = Number.isNaN(due) ? closesInPeriod[i]! : due < toDays && (due >= fromDays || fromDays <= 0) ? 1 : 0;
    sum += share * conversion[i]! * amount[i]!;
  }
  return sum;
}

/** The same quarter of the year before; null where the data do not cover it in full. */
export const seasonalNaive = (happened: Float64Array, { period, firstFull }: { period: number; firstFull: number }) =>
  period - 4 >= firstFull ? happened[period - 4]! : null;

/** Won so far, and the days left at the pace of the last four full quarters; null without a full quarter. */
export function runRate(
  happened: Float64Array,
  periods: Period[],
  {
    wonSoFar,
    from,
    period,
    current,
    firstFull,
  }: { wonSoFar: number; from: number; period: number; current: number; firstFull: number },
): number | null {
  const known = Array.from({ length: 4 }, (_, i) => current - 1 - i).filter((at) => at >= firstFull);
  if (known.length === 0) return null;
  const length = (at: number) => periods[at]!.to_at - periods[at]!.from_at;
  const pace = known.reduce((sum, at) => sum + happened[at]!, 0) / known.reduce((sum, at) => sum + length(at), 0);
  return wonSoFar + pace * (periods[period]!.to_at - Math.max(from, periods[period]!.from_at));
}
