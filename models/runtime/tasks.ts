import type { Names } from '../../warehouse/names.ts';
import { type ForecastRequest, type ForecastResult, runForecast } from '../forecast/run.ts';
import type { FeatureRows } from '../win-probability/features.ts';
import type { Scores, WinModel } from '../win-probability/model.ts';
import { predict } from '../win-probability/predict.ts';
import { type Trained, type TrainingRows, train } from '../win-probability/train.ts';
import { startBackend } from './backend.ts';
import type { TaskContext } from './task.ts';

/** What the worker thread can be asked for. */
export const tasks = {
  async trainWinProbability(
    { rows, dropped, seed }: { rows: TrainingRows; dropped: string[]; seed: number },
    context: TaskContext,
  ): Promise<Trained> {
    return train(await startBackend(), rows, { seed, dropped: new Set(dropped) }, context);
  },
  async predictWinProbability(
    { model, rows, names }: { model: WinModel; rows: FeatureRows; names: Names },
    _context: TaskContext,
  ): Promise<Scores> {
    const { reasons, ...scores } = predict(await startBackend(), model, rows, names);
    return { ...scores, reasons: reasons.map((own) => JSON.stringify(own)) };
  },
  async forecast(request: ForecastRequest, context: TaskContext): Promise<ForecastResult> {
    return runForecast(request, context);
  },
  /** Number of tensors alive; for tests. */
  async countTensors(_input: null, _context: TaskContext): Promise<number> {
    return (await startBackend()).memory().numTensors;
  },
};

export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
