import { betaQuantile, betaShare } from '../maths/beta.ts';

export interface Counted {
  n: number;
  won: number;
}

export interface Lift {
  win_rate: number;
  win_rate_shrunk: number;
  low: number;
  high: number;
  lift: number;
  lift_low: number;
  lift_high: number;
  is_significant: boolean;
}

/** Closings of the overall rate that every value starts from. */
const prior = 30;
const falseShare = 0.1;

/**
 * The rate of each value as Beta(prior·base + won, prior·(1 − base) + lost), its 90 % range, and both divided by the base rate;
 * significant where the Benjamini–Hochberg rule over all rows lets a tenth of the findings be false. Strongest lift first.
 */
export function rankLift<Row extends Counted>(rows: Row[], { n, won }: Counted): (Row & Lift)[] {
  const base = won / n;
  const lifted = rows.map((row) => {
    const [a, b] = [prior * base + row.won, prior * (1 - base) + row.n - row.won];
    const below = betaShare(a, b, base);
    const [rate, low, high] = [a / (a + b), betaQuantile(a, b, 0.05), betaQuantile(a, b, 0.95)];
    return {
      row,
      /** Two-sided: how sure it is that the rate is on this side of the base rate. */
      chance: Math.min(1, 2 * Math.min(below, 1 - below)),
      lift: {
        win_rate: row.won / row.n,
        win_rate_shrunk: rate,
        low,
        high,
        lift: rate / base,
        lift_low: low / base,
        lift_high: high / base,
      },
    };
  });
  const sorted = lifted.map(({ chance }) => chance).sort((x, y) => x - y);
  const limit = sorted.findLast((chance, at) => chance <= (falseShare * (at + 1)) / sorted.length) ?? -1;
  return lifted
    .map(({ row, chance, lift }) => ({ ...row, ...lift, is_significant: chance <= limit }))
    .sort((x, y) => y.lift - x.lift);
}
