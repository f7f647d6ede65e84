import type * as TF from '@tensorflow/tfjs';
import { featureGroups } from './features.ts';
import { forward, type Layer } from './network.ts';

/**
 * Shapley values of the feature groups, exactly, over all 2^6 sets of groups, against the mean row: what a group is not in the
 * set is at its mean. `parts` is `[n, groups]`; base + Σ parts of a row = its logit before calibration.
 */
export function explain(
  tf: typeof TF,
  layers: Layer[],
  x: Float32Array,
  { mean, groups }: { mean: Float32Array; groups: number[] },
): { base: number; parts: Float64Array } {
  const width = mean.length;
  const rows = x.length / width;
  const count = featureGroups.length;
  const sets = 1 << count;
  const weight = Array.from(
    { length: count },
    (_, size) => (factorial(size) * factorial(count - size - 1)) / factorial(count),
  );
  const parts = new Float64Array(rows * count);
  const mixed = new Float32Array(x.length);
  let base = 0;
  for (let set = 0; set < sets; set++) {
    for (let i = 0; i < x.length; i++) {
      const column = i % width;
      mixed[i] = set & (1 << groups[column]!) ? x[i]! : mean[column]!;
    }
    const logits = forward(tf, layers, mixed);
    if (set === 0) base = logits[0] ?? 0;
    const size = bits(set);
    for (let group = 0; group < count; group++) {
      const sign = set & (1 << group) ? weight[size - 1]! : -weight[size]!;
      for (let row = 0; row < rows; row++) parts[row * count + group]! += sign * logits[row]!;
    }
  }
  return { base, parts };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const bits = (set: number): number => (set === 0 ? 0 : (set & 1) + bits(set >> 1));
