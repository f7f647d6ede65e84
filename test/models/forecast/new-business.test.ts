import { expect, test } from 'vitest';
import { newBusiness } from '../../../models/forecast/new-business.ts';

/** Two deals a day for `days` days; the first of each is won after 20 days, the other lost after 40. */
function steady(days: number) {
  const createdAt = Float64Array.from({ length: 2 * days }, (_, i) => Math.floor(i / 2));
  return {
    createdAt,
    closedAt: createdAt.map((day, i) => day + (i % 2 === 0 ? 20 : 40)),
    won: createdAt.map((_, i) => (i % 2 === 0 ? 1 : 0)),
    team: Int32Array.from(createdAt, (_, i) => (i % 2 === 0 ? 1 : 0)),
  };
}

test('expects as many wins as go on coming at this pace', () => {
  // Under two years of history: no season. One win a day, 20 days after creation: of a quarter of 91 days some 71 are left.
  const { wins } = newBusiness(steady(500), { at: 500, ends: [591, 682], teams: 2 });
  expect(wins[0]).toBeGreaterThan(68);
  expect(wins[0]).toBeLessThan(74);
  expect(wins[1]).toBeGreaterThan(88);
  expect(wins[1]).toBeLessThan(94);
});

test('knows nothing that came after the moment', () => {
  const known = { at: 300, ends: [391], teams: 2 };
  const deals = steady(500);
  const later = {
    ...deals,
    won: deals.won.map((won, i) => (deals.closedAt[i]! > 300 ? 1 - won : won)),
    createdAt: deals.createdAt.map((day) => (day > 300 ? day + 50 : day)),
  };
  expect(newBusiness(later, known)).toEqual(newBusiness(deals, known));
});

test('gives new wins to the teams that won of late', () => {
  // All wins are of team 1; half a win is assumed of each.
  const { teamShares } = newBusiness(steady(500), { at: 500, ends: [591], teams: 2 });
  expect(teamShares[0]).toBeCloseTo(0.5 / 366, 3);
  expect(teamShares[1]).toBeCloseTo(1, 12);
});
