import { expect, test } from 'vitest';
import { missOf, widen, wideningFrom } from '../../../models/forecast/conformal.ts';
import { shockFrom } from '../../../models/forecast/shock.ts';

const said = { mean: 100, p025: 80, p10: 90, p25: 95, p50: 100, p75: 105, p90: 110, p975: 120 };

test('measures a miss in halves of the range on its side', () => {
  expect(missOf(1, said, 115)).toEqual({ period: 1, in80: 1.5, in95: 0.75 });
  expect(missOf(1, said, 95).in80).toBeCloseTo(0.5, 12);
});

test('leaves the ranges alone under four past quarters', () => {
  const misses = [1, 2, 3].map((period) => missOf(period, said, 300));
  expect(wideningFrom(misses)).toEqual({ factor80: 1, factor95: 1, quarters: 3 });
});

test('stretches the ranges so that the past outcomes would have lain inside, within bounds', () => {
  const misses = Array.from({ length: 10 }, (_, period) => missOf(period, said, 100 + 2 * (period + 1)));
  // 0.2, 0.4 … 2.0 halves: 80 % of ten, with the correction for few, lie at 0.88 of the way.
  const widening = wideningFrom(misses);
  expect(widening.factor80).toBeCloseTo(0.2 + 0.88 * 1.8, 9);
  const range = widen(said, widening, 85);
  expect(range.p90).toBeCloseTo(100 + 10 * widening.factor80, 9);
  expect(range.p10).toBe(85);
  expect(range.p025).toBe(85);
  expect(range.p975).toBeGreaterThan(range.p90);
  expect(wideningFrom(misses.map((miss) => ({ ...miss, in80: 50, in95: 50 }))).factor80).toBe(3);
  expect(wideningFrom(misses.map((miss) => ({ ...miss, in80: 0, in95: 0 }))).factor80).toBe(0.8);
});

test('takes the shared shock from past errors beyond chance, and assumes one before there are any', () => {
  expect(shockFrom([])).toBeCloseTo(0.25, 12);
  const exact = Array.from({ length: 30 }, (_, period) => ({ period, weeks: 9, expected: 100, actual: 100 }));
  expect(shockFrom(exact)).toBeLessThan(0.07);
  const off = exact.map((error) => ({ ...error, actual: error.period % 2 ? 150 : 67 }));
  expect(shockFrom(off)).toBeGreaterThan(0.35);
});
