import { expect, test } from 'vitest';
import { betaQuantile, betaShare, rateRange } from '../../../models/maths/beta.ts';
import { createRandom } from '../../../models/maths/random.ts';
import { auc, brier, calibrationError, logLoss, quantile } from '../../../models/maths/scores.ts';

const p = Float64Array.of(0.9, 0.6, 0.4, 0.2);
const won = Float64Array.of(1, 0, 1, 0);

test('scores four rows as worked out by hand', () => {
  expect(logLoss(p, won)).toBeCloseTo(-(Math.log(0.9) + Math.log(0.4) + Math.log(0.4) + Math.log(0.8)) / 4, 12);
  expect(brier(p, won)).toBeCloseTo((0.01 + 0.36 + 0.36 + 0.04) / 4, 12);
  expect(auc(p, won)).toBe(0.75);
  expect(auc(Float64Array.of(0.5, 0.5, 0.5, 0.5), won)).toBe(0.5);
  expect(auc(p, Float64Array.of(1, 1, 1, 1))).toBeNull();
});

test('finds no calibration error in a constant that is the rate, however the rows are ordered', () => {
  const half = new Float64Array(60).fill(0.5);
  expect(
    calibrationError(
      half,
      Float64Array.from(half, (_, i) => (i < 30 ? 1 : 0)),
    ),
  ).toBeCloseTo(0, 12);
  expect(calibrationError(p, won, 2)).toBeCloseTo((Math.abs(0.6 - 1) + Math.abs(1.5 - 1)) / 4, 12);
});

test('interpolates quantiles between neighbours', () => {
  expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
  expect(quantile([1, 2, 3, 4], 1)).toBe(4);
});

test('knows the beta distribution where it is known in closed form', () => {
  expect(betaShare(2, 2, 0.25)).toBeCloseTo(3 * 0.25 ** 2 - 2 * 0.25 ** 3, 9);
  expect(betaQuantile(1, 3, 0.95)).toBeCloseTo(1 - 0.05 ** (1 / 3), 6);
  const { low, high } = rateRange(63, 100);
  expect([low, high].map((x) => Math.round(100 * x))).toEqual([55, 71]);
});

test('draws numbers of the mean and spread asked for, the same for the same seed', () => {
  const random = createRandom(7);
  const mean = (draw: () => number, n = 20_000) => Array.from({ length: n }, draw).reduce((a, b) => a + b, 0) / n;
  expect(mean(() => random.uniform())).toBeCloseTo(0.5, 1);
  expect(mean(() => random.normal() ** 2)).toBeCloseTo(1, 1);
  expect(mean(() => random.gamma(3, 2)) / 6).toBeCloseTo(1, 1);
  expect(mean(() => random.poisson(70)) / 70).toBeCloseTo(1, 2);
  expect(createRandom(3).uniform()).toBe(createRandom(3).uniform());
  expect(createRandom(3).uniform()).not.toBe(createRandom(4).uniform());
});
