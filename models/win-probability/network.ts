import type * as TF from '@tensorflow/tfjs';
import { createRandom, type Random, shuffle } from '../maths/random.ts';
import { rateLogit } from '../maths/scores.ts';
import type { TaskContext } from '../runtime/task.ts';
import { logitLoss } from './calibrate.ts';

/** Dense layers, ReLU between them, one logit at the end. `weights` is `[inputs, outputs]`, row by row. */
export interface Layer {
  inputs: number;
  outputs: number;
  weights: Float32Array;
  bias: Float32Array;
}

export interface Labelled {
  /** `[won.length, width]`. */
  x: Float32Array;
  won: Float64Array;
}

export interface NetworkOptions {
  seed: number;
  width: number;
  hidden: number[];
  dropout: number;
  learningRate: number;
  weightDecay: number;
  batch: number;
  epochs: number;
  patience: number;
}

/** Reference values of the design (Gorishniy 2025; Loshchilov & Hutter 2019 for AdamW). */
export const networkDefaults = {
  hidden: [128, 128],
  dropout: 0.15,
  learningRate: 1e-3,
  weightDecay: 3e-4,
  batch: 512,
  epochs: 24,
  patience: 4,
};

/**
 * A net fitted by AdamW on `fit`, stopped where the log loss of `choose` is lowest. The same rows and seed give the same
 * weights. Leaves no tensor behind; throws `cancelled` between batches.
 */
export function trainNetwork(
  tf: typeof TF,
  fit: Labelled,
  choose: Labelled,
  options: NetworkOptions,
  context: TaskContext,
): Layer[] {
  const { width, hidden, batch, epochs, patience, learningRate, weightDecay } = options;
  const random = createRandom(options.seed);
  const rows = fit.won.length;
  const layers = initial([width, ...hidden, 1], rateLogit(fit.won), random);
  // In a tidy, so that the tensors the variables start from are not left behind; variables themselves outlive it.
  const variables: TF.Variable[] = tf.tidy(() =>
    layers.flatMap(({ weights, bias, inputs, outputs }): TF.Variable[] => [
      tf.variable(tf.tensor2d(weights, [inputs, outputs])),
      tf.variable(tf.tensor1d(bias)),
    ]),
  );
  const masks = hidden.map((units) => dropoutMasks(tf, { batch, units, rate: options.dropout }, random));
  const optimizer = tf.train.adam(learningRate);
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  let best = layers;
  let bestLoss = logitLoss(forward(tf, layers, choose.x), choose.won);
  try {
    for (let epoch = 0, worse = 0; epoch < epochs && worse < patience; epoch++) {
      shuffle(order, random);
      for (let from = 0; from < rows; from += batch) {
        context.checkCancelled();
        // The last batch is filled up from the front, so that all have one shape and one set of masks.
        const picked = Int32Array.from({ length: batch }, (_, i) => order[(from + i) % rows]!);
        tf.tidy(() => {
          const x = tf.tensor2d(gather(fit.x, width, picked), [batch, width]);
          const y = tf.tensor1d(Float32Array.from(picked, (row) => fit.won[row]!));
          const drop = masks.map((pool) => pool[Math.floor(random.uniform() * pool.length)]!);
          const { grads } = tf.variableGrads(() => loss(tf, logitsOf(tf, variables, x, drop), y), variables);
          optimizer.applyGradients(grads as TF.NamedTensorMap & Record<string, TF.Variable>);
          for (const variable of variables) {
            // Decay is kept apart from the gradient (AdamW), and biases are left alone.
            if (variable.rank === 2) variable.assign(tf.mul(variable, 1 - learningRate * weightDecay));
          }
        });
      }
      const now = layersOf(layers, variables);
      const lossNow = logitLoss(forward(tf, now, choose.x), choose.won);
      context.report('train', epoch + 1, epochs, `log loss ${lossNow.toFixed(4)}`);
      if (lossNow < bestLoss - 1e-5) [best, bestLoss, worse] = [now, lossNow, 0];
      else worse += 1;
    }
  } finally {
    optimizer.dispose();
    tf.dispose([...variables, ...masks.flat()]);
  }
  return best;
}

/** `[n, width]` → n logits. */
export function forward(tf: typeof TF, layers: Layer[], x: Float32Array): Float32Array {
  const width = layers[0]!.inputs;
  const rows = x.length / width;
  const result = new Float32Array(rows);
  const step = 4096;
  for (let from = 0; from < rows; from += step) {
    const to = Math.min(rows, from + step);
    result.set(
      tf.tidy(() => {
        const variables = layers.flatMap(({ weights, bias, inputs, outputs }) => [
          tf.tensor2d(weights, [inputs, outputs]),
          tf.tensor1d(bias),
        ]);
        return logitsOf(
          tf,
          variables,
          tf.tensor2d(x.subarray(from * width, to * width), [to - from, width]),
          [],
        ).dataSync() as Float32Array;
      }),
      from,
    );
  }
  return result;
}

function logitsOf(tf: typeof TF, variables: TF.Tensor[], x: TF.Tensor2D, drop: TF.Tensor[]): TF.Tensor1D {
  let out: TF.Tensor = x;
  for (let i = 0; i < variables.length; i += 2) {
    out = tf.add(tf.matMul(out as TF.Tensor2D, variables[i] as TF.Tensor2D), variables[i + 1]!);
    if (i + 2 >= variables.length) break;
    out = tf.relu(out);
    const mask = drop[i / 2];
    if (mask) out = tf.mul(out, mask);
  }
  return out.reshape([-1]) as TF.Tensor1D;
}

/** Mean cross-entropy of logits, in the form that does not overflow. */
function loss(tf: typeof TF, z: TF.Tensor1D, y: TF.Tensor1D): TF.Scalar {
  const size = tf.add(tf.relu(z), tf.relu(tf.neg(z)));
  return tf.mean(tf.add(tf.sub(tf.relu(z), tf.mul(z, y)), tf.log(tf.add(1, tf.exp(tf.neg(size)))))) as TF.Scalar;
}

/** Drawn once and taken in turn: a mask a step would cost as much as the step. */
function dropoutMasks(
  tf: typeof TF,
  { batch, units, rate }: { batch: number; units: number; rate: number },
  random: Random,
): TF.Tensor[] {
  return Array.from({ length: rate > 0 ? 12 : 0 }, () =>
    tf.tensor2d(
      Float32Array.from({ length: batch * units }, () => (random.uniform() < rate ? 0 : 1 / (1 - rate))),
      [batch, units],
    ),
  );
}

/** Uniform ±1/√inputs; the last layer starts at the rate of the rows. */
function initial(sizes: number[], bias: number, random: Random): Layer[] {
  return sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i]!;
    const isLast = i === sizes.length - 2;
    const reach = (isLast ? 0.1 : 1) / Math.sqrt(inputs);
    return {
      inputs,
      outputs,
      weights: Float32Array.from({ length: inputs * outputs }, () => reach * (2 * random.uniform() - 1)),
      bias: new Float32Array(outputs).fill(isLast ? bias : 0),
    };
  });
}

const layersOf = (shapes: Layer[], variables: TF.Variable[]): Layer[] =>
  shapes.map(({ inputs, outputs }, i) => ({
    inputs,
    outputs,
    weights: variables[2 * i]!.dataSync().slice() as Float32Array,
    bias: variables[2 * i + 1]!.dataSync().slice() as Float32Array,
  }));

function gather(x: Float32Array, width: number, rows: Int32Array): Float32Array {
  const out = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) out.set(x.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  return out;
}
