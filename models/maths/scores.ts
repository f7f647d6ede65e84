/** Numbers at a row; all of one length. Labels are 0 or 1, probabilities strictly between. */
export type Numbers = Float32Array | Float64Array;

export const sigmoid = (z: number) => (z >= 0 ? 1 / (1 + Math.exp(-z)) : Math.exp(z) / (1 + Math.exp(z)));
export const logit = (p: number) => Math.log(p / (1 - p));
const within = (p: number) => Math.min(1 - 1e-7, Math.max(1e-7, p));

/** Σ values. */
export const sum = (values: Numbers): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** Negative log likelihood of one outcome, in nats. */
export const lossOf = (p: number, won: number) => -Math.log(won > 0.5 ? within(p) : 1 - within(p));

export const logLoss = (p: Numbers, won: Numbers) => mean(p, (value, i) => lossOf(value, won[i]!));

/** Log odds of the rate of won rows, with half a row of each outcome added. */
export function rateLogit(won: Numbers): number {
  const wins = sum(won);
  return Math.log((wins + 0.5) / (won.length - wins + 0.5));
}

/** Mean squared error of a probability (Brier 1950): 0 is best, 0.25 is a coin. */
export const brier = (p: Numbers, won: Numbers) => mean(p, (value, i) => (value - won[i]!) ** 2);

/** Chance that a won row is ranked above a lost one; ties count half. Null without both outcomes. */
export function auc(p: Numbers, won: Numbers): number | null {
  const order = sortedOrder(p);
  let [rankSum, wins] = [0, 0];
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to < order.length && p[order[to]!] === p[order[from]!]) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) {
      if (won[order[i]!]! > 0.5) {
        rankSum += rank;
        wins += 1;
      }
    }
    from = to;
  }
  const losses = order.length - wins;
  return wins === 0 || losses === 0 ? null : (rankSum - (wins * (wins + 1)) / 2) / (wins * losses);
}

/** Mean |said − happened| over `bins` bins of equal size (ECE, equal mass); rows said alike stay in one bin. */
export function calibrationError(p: Numbers, won: Numbers, bins = 15): number {
  const order = sortedOrder(p);
  let [error, gap, bin] = [0, 0, 1];
  for (let i = 0; i < order.length; i++) {
    gap += p[order[i]!]! - won[order[i]!]!;
    const isTied = i + 1 < order.length && p[order[i + 1]!] === p[order[i]!];
    if (isTied || (i + 1 < order.length && i + 1 < (bin * order.length) / bins)) continue;
    error += Math.abs(gap);
    gap = 0;
    bin = Math.floor(((i + 1) * bins) / order.length) + 1;
  }
  return error / order.length;
}

/** Linear interpolation between order statistics; `sorted` ascending. NaN when empty. */
export function quantile(sorted: ArrayLike<number>, q: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = Math.min(sorted.length - 1, Math.max(0, q * (sorted.length - 1)));
  const low = Math.floor(at);
  const high = Math.min(sorted.length - 1, low + 1);
  return sorted[low]! + (at - low) * (sorted[high]! - sorted[low]!);
}

function mean(p: Numbers, of: (value: number, at: number) => number): number {
  let sum = 0;
  for (let i = 0; i < p.length; i++) sum += of(p[i]!, i);
  return sum / p.length;
}

function sortedOrder(p: Numbers): Int32Array {
  return Int32Array.from(p.keys()).sort((i, j) => p[i]! - p[j]! || i - j);
}
