import { lossOf, type Numbers, rateLogit, sigmoid, sum } from '../maths/scores.ts';

/** `logit' = intercept + slope × logit`. */
export interface Calibration {
  intercept: number;
  slope: number;
}

/**
 * Platt's affine map on logits, by Newton's method, with a ridge that draws the slope to 1 and the intercept to 0 with the
 * weight of a handful of rows: on small slices the map stays near what the net said.
 */
export function fitCalibration(logits: Numbers, won: Numbers, ridge = 2): Calibration {
  let [intercept, slope] = [0, 1];
  for (let step = 0; step < 30; step++) {
    let [g0, g1, h00, h01, h11] = [ridge * intercept, ridge * (slope - 1), ridge, 0, ridge];
    for (let i = 0; i < logits.length; i++) {
      const z = logits[i]!;
      const p = sigmoid(intercept + slope * z);
      const [error, weight] = [p - won[i]!, p * (1 - p)];
      g0 += error;
      g1 += error * z;
      h00 += weight;
      h01 += weight * z;
      h11 += weight * z * z;
    }
    const determinant = h00 * h11 - h01 * h01;
    const [d0, d1] = [(h11 * g0 - h01 * g1) / determinant, (h00 * g1 - h01 * g0) / determinant];
    intercept -= d0;
    slope -= d1;
    if (Math.abs(d0) + Math.abs(d1) < 1e-9) break;
  }
  // A map that turns the order around says that nothing was learnt: then all rows get the slice's rate.
  return slope > 0 ? { intercept, slope } : { intercept: rateLogit(won), slope: 0 };
}

export const calibrated = ({ intercept, slope }: Calibration, logits: Numbers): Float64Array =>
  Float64Array.from(logits, (z) => sigmoid(intercept + slope * z));

/** Mean log loss of logits. */
export const logitLoss = (logits: Numbers, won: Numbers): number =>
  sum(Float64Array.from(logits, (z, i) => lossOf(sigmoid(z), won[i]!))) / logits.length;
