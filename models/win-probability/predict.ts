import type * as TF from '@tensorflow/tfjs';
import type { Names } from '../../warehouse/names.ts';
import { logit, sigmoid } from '../maths/scores.ts';
import { encode } from './encode.ts';
import { explain } from './explain.ts';
import { factOf } from './facts.ts';
import { type FeatureRows, featureGroups } from './features.ts';
import { type Fitted, type Predictions, type Reason, shown, type WinModel } from './model.ts';
import { type Rate, stageRate } from './stage-rates.ts';

/** What people see of each row, what the model and the stage's conversion said, and why; `names` are for the reasons' facts. */
export function predict(tf: typeof TF, model: WinModel, rows: FeatureRows, names: Names = {}): Predictions {
  const { n } = rows;
  const empty = () => new Float64Array(n).fill(Number.NaN);
  const result: Predictions = {
    probability: empty(),
    low: empty(),
    high: empty(),
    model: empty(),
    baseline: empty(),
    base: empty(),
    reasons: Array.from({ length: n }, () => []),
  };
  const { base } = model.rates;
  const serveRate = (row: number, rate: Rate, reasons: Reason[]) => {
    result.probability[row] = shown(rate.rate);
    result.low[row] = shown(rate.low);
    result.high[row] = shown(rate.high);
    result.base[row] = logit(shown(base.rate));
    result.reasons[row] = reasons;
  };
  for (let row = 0; row < n; row++) {
    const stage = stageRate(model.rates, rows, row);
    result.baseline[row] = shown(stage.rate);
    if (model.served === 'base_rate') serveRate(row, base, []);
    if (model.served === 'stage_rate') {
      const contribution = logit(shown(stage.rate)) - logit(shown(base.rate));
      serveRate(row, stage, [{ group: 'stage', contribution, fact: factOf('stage', rows, { row, names }) }]);
    }
  }
  if (model.fitted && n > 0)
    addFitted(tf, model.fitted, rows, result, { isServed: model.served === model.fitted.method, names });
  return result;
}

function addFitted(
  tf: typeof TF,
  fitted: Fitted,
  rows: FeatureRows,
  result: Predictions,
  { isServed, names }: { isServed: boolean; names: Names },
): void {
  const { calibration, encoder, layers, mean } = fitted;
  const { base, parts } = explain(tf, layers, encode(encoder, rows), { mean, groups: encoder.groups });
  const count = featureGroups.length;
  for (let row = 0; row < rows.n; row++) {
    const own = parts.subarray(row * count, (row + 1) * count);
    const start = calibration.intercept + calibration.slope * base;
    const full = own.reduce((sum, part) => sum + calibration.slope * part, start);
    const p = shown(sigmoid(full));
    result.model[row] = p;
    if (!isServed) continue;
    // At the ends of the scale what is shown is less than what was said: the parts shrink with it.
    const scale = Math.abs(full - start) < 1e-9 ? 0 : (logit(p) - start) / (full - start);
    const band = fitted.bands.find(({ upTo }) => p <= upTo) ?? fitted.bands.at(-1);
    result.probability[row] = p;
    result.low[row] = shown(p - (band?.below ?? 0));
    result.high[row] = shown(p + (band?.above ?? 0));
    result.base[row] = start;
    result.reasons[row] = featureGroups
      .map((group, at) => ({
        group,
        contribution: scale * calibration.slope * own[at]!,
        fact: factOf(group, rows, { row, names }),
      }))
      .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  }
}
