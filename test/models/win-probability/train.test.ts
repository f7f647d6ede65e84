import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as TF from '@tensorflow/tfjs';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { logit } from '../../../models/maths/scores.ts';
import { startBackend } from '../../../models/runtime/backend.ts';
import { quietTask } from '../../../models/runtime/task.ts';
import { fitCalibration } from '../../../models/win-probability/calibrate.ts';
import { cardOf } from '../../../models/win-probability/card.ts';
import { encode } from '../../../models/win-probability/encode.ts';
import { readWinInputs, type WinInputs } from '../../../models/win-probability/inputs.ts';
import { forward } from '../../../models/win-probability/network.ts';
import { predict } from '../../../models/win-probability/predict.ts';
import { load, save } from '../../../models/win-probability/store.ts';
import { type Trained, train } from '../../../models/win-probability/train.ts';
import { loadWorkspace } from '../../../warehouse/workspace.ts';
import { company } from '../company.ts';

let tf: typeof TF;
beforeAll(async () => {
  tf = await startBackend();
});

async function inputsOf(options: Parameters<typeof company>[0]): Promise<WinInputs> {
  const { warehouse, now } = await company(options);
  try {
    return await readWinInputs(warehouse, { asOf: now.toISOString(), workspace: await loadWorkspace(warehouse) });
  } finally {
    await warehouse.close();
  }
}

const trainOn = ({ training, dropped }: WinInputs, seed = 1) =>
  train(tf, training, { seed, dropped: new Set(dropped) }, quietTask);
const measureOf = ({ evaluations }: Trained, method: string, measure = 'log_loss') =>
  evaluations.find((one) => one.method === method && one.measure === measure)!.value!;

describe.each([
  { kind: 'network', deals: 1600 },
  { kind: 'logistic', deals: 700 },
])('a $kind', ({ kind, deals }) => {
  let inputs: WinInputs;
  let trained: Trained;
  let left: number;
  beforeAll(async () => {
    inputs = await inputsOf({ deals });
    const before = tf.memory().numTensors;
    trained = trainOn(inputs);
    predict(tf, trained.model, inputs.open.features);
    left = tf.memory().numTensors - before;
  });

  test('beats the stage’s conversion and the base rate on the deals closed last, and is served', () => {
    expect(trained.model.fitted?.method).toBe(kind);
    expect(measureOf(trained, kind)).toBeLessThan(measureOf(trained, 'stage_rate'));
    expect(measureOf(trained, 'stage_rate')).toBeLessThan(measureOf(trained, 'base_rate'));
    expect([trained.status, trained.model.served]).toEqual(['serving', kind]);
  });

  test('gives the same weights for the same seed', () => {
    const again = trainOn(inputs);
    expect(again.model.fitted!.layers).toEqual(trained.model.fitted!.layers);
    if (kind === 'network') expect(trainOn(inputs, 2).model.fitted!.layers).not.toEqual(trained.model.fitted!.layers);
  });

  test('leaves no tensor behind', () => expect(left).toBe(0));

  test('answers as before when saved and loaded, with a card beside the weights', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'dealcast-model-'));
    onTestFinished(() => rm(parent, { recursive: true, force: true }));
    const folder = join(parent, 'one');
    await save(folder, trained.model, cardOf(trained, inputs));
    expect((await readdir(folder)).sort()).toEqual(['card.json', 'model.json', 'weights.bin']);
    const { features } = inputs.open;
    expect(predict(tf, await load(folder), features)).toEqual(predict(tf, trained.model, features));
    await expect(save(folder, trained.model, {})).rejects.toThrow();
  });

  test('splits by closing: no deal stands in two parts, and the parts follow one another', () => {
    const [first, second, third] = trained.slices;
    expect(first!.to).toBeLessThanOrEqual(second!.from);
    expect(second!.to).toBeLessThanOrEqual(third!.from);
    expect(first!.deals + second!.deals + third!.deals).toBe(trained.closed);
  });

  test('is calibrated on all it was not fitted on, and on nothing else', () => {
    const { features, deal, won } = inputs.training;
    const { layers, encoder, calibration } = trained.model.fitted!;
    const later = Int32Array.from(deal.keys()).filter((row) => deal[row]! >= trained.slices[0]!.deals);
    const logits = forward(tf, layers, encode(encoder, features, later));
    const again = fitCalibration(
      logits,
      Float64Array.from(later, (row) => won[row]!),
    );
    expect(calibration.slope).toBeCloseTo(again.slope, 4);
    expect(calibration.intercept).toBeCloseTo(again.intercept, 4);
  });

  test('explains every deal: base and parts add up to the log odds shown, which are never those of 0 or 1', () => {
    const { probability, base, reasons, low, high } = predict(tf, trained.model, inputs.open.features);
    expect(probability.length).toBeGreaterThan(5);
    probability.forEach((p, row) => {
      expect(p).toBeGreaterThanOrEqual(0.01);
      expect(p).toBeLessThanOrEqual(0.99);
      expect(low[row]).toBeLessThanOrEqual(p);
      expect(high[row]).toBeGreaterThanOrEqual(p);
      const sum = reasons[row]!.reduce((all, { contribution }) => all + contribution, base[row]!);
      expect(sum).toBeCloseTo(logit(p), 3);
      expect(reasons[row]!.map(({ group }) => group).sort()).toEqual([
        'account',
        'activity',
        'amount',
        'person',
        'stage',
        'timing',
      ]);
      for (const { fact } of reasons[row]!) expect(`${fact.en}${fact.zh}`).not.toMatch(/NaN|null|undefined|Infinity/);
    });
  });
});

test('says that the data hold no signal where nothing tells the outcome, and shows the same rate for every deal', async () => {
  const inputs = await inputsOf({ deals: 1000, signal: false, seed: 5 });
  // One stage and no time in it: nothing is left that could tell.
  inputs.training.features.texts.stage.codes.fill(0);
  inputs.training.features.numbers.days_in_stage.fill(1);
  for (const column of Object.values(inputs.training.features.numbers)) column.fill(1);
  const trained = trainOn(inputs);
  expect([trained.status, trained.model.served]).toEqual(['beaten', 'base_rate']);
  expect(cardOf(trained, inputs).reason.en).toMatch(/no signal yet/);
  expect(cardOf(trained, inputs).reason.zh).toMatch(/尚无可用信号/);
  const { probability } = predict(tf, trained.model, inputs.open.features);
  expect(new Set(probability).size).toBe(1);
});

test('trains nothing under 80 outcomes of a kind, and says how many there are', async () => {
  const inputs = await inputsOf({ deals: 150 });
  const trained = trainOn(inputs);
  expect(trained.have).toBeLessThan(80);
  expect([trained.status, trained.model.served, trained.model.fitted]).toEqual(['not_enough_data', 'stage_rate', null]);
  expect(cardOf(trained, inputs).reason.en).toContain(`Not enough data yet (${trained.have} of 80`);
  expect(cardOf(trained, inputs).reason.zh).toContain(`目前 ${trained.have} 单`);
  const { probability, reasons } = predict(tf, trained.model, inputs.open.features);
  expect([...probability].every((p) => p > 0 && p < 1)).toBe(true);
  expect(reasons[0]!.map(({ group }) => group)).toEqual(['stage']);
});

test('stops between batches when asked to, and leaves no tensor behind', async () => {
  const inputs = await inputsOf({ deals: 1600 });
  const before = tf.memory().numTensors;
  let batches = 0;
  const stopping = {
    report() {},
    checkCancelled() {
      batches += 1;
      if (batches > 5) throw new Error('stop');
    },
  };
  expect(() => train(tf, inputs.training, { seed: 1, dropped: new Set() }, stopping)).toThrow('stop');
  expect(tf.memory().numTensors).toBe(before);
});
