import { quantile } from './scores.ts';

/**
 * Quantile of Beta(a, b), by halving on the incomplete beta function (Numerical Recipes 6.4, continued fraction).
 * `a`, `b` > 0; accurate to 1e-7.
 */
export function betaQuantile(a: number, b: number, q: number): number {
  let [low, high] = [0, 1];
  for (let i = 0; i < 40; i++) {
    const middle = (low + high) / 2;
    if (betaShare(a, b, middle) < q) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(X ≤ x) of Beta(a, b). */
export function betaShare(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x));
  return x < (a + 1) / (a + b + 2) ? (front * fraction(a, b, x)) / a : 1 - (front * fraction(b, a, 1 - x)) / b;
}

/** A rate with the range it lies in with `level` certainty (Jeffreys' interval). */
export function rateRange(won: number, n: number, level = 0.9): { rate: number; low: number; high: number } {
  const tail = (1 - level) / 2;
  const [a, b] = [won + 0.5, n - won + 0.5];
  return { rate: (won + 0.5) / (n + 1), low: betaQuantile(a, b, tail), high: betaQuantile(a, b, 1 - tail) };
}

/** Low and high of a sample at `level`. */
export function sampleRange(values: number[], level = 0.9): { low: number; high: number } {
  const sorted = Float64Array.from(values).sort();
  return { low: quantile(sorted, (1 - level) / 2), high: quantile(sorted, (1 + level) / 2) };
}

/** ln Γ(x), x > 0 (Lanczos; Numerical Recipes 6.1). */
function logGamma(x: number): number {
  const series = [
    76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 1.208650973866179e-3,
    -5.395239384953e-6,
  ];
  const t = x + 5.5 - (x + 0.5) * Math.log(x + 5.5);
  const sum = series.reduce((all, c, i) => all + c / (x + 1 + i), 1.000000000190015);
  return -t + Math.log((2.5066282746310007 * sum) / x);
}

function fraction(a: number, b: number, x: number): number {
  const tiny = 1e-300;
  const safe = (v: number) => (Math.abs(v) < tiny ? tiny : v);
  let c = 1;
  let d = 1 / safe(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 300; m++) {
    for (const numerator of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / safe(1 + numerator * d);
      c = safe(1 + numerator / c);
      result *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-12) break;
  }
  return result;
}
