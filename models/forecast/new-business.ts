import { afterDays } from '../time-to-close/shapes.ts';
import type { FreshDeals } from './simulate.ts';

interface Deals {
  /** Days since 1970; NaN where the source had no such moment. */
  createdAt: Float64Array;
  closedAt: Float64Array;
  won: Float64Array;
  team: Int32Array;
}

export interface NewBusiness extends FreshDeals {
  /** Shape of the negative binomial of the quarter's count. */
  dispersion: number;
}

const days = { level: 182, cohort: 365 };
const curveWeeks = 60;

/**
 * Wins to be expected of deals that will be created after `at`: creations a day (the level of the last half year, with the
 * month's season once two years are known) × the chance to be won in what is left of each period. `ends` are the ends of
 * the periods in days since 1970, the first period being the one that holds `at`. Uses what was known at `at` alone.
 */
export function newBusiness(
  deals: Deals,
  { at, ends, teams }: { at: number; ends: number[]; teams: number },
): NewBusiness {
  const created = deals.createdAt.filter((day) => day <= at);
  const first = created.reduce((low, day) => Math.min(low, day), at);
  const window = Math.max(1, Math.min(days.level, at - first));
  const recent = created.reduce((n, day) => n + (day > at - window ? 1 : 0), 0);
  const season = seasonOf(created, { first, at });
  const levelMonths = monthsBetween(at - window, at);
  const levelSeason = levelMonths.reduce((sum, month) => sum + season[month]!, 0) / levelMonths.length;
  const aDay = recent / window / levelSeason;
  const wonWithin = creationCurve(deals, at);
  const wins = ends.map((end, k) => {
    const begin = k === 0 ? at : ends[k - 1]!;
    let expected = 0;
    for (let day = at; day < end; day++) {
      const late = Math.max(0, begin - day);
      expected += aDay * season[monthOf(day)]! * (wonWithin(end - day) - wonWithin(late));
    }
    return expected;
  });
  return { wins, teamShares: teamShares(deals, { at, teams }), dispersion: dispersionOf(created, { at, first }) };
}

/** P(won within d days of creation), from the cohorts of the last year; those still open are censored. */
function creationCurve({ createdAt, closedAt, won }: Deals, at: number): (days: number) => number {
  const [risk, wins, losses] = [0, 1, 2].map(() => new Float64Array(curveWeeks)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let i = 0; i < createdAt.length; i++) {
    const from = createdAt[i]!;
    if (!(from <= at && from > at - days.cohort)) continue;
    const isClosed = closedAt[i]! <= at;
    const weeks = Math.min(curveWeeks - 1, Math.floor(((isClosed ? closedAt[i]! : at) - from) / 7));
    for (let w = 0; w < weeks + (isClosed ? 1 : 0); w++) risk[w] = risk[w]! + 1;
    if (isClosed) {
      const ended = won[i] === 1 ? wins : losses;
      ended[weeks] = ended[weeks]! + 1;
    }
  }
  const total = new Float64Array(curveWeeks + 1);
  let open = 1;
  for (let w = 0; w < curveWeeks; w++) {
    const atRisk = Math.max(1, risk[w]!);
    total[w + 1] = total[w]! + (open * wins[w]!) / atRisk;
    open *= Math.max(0, 1 - (wins[w]! + losses[w]!) / atRisk);
  }
  return (d) => afterDays(total, d);
}

/** Creations of a calendar month relative to the year around it, drawn half-way to 1; all 1 with under two years. */
function seasonOf(created: Float64Array, { first, at }: { first: number; at: number }): number[] {
  const flat = Array<number>(12).fill(1);
  if (at - first < 730) return flat;
  const counts = new Map<number, number>();
  for (const day of created) counts.set(monthKey(day), (counts.get(monthKey(day)) ?? 0) + 1);
  const [from, to] = [monthKey(first) + 1, monthKey(at) - 1];
  const ratios: number[][] = flat.map(() => []);
  for (let month = from; month <= to; month++) {
    const low = Math.max(from, Math.min(month - 6, to - 11));
    const year = Array.from({ length: 12 }, (_, i) => counts.get(low + i) ?? 0);
    const average = year.reduce((a, b) => a + b, 0) / 12;
    if (average > 0) ratios[((month % 12) + 12) % 12]!.push((counts.get(month) ?? 0) / average);
  }
  return ratios.map((own) => (own.reduce((a, b) => a + b, 0) + 2) / (own.length + 2));
}

/** Shape r of a negative binomial, var = μ + μ²/r, by moments over blocks of four weeks of the last year. */
function dispersionOf(created: Float64Array, { at, first }: { at: number; first: number }): number {
  const blocks = Math.min(13, Math.floor((at - first) / 28));
  if (blocks < 6) return 20;
  const counts = new Float64Array(blocks);
  for (const day of created) {
    const block = Math.floor((at - day) / 28);
    if (block < blocks) counts[block] = counts[block]! + 1;
  }
  const mean = counts.reduce((a, b) => a + b, 0) / blocks;
  const variance = counts.reduce((sum, n) => sum + (n - mean) ** 2, 0) / (blocks - 1);
  return variance > mean && mean > 0 ? Math.min(400, Math.max(4, mean ** 2 / (variance - mean))) : 400;
}

function teamShares({ closedAt, won, team }: Deals, { at, teams }: { at: number; teams: number }): Float64Array {
  const shares = new Float64Array(teams).fill(0.5);
  for (let i = 0; i < closedAt.length; i++) {
    if (won[i] === 1 && closedAt[i]! <= at && closedAt[i]! > at - days.cohort) shares[team[i]!] = shares[team[i]!]! + 1;
  }
  const sum = shares.reduce((a, b) => a + b, 0);
  let running = 0;
  return shares.map((share) => {
    running += share / sum;
    return running;
  });
}

const dateOf = (day: number) => new Date(day * 86_400_000);
const monthOf = (day: number) => dateOf(day).getUTCMonth();
const monthKey = (day: number) => (dateOf(day).getUTCFullYear() - 1970) * 12 + monthOf(day);
const monthsBetween = (from: number, to: number) =>
  Array.from({ length: Math.max(1, monthKey(to) - monthKey(from) + 1) }, (_, i) => (monthKey(from) + i) % 12);
