import type * as TF from '@tensorflow/tfjs';
import { rateRange } from '../maths/beta.ts';
import type { TaskContext } from '../runtime/task.ts';
import { calibrated, fitCalibration } from './calibrate.ts';
import { columnMeans, encode, fitEncoder } from './encode.ts';
import { type Evaluation, evaluate, gainOver, type Slice, type WinMethod } from './evaluate.ts';
import type { FeatureRows } from './features.ts';
import { trainLogistic } from './logistic.ts';
import { type Fitted, shown, type WinModel } from './model.ts';
import { forward, networkDefaults, trainNetwork } from './network.ts';
import { fitStageRates, stageRate } from './stage-rates.ts';

/** Moments of closed deals, in order of closing; the moments of one deal stand together. */
export interface TrainingRows {
  features: FeatureRows;
  /** 0, 1, 2 … by closing. */
  deal: Float64Array;
  won: Float64Array;
  /** Days since 1970. */
  closedAt: Float64Array;
}

/**
 * Outcomes of the rarer kind: under `any` there is no model, under `network` a logistic regression. Without a model, stages
 * are told apart from `stages` closed deals on.
 */
export const gates = { any: 80, network: 400, stages: 30 };
const shares = { fit: 0.6, choose: 0.2 };
/** Log loss: what is less is rounding, as between two methods that say the same. */
const leastGain = 1e-6;

export interface SliceInfo {
  slice: 'fit' | 'choose' | 'judge';
  deals: number;
  rows: number;
  /** First and last closing, days since 1970. */
  from: number;
  to: number;
}

export interface Trained {
  model: WinModel;
  status: 'serving' | 'beaten' | 'not_enough_data';
  /** Closed deals of the rarer outcome. */
  have: number;
  closed: number;
  evaluations: Evaluation[];
  slices: SliceInfo[];
}

/**
 * Fits on the deals closed first, chooses and calibrates on the next, judges on the newest. The model is served when its log
 * loss is lower than that of the stage's conversion beyond the noise of 1,000 draws over deals; else the stage's conversion,
 * when that is better than the overall rate beyond noise; else the overall rate.
 */
export function train(
  tf: typeof TF,
  rows: TrainingRows,
  { seed, dropped }: { seed: number; dropped: ReadonlySet<string> },
  context: TaskContext,
): Trained {
  const { features, deal, won } = rows;
  const every = Int32Array.from({ length: features.n }, (_, i) => i);
  const rates = fitStageRates(features, every, rows);
  const wins = countDeals(rows, (row) => won[row] === 1);
  const closed = countDeals(rows, () => true);
  const have = Math.min(wins, closed - wins);
  if (have < gates.any) {
    const served: WinMethod = closed >= gates.stages ? 'stage_rate' : 'base_rate';
    return {
      model: { served, fitted: null, rates },
      status: 'not_enough_data',
      have,
      closed,
      evaluations: [],
      slices: [],
    };
  }

  const [fitTo, chooseTo] = [Math.floor(closed * shares.fit), Math.floor(closed * (shares.fit + shares.choose))];
  const fitOn = every.filter((row) => deal[row]! < fitTo);
  const chooseOn = every.filter((row) => deal[row]! >= fitTo && deal[row]! < chooseTo);
  const judgeOn = every.filter((row) => deal[row]! >= chooseTo);
  const method = have < gates.network ? 'logistic' : 'network';
  const encoder = fitEncoder(features, fitOn, { bins: 4, dropped });
  const labelled = (which: Int32Array) => ({
    x: encode(encoder, features, which),
    won: Float64Array.from(which, (row) => won[row]!),
  });
  const [fit, choose, judge] = [labelled(fitOn), labelled(chooseOn), labelled(judgeOn)];
  const layers =
    method === 'network'
      ? trainNetwork(
          tf,
          fit,
          choose,
          { ...networkDefaults, ...smaller(fitOn.length), seed, width: encoder.width },
          context,
        )
      : trainLogistic(fit, choose, encoder.width);

  const slice: Slice = { won: judge.won, deal: Float64Array.from(judgeOn, (row) => deal[row]!) };
  const [chooseLogits, judgeLogits] = [forward(tf, layers, choose.x), forward(tf, layers, judge.x)];
  const said = calibrated(fitCalibration(chooseLogits, choose.won), judgeLogits).map(shown);
  // The baselines may look at all that was closed before the deals they are judged on.
  const before = fitStageRates(
    features,
    every.filter((row) => deal[row]! < chooseTo),
    rows,
  );
  const byStage = Float64Array.from(judgeOn, (row) => shown(stageRate(before, features, row).rate));
  const byBase = byStage.map(() => shown(before.base.rate));
  const overStage = gainOver(said, byStage, slice, seed);
  const stageOverBase = gainOver(byStage, byBase, slice, seed);
  const isBetter = overStage.low > leastGain && gainOver(said, byBase, slice, seed).low > leastGain;
  const served: WinMethod = isBetter ? method : stageOverBase.low > leastGain ? 'stage_rate' : 'base_rate';
  const n = judgeOn.length;
  const evaluations: Evaluation[] = [
    ...evaluate('judge', method, said, slice),
    ...evaluate('judge', 'stage_rate', byStage, slice),
    ...evaluate('judge', 'base_rate', byBase, slice),
    { slice: 'judge', method, measure: 'log_loss_gain', ...overStage, n },
    { slice: 'judge', method: 'stage_rate', measure: 'log_loss_gain', ...stageOverBase, n },
  ];

  // What is served from now on is calibrated on all the net was not fitted on, the newest deals among them.
  const later = Float32Array.from([...chooseLogits, ...judgeLogits]);
  const laterWon = Float64Array.from([...choose.won, ...judge.won]);
  const calibration = fitCalibration(later, laterWon);
  const fitted: Fitted = {
    method,
    encoder,
    layers,
    calibration,
    mean: columnMeans(fit.x, encoder.width),
    bands: bandsOf(
      calibrated(calibration, later),
      laterWon,
      Float64Array.from([...chooseOn, ...judgeOn], (row) => deal[row]!),
    ),
  };
  return {
    model: { served, fitted, rates },
    status: isBetter ? 'serving' : 'beaten',
    have,
    closed,
    evaluations,
    slices: (
      [
        ['fit', fitOn],
        ['choose', chooseOn],
        ['judge', judgeOn],
      ] as const
    ).map(([name, which]) => sliceInfo(name, which, rows)),
  };
}

/** Small data take a smaller net that sees more, smaller batches and forgets more. */
const smaller = (rows: number) =>
  rows < 5000 ? { hidden: [64, 64], batch: 128, dropout: 0.25, weightDecay: 3e-3, epochs: 40, patience: 6 } : {};

function bandsOf(p: Float64Array, won: Float64Array, deal: Float64Array): Fitted['bands'] {
  const order = Int32Array.from(p.keys()).sort((i, j) => p[i]! - p[j]! || i - j);
  const bands = Math.min(10, Math.max(1, Math.floor(new Set(deal).size / 50)));
  return Array.from({ length: bands }, (_, band) => {
    const part = order.subarray(
      Math.floor((band * order.length) / bands),
      Math.floor(((band + 1) * order.length) / bands),
    );
    const deals = new Set(Array.from(part, (row) => deal[row]!)).size;
    const rate = part.reduce((sum, row) => sum + won[row]!, 0) / part.length;
    const { low, high } = rateRange(rate * deals, deals);
    return {
      upTo: band === bands - 1 ? 1 : p[part.at(-1)!]!,
      below: Math.max(0, rate - low),
      above: Math.max(0, high - rate),
    };
  });
}

function countDeals({ deal }: TrainingRows, has: (row: number) => boolean): number {
  let [n, last] = [0, -1];
  for (let row = 0; row < deal.length; row++) {
    if (deal[row] !== last && has(row)) n += 1;
    last = deal[row]!;
  }
  return n;
}

function sliceInfo(slice: SliceInfo['slice'], which: Int32Array, { deal, closedAt }: TrainingRows): SliceInfo {
  return {
    slice,
    deals: new Set(Array.from(which, (row) => deal[row]!)).size,
    rows: which.length,
    from: closedAt[which[0]!]!,
    to: closedAt[which.at(-1)!]!,
  };
}
