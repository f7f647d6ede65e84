import { parentPort } from 'node:worker_threads';
import { AppError, cancelled } from '../../errors.ts';
import { type TaskName, tasks } from './tasks.ts';

/** A call of a task; `stop[0]` becomes 1 when the caller wants no more of it. */
export interface CallMessage {
  call: number;
  task: TaskName;
  input: unknown;
  stop: Int32Array;
}

export type AnswerMessage =
  | { call: number; kind: 'progress'; step: string; done: number; total: number | null; note?: string }
  | { call: number; kind: 'result'; result: unknown }
  | { call: number; kind: 'error'; message: string; stack?: string; code?: AppError['code'] };

const port = parentPort;
if (!port) throw new Error('models/runtime/worker.ts runs as a worker thread');

// One call after another: tensors of two tasks would share memory and time without gaining any.
let last: Promise<unknown> = Promise.resolve();
port.on('message', (message: CallMessage) => {
  last = last.then(() => run(message));
});

async function run({ call, task, input, stop }: CallMessage): Promise<void> {
  const say = (answer: AnswerMessage) => port?.postMessage(answer);
  try {
    const run = tasks[task] as (input: unknown, context: object) => unknown;
    const result = await run(input, {
      report: (step: string, done: number, total: number | null, note?: string) =>
        say({ call, kind: 'progress', step, done, total, note }),
      checkCancelled: () => {
        if (Atomics.load(stop, 0) === 1) throw cancelled('the training');
      },
    });
    say({ call, kind: 'result', result });
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    say({ call, kind: 'error', message, stack, code: error instanceof AppError ? error.code : undefined });
  }
}
