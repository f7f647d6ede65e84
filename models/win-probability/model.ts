import type { Label } from '../../warehouse/metrics/metric-query.ts';
import type { Calibration } from './calibrate.ts';
import type { Encoder } from './encode.ts';
import type { WinMethod } from './evaluate.ts';
import type { Layer } from './network.ts';
import type { StageRates } from './stage-rates.ts';

/** What was fitted to the deals, beside the rates it has to beat. */
export interface Fitted {
  method: 'network' | 'logistic';
  encoder: Encoder;
  layers: Layer[];
  calibration: Calibration;
  /** The mean row of the fitting part, which explanations start from. */
  mean: Float32Array;
  /** How sure a shown probability is, from deals it was not fitted on: the last band has `upTo` 1. */
  bands: { upTo: number; below: number; above: number }[];
}

/** All that is needed to score a deal. */
export interface WinModel {
  /** What people see. */
  served: WinMethod;
  fitted: Fitted | null;
  rates: StageRates;
}

/** Shown for an open deal: never 0 or 1. */
export const shown = (p: number) => Math.min(0.99, Math.max(0.01, p));

export interface Reason {
  group: string;
  /** Log odds. */
  contribution: number;
  fact: Label;
}

/** Predictions fit to be sent between threads: the reasons of a row are JSON, for a tree of objects would hold up both. */
export type Scores = Omit<Predictions, 'reasons'> & { reasons: string[] };

/** One of each at a row. */
export interface Predictions {
  probability: Float64Array;
  low: Float64Array;
  high: Float64Array;
  /** NaN without a fitted model. */
  model: Float64Array;
  baseline: Float64Array;
  /** Log odds the reasons start from; base + Σ contributions = log odds of `probability`. */
  base: Float64Array;
  reasons: Reason[][];
}
