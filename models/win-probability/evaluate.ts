import { sampleRange } from '../maths/beta.ts';
import { createRandom } from '../maths/random.ts';
import { auc, brier, calibrationError, logLoss, lossOf } from '../maths/scores.ts';

export type WinMethod = 'network' | 'logistic' | 'stage_rate' | 'base_rate';

export interface Evaluation {
  slice: string;
  method: WinMethod;
  measure: 'log_loss' | 'brier' | 'auc' | 'calibration_error' | 'log_loss_gain';
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
}

export interface Slice {
  won: Float64Array;
  /** Rows of one deal stand together. */
  deal: Float64Array;
}

/** Log loss, Brier, AUC and calibration error of what a method said of the rows of a slice. */
export function evaluate(slice: string, method: WinMethod, p: Float64Array, { won }: Slice): Evaluation[] {
  const of = (measure: Evaluation['measure'], value: number | null): Evaluation => ({
    slice,
    method,
    measure,
    value,
    low: null,
    high: null,
    n: won.length,
  });
  return [
    of('log_loss', logLoss(p, won)),
    of('brier', brier(p, won)),
    of('auc', auc(p, won)),
    of('calibration_error', calibrationError(p, won)),
  ];
}

/**
 * How much lower the log loss of `p` is than that of `than`, with the 90 % range of 1,000 paired draws over whole deals:
 * the rows of one deal are no independent witnesses.
 */
export function gainOver(
  p: Float64Array,
  than: Float64Array,
  { won, deal }: Slice,
  seed: number,
): { value: number; low: number; high: number } {
  const gains: number[] = [];
  const counts: number[] = [];
  for (let i = 0; i < p.length; i++) {
    if (i === 0 || deal[i] !== deal[i - 1]) {
      gains.push(0);
      counts.push(0);
    }
    gains[gains.length - 1]! += lossOf(than[i]!, won[i]!) - lossOf(p[i]!, won[i]!);
    counts[counts.length - 1]! += 1;
  }
  const random = createRandom(seed);
  const means = Array.from({ length: 1000 }, () => {
    let [gain, n] = [0, 0];
    for (let i = 0; i < gains.length; i++) {
      const at = Math.floor(random.uniform() * gains.length);
      gain += gains[at]!;
      n += counts[at]!;
    }
    return gain / n;
  });
  return { value: gains.reduce((a, b) => a + b, 0) / Math.max(1, p.length), ...sampleRange(means) };
}
