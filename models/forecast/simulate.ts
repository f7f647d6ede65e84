import type { Random } from '../maths/random.ts';
import { quantile, sigmoid } from '../maths/scores.ts';

/** The open deals of one moment. `wonBy[k][i]`: P(deal i won by the end of period k), not falling in k. */
export interface OpenDeals {
  wonBy: Float64Array[];
  /** Expected amount if won; NaN where unknown. */
  amount: Float64Array;
  team: Int32Array;
  /** Index into `ratios`. */
  stage: Int32Array;
}

/** Deals not yet created. `wins[k]`: expected number won in period k. */
export interface FreshDeals {
  wins: number[];
  /** Cumulative shares of the teams. */
  teamShares: Float64Array;
}

export interface SimulationSettings {
  simulations: number;
  /** Standard deviation of the shift in log odds that all deals of one simulation share. */
  shock: number;
  /** Shape of the gamma that multiplies the count of new deals (negative binomial); Infinity for Poisson. */
  dispersion: number;
  /** Final ÷ current amount of won deals, by stage. */
  ratios: Float64Array[];
  /** Amounts of won deals, for new deals and for open ones without an amount. */
  amounts: Float64Array;
  teams: number;
  random: Random;
}

/** Won amount of each simulation, `[period][team]`. */
export interface Draws {
  open: Float64Array[][];
  fresh: Float64Array[][];
}

/**
 * Win, period and amount drawn jointly: one uniform a deal decides whether and by which period it is won, the same shift in
 * log odds moves all deals of a simulation, and amounts come from those of the past. Sums over teams are the total.
 */
export function simulate(open: OpenDeals, fresh: FreshDeals, settings: SimulationSettings): Draws {
  const { simulations, shock, dispersion, ratios, amounts, teams, random } = settings;
  const periods = open.wonBy.length;
  const draws: Draws = { open: zeros(periods, teams, simulations), fresh: zeros(periods, teams, simulations) };
  const last = open.wonBy[periods - 1]!;
  const live = Int32Array.from(last.keys()).filter((deal) => last[deal]! > 1e-5);
  // A symmetric shift in log odds would raise the mean of small chances: taken off to first order.
  const odds = open.wonBy.map((by) =>
    Float64Array.from(live, (deal) => logOdds(by[deal]!) - (shock ** 2 / 2) * (1 - 2 * by[deal]!)),
  );
  const pick = (from: Float64Array) => (from.length === 0 ? 0 : from[Math.floor(random.uniform() * from.length)]!);
  for (let s = 0; s < simulations; s++) {
    const shift = shock * random.normal();
    for (let j = 0; j < live.length; j++) {
      const u = random.uniform();
      for (let k = 0; k < periods; k++) {
        if (u >= sigmoid(odds[k]![j]! + shift)) continue;
        const deal = live[j]!;
        const known = open.amount[deal]!;
        const amount = Number.isNaN(known) ? pick(amounts) : known * (pick(ratios[open.stage[deal]!] ?? noRatio) || 1);
        const sums = draws.open[k]![open.team[deal]!]!;
        sums[s] = sums[s]! + amount;
        break;
      }
    }
    // New business shares the shift: what makes deals close well this quarter makes those to come close well too.
    const level = Number.isFinite(dispersion) ? random.gamma(dispersion, 1 / dispersion) : 1;
    const lift = Math.exp(shift - (shock * shock) / 2);
    for (let k = 0; k < periods; k++) {
      const wins = random.poisson(fresh.wins[k]! * level * lift);
      for (let w = 0; w < wins; w++) {
        const sums = draws.fresh[k]![placeOf(fresh.teamShares, random.uniform())]!;
        sums[s] = sums[s]! + pick(amounts);
      }
    }
  }
  return draws;
}

export interface Spread {
  mean: number;
  p025: number;
  p10: number;
  p25: number;
  p50: number;
  p75: number;
  p90: number;
  p975: number;
}

/** Mean and quantiles of `plus` + the sum of the draws in each simulation. */
export function spreadOf(draws: readonly Float64Array[], plus = 0): Spread {
  const sums = new Float64Array(draws[0]?.length ?? 0).fill(plus);
  for (const draw of draws) for (let s = 0; s < sums.length; s++) sums[s] = sums[s]! + draw[s]!;
  const mean = sums.reduce((all, x) => all + x, 0) / sums.length;
  sums.sort();
  const at = (q: number) => quantile(sums, q);
  return {
    mean,
    p025: at(0.025),
    p10: at(0.1),
    p25: at(0.25),
    p50: at(0.5),
    p75: at(0.75),
    p90: at(0.9),
    p975: at(0.975),
  };
}

const noRatio = Float64Array.of(1);
const logOdds = (p: number) => Math.log(Math.max(p, 1e-12) / Math.max(1 - p, 1e-12));
const zeros = (periods: number, teams: number, n: number) =>
  Array.from({ length: periods }, () => Array.from({ length: teams }, () => new Float64Array(n)));

function placeOf(shares: Float64Array, u: number): number {
  let place = 0;
  while (place < shares.length - 1 && u >= shares[place]!) place++;
  return place;
}
