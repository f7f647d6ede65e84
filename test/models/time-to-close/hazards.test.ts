import { expect, test } from 'vitest';
import { createRandom } from '../../../models/maths/random.ts';
import { fitHazards } from '../../../models/time-to-close/hazards.ts';
import type { Moments, Outcomes } from '../../../models/time-to-close/shapes.ts';

/** `deals` seen at every week since day 0 of a long flat quarter, each won with 10 % and lost with 5 % a week, until `until`. */
function steady(deals: number, until: number): { moments: Moments; outcomes: Outcomes } {
  const random = createRandom(3);
  const rows: { deal: number; at: number }[] = [];
  const [closedAt, won] = [new Float64Array(deals).fill(Number.NaN), new Float64Array(deals).fill(Number.NaN)];
  for (let deal = 0; deal < deals; deal++) {
    const from = Math.floor(random.uniform() * (until - 7));
    for (let week = 0; from + 7 * week < until; week++) {
      rows.push({ deal, at: from + 7 * week });
      const u = random.uniform();
      if (u >= 0.15) continue;
      closedAt[deal] = from + 7 * week + 3;
      won[deal] = u < 0.1 ? 1 : 0;
      break;
    }
  }
  const column = (of: (row: { deal: number; at: number }) => number) => Float64Array.from(rows, of);
  const moments: Moments = {
    deal: column(({ deal }) => deal),
    at: column(({ at }) => at),
    stage: new Int32Array(rows.length),
    daysInStage: column(() => 1),
    daysToClose: column(() => Number.NaN),
    amount: column(() => Number.NaN),
  };
  return { moments, outcomes: { closedAt, won } };
}

const state = { stage: 0, daysInStage: 1, daysToClose: Number.NaN, amount: Number.NaN };

test('finds the hazards of two competing endings under censoring', () => {
  const { moments, outcomes } = steady(6000, 400);
  const hazards = fitHazards(moments, outcomes, { until: 400, stages: 1, quarterEnds: [] });
  const won = (weeks: number) => (0.1 / 0.15) * (1 - 0.85 ** weeks);
  for (const weeks of [1, 4, 13]) expect(hazards.wonWithin(state, 7 * weeks)).toBeCloseTo(won(weeks), 1);
  expect(hazards.wonEver(state)).toBeCloseTo(2 / 3, 1);
  expect(hazards.closesWithin(state, 28)).toBeCloseTo(1 - 0.85 ** 4, 1);
  expect(hazards.wonWithin(state, 0)).toBe(0);
});

test('reads nothing of what came after the moment it is fitted for', () => {
  const { moments, outcomes } = steady(2000, 400);
  const early = fitHazards(moments, outcomes, { until: 200, stages: 1, quarterEnds: [200, 291] });
  const later = outcomes.closedAt.map((at) => (at > 200 ? at + 1000 : at));
  const changed = { closedAt: later, won: outcomes.won.map((won, i) => (outcomes.closedAt[i]! > 200 ? 1 - won : won)) };
  const again = fitHazards(moments, changed, { until: 200, stages: 1, quarterEnds: [200, 291] });
  for (const days of [7, 60, 300]) expect(again.wonWithin(state, days)).toBe(early.wonWithin(state, days));
});

test('lets deals that lie for ever count little', () => {
  const { moments, outcomes } = steady(3000, 400);
  // Of stage 1, nine in ten never close.
  const stage = Int32Array.from(moments.deal, (deal) => (deal % 10 === 0 ? 0 : 1));
  const lying = {
    closedAt: outcomes.closedAt.map((at, deal) => (deal % 10 === 0 ? at : Number.NaN)),
    won: outcomes.won,
  };
  const hazards = fitHazards({ ...moments, stage }, lying, { until: 400, stages: 2, quarterEnds: [] });
  expect(hazards.closesWithin({ ...state, stage: 1 }, 91)).toBeLessThan(0.1);
  expect(hazards.closesWithin(state, 91)).toBeGreaterThan(0.7);
});
