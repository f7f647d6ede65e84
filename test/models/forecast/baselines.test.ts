import { expect, test } from 'vitest';
import { runRate, seasonalNaive, weightedPipeline } from '../../../models/forecast/baselines.ts';

// Quarters of 90 days from day 0 on; in each of the first five this much was won.
const quarters = Array.from({ length: 7 }, (_, at) => ({
  period_from: '',
  period_to: '',
  from_at: 90 * at,
  to_at: 90 * (at + 1),
}));
const happened = Float64Array.of(50, 90, 180, 270, 360, 40, 0);

test('weighs each deal by its stage, in the period it is due in; overdue ones count in the current one', () => {
  const pipeline = {
    //  due now, due next, overdue, without a day
    daysToClose: Float64Array.of(10, 40, -5, Number.NaN),
    amount: Float64Array.of(100, 1000, 10, 200),
    conversion: Float64Array.of(0.5, 0.5, 0.2, 0.25),
    closesInPeriod: Float64Array.of(1, 1, 1, 0.4),
  };
  expect(weightedPipeline(pipeline, { fromDays: 0, toDays: 30 })).toBe(50 + 2 + 0.4 * 50);
  expect(weightedPipeline(pipeline, { fromDays: 30, toDays: 120 })).toBe(500 + 0.4 * 50);
});

test('the seasonal naive says what the same quarter of the year before had, where it is known in full', () => {
  expect(seasonalNaive(happened, { period: 5, firstFull: 1 })).toBe(90);
  expect(seasonalNaive(happened, { period: 4, firstFull: 1 })).toBeNull();
});

test('the run rate goes on at the pace of the last four full quarters', () => {
  // 90 + 180 + 270 + 360 in 360 days: 2.5 a day.
  const now = { current: 5, firstFull: 1, from: 450 + 60 };
  expect(runRate(happened, quarters, { ...now, period: 5, wonSoFar: 40 })).toBe(40 + 30 * 2.5);
  expect(runRate(happened, quarters, { ...now, period: 6, wonSoFar: 0 })).toBe(90 * 2.5);
  expect(runRate(happened, quarters, { ...now, firstFull: 5, period: 5, wonSoFar: 40 })).toBeNull();
});
