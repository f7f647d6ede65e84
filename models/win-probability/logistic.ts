import { sigmoid } from '../maths/scores.ts';
import { logitLoss } from './calibrate.ts';
import type { Labelled, Layer } from './network.ts';

/** Ridge penalties tried; the one with the lowest log loss on `choose` is kept. */
const penalties = [300, 100, 30, 10, 3];

/**
 * Logistic regression with shrinkage: Newton's method, each step solved by conjugate gradients so that no Hessian is built.
 * The same shape as a net of one layer, so that it is served, saved and explained like one.
 */
export function trainLogistic(fit: Labelled, choose: Labelled, width: number): Layer[] {
  let best: Layer | null = null;
  let bestLoss = Number.POSITIVE_INFINITY;
  let start: Float64Array = new Float64Array(width + 1);
  for (const penalty of penalties) {
    start = newton(fit, width, penalty, start);
    const layer: Layer = {
      inputs: width,
      outputs: 1,
      weights: Float32Array.from(start.subarray(0, width)),
      bias: Float32Array.of(start[width]!),
    };
    const loss = logitLoss(linear(choose.x, start, width), choose.won);
    if (loss < bestLoss) [best, bestLoss] = [layer, loss];
  }
  return [best!];
}

function newton({ x, won }: Labelled, width: number, penalty: number, from: Float64Array): Float64Array {
  const weights = from.slice();
  const ridge = (at: number) => (at < width ? penalty : 1e-6);
  for (let step = 0; step < 12; step++) {
    const p = linear(x, weights, width).map(sigmoid);
    const gradient = transposed(
      x,
      p.map((value, i) => value - won[i]!),
      width,
    ).map((g, at) => g + ridge(at) * weights[at]!);
    const curvature = p.map((value) => value * (1 - value));
    const times = (v: Float64Array) =>
      transposed(
        x,
        linear(x, v, width).map((value, i) => value * curvature[i]!),
        width,
      ).map((h, at) => h + ridge(at) * v[at]!);
    const move = conjugateGradients(times, gradient);
    let size = 0;
    for (let at = 0; at < weights.length; at++) {
      weights[at]! -= move[at]!;
      size += move[at]! ** 2;
    }
    if (size < 1e-10) break;
  }
  return weights;
}

function conjugateGradients(times: (v: Float64Array) => Float64Array, right: Float64Array): Float64Array {
  const solution = new Float64Array(right.length);
  const rest = right.slice();
  const direction = right.slice();
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  let size = dot(rest, rest);
  const target = size * 1e-8;
  for (let step = 0; step < 60 && size > target; step++) {
    const image = times(direction);
    const length = size / dot(direction, image);
    for (let i = 0; i < right.length; i++) {
      solution[i]! += length * direction[i]!;
      rest[i]! -= length * image[i]!;
    }
    const next = dot(rest, rest);
    for (let i = 0; i < right.length; i++) direction[i] = rest[i]! + (next / size) * direction[i]!;
    size = next;
  }
  return solution;
}

/** x·w + the constant at the end of w. */
function linear(x: Float32Array, w: Float64Array, width: number): Float64Array {
  const out = new Float64Array(x.length / width);
  for (let row = 0, at = 0; row < out.length; row++) {
    let sum = w[width]!;
    for (let column = 0; column < width; column++, at++) sum += x[at]! * w[column]!;
    out[row] = sum;
  }
  return out;
}

/** xᵀ·v, with the sum of v at the end. */
function transposed(x: Float32Array, v: Float64Array, width: number): Float64Array {
  const out = new Float64Array(width + 1);
  for (let row = 0, at = 0; row < v.length; row++) {
    const value = v[row]!;
    for (let column = 0; column < width; column++, at++) out[column]! += x[at]! * value;
    out[width]! += value;
  }
  return out;
}
