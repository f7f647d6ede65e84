import { expect, test } from 'vitest';
import { type SimulationSettings, simulate, spreadOf } from '../../../models/forecast/simulate.ts';
import { createRandom } from '../../../models/maths/random.ts';

const chances = [0.9, 0.75, 0.5, 0.5, 0.35, 0.3, 0.2, 0.1, 0.05, 0.02];
const settings: SimulationSettings = {
  simulations: 40_000,
  shock: 0,
  dispersion: Number.POSITIVE_INFINITY,
  ratios: [Float64Array.of(1)],
  amounts: Float64Array.of(1),
  teams: 2,
  random: createRandom(11),
};
const open = (wonBy: number[][]) => ({
  wonBy: wonBy.map((by) => Float64Array.from(by)),
  amount: new Float64Array(wonBy[0]!.length).fill(1),
  team: Int32Array.from(wonBy[0]!, (_, i) => i % 2),
  stage: new Int32Array(wonBy[0]!.length),
});
const nothingNew = { wins: [0, 0], teamShares: Float64Array.of(0.5, 1) };

/** Chances of 0, 1, 2 … wins of independent deals, by convolution. */
function poissonBinomial(p: number[]): number[] {
  let all = [1];
  for (const chance of p)
    all = Array.from({ length: all.length + 1 }, (_, n) => (all[n] ?? 0) * (1 - chance) + (all[n - 1] ?? 0) * chance);
  return all;
}

test('counts wins as the exact Poisson-binomial distribution does', () => {
  const draws = simulate(open([chances]), nothingNew, { ...settings, random: createRandom(11) });
  const wins = Array.from({ length: settings.simulations }, (_, s) => draws.open[0]![0]![s]! + draws.open[0]![1]![s]!);
  poissonBinomial(chances).forEach((chance, n) => {
    const share = wins.filter((have) => have === n).length / wins.length;
    // Four standard errors of a share.
    expect(Math.abs(share - chance)).toBeLessThan(4 * Math.sqrt((chance * (1 - chance)) / wins.length) + 1e-9);
  });
});

test('gives a deal to one period at most, the second what the first left', () => {
  const draws = simulate(open([[0.3], [0.8]]), nothingNew, { ...settings, random: createRandom(12) });
  const [first, second] = draws.open.map((byTeam) => spreadOf(byTeam).mean);
  expect(first).toBeCloseTo(0.3, 1);
  expect(second).toBeCloseTo(0.5, 1);
  expect(draws.open[0]![0]!.some((won, s) => won + draws.open[1]![0]![s]! > 1)).toBe(false);
});

test('widens the range with a shock that all deals share, and leaves the mean where it was', () => {
  const many = open([Array.from({ length: 300 }, (_, i) => 0.05 + (i % 10) / 20)]);
  const spread = (shock: number) => {
    const draws = simulate(many, nothingNew, { ...settings, simulations: 8000, shock, random: createRandom(13) });
    return spreadOf(draws.open[0]!);
  };
  const [alone, shared] = [spread(0), spread(0.3)];
  expect(shared.p90 - shared.p10).toBeGreaterThan(1.5 * (alone.p90 - alone.p10));
  expect(Math.abs(shared.mean / alone.mean - 1)).toBeLessThan(0.01);
});

test('draws deals not yet created as often as expected, spread by their dispersion', () => {
  const fresh = { wins: [6, 0], teamShares: Float64Array.of(0.25, 1) };
  const draws = simulate(open([[0], [0]]), fresh, { ...settings, dispersion: 4, random: createRandom(14) });
  const { mean } = spreadOf(draws.fresh[0]!);
  expect(mean).toBeCloseTo(6, 0);
  expect(spreadOf([draws.fresh[0]![0]!]).mean / mean).toBeCloseTo(0.25, 1);
  const total = Float64Array.from(draws.fresh[0]![0]!, (won, s) => won + draws.fresh[0]![1]![s]!);
  const variance = total.reduce((sum, n) => sum + (n - mean) ** 2, 0) / total.length;
  expect(variance / (6 + 36 / 4)).toBeCloseTo(1, 1);
});
