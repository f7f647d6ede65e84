import { sum } from '../maths/scores.ts';
import type { Hazards } from '../time-to-close/hazards.ts';
import type { ForecastInputs } from './inputs.ts';
import type { Period } from './periods.ts';
import { stateOf, type World } from './world.ts';

/** The methods of the forecast, ours first. */
export type ForecastMethod = 'simulation' | 'weighted_pipeline' | 'seasonal_naive' | 'run_rate';

/**
 * What each baseline says at an origin of its period (`k` 0) or the one after it; one without the history it needs says
 * nothing. `won` is what the origin's period has so far.
 */
export function baselinesAt(
  inputs: ForecastInputs,
  world: World,
  { at, period, k, hazards, won }: { at: number; period: number; k: number; hazards: Hazards; won: number },
): [ForecastMethod, number][] {
  const origin = inputs.origins[at]!;
  const { from_at, to_at } = inputs.periods[period]!;
  const rows = world.openAt[at]!;
  const conversion = world.conversionBefore(origin.at);
  const [fromDays, toDays] = [k === 0 ? 0 : from_at - origin.at, to_at - origin.at];
  const amounts = world.amountsBefore(origin.at);
  const typical = amounts.length > 0 ? sum(amounts) / amounts.length : 0;
  const pipeline = weightedPipeline(
    {
      amount: Float64Array.from(rows, (i) => (Number.isNaN(world.open.amount[i]!) ? typical : world.open.amount[i]!)),
      conversion: Float64Array.from(rows, (i) => conversion[world.open.stage[i]!]!),
      daysToClose: Float64Array.from(rows, (i) => world.open.daysToClose[i]!),
      closesInPeriod: Float64Array.from(rows, (i) => {
        const state = stateOf(world, i);
        return hazards.closesWithin(state, toDays) - hazards.closesWithin(state, fromDays);
      }),
    },
    { fromDays, toDays },
  );
  const naive = seasonalNaive(world.happened, { period, firstFull: inputs.firstFull });
  const pace = runRate(world.happened, inputs.periods, {
    wonSoFar: won,
    from: origin.at,
    period,
    current: origin.period,
    firstFull: inputs.firstFull,
  });
  return [
    ['weighted_pipeline', won + pipeline],
    ...(naive === null ? [] : [['seasonal_naive', naive] as [ForecastMethod, number]]),
    ...(pace === null ? [] : [['run_rate', pace] as [ForecastMethod, number]]),
  ];
}

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
