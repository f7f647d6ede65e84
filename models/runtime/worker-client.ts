import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import { type Progress, silent } from '../../progress.ts';
import type { TaskName, Tasks } from './tasks.ts';
import type { AnswerMessage, CallMessage } from './worker.ts';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
  progress: Progress;
}

/** The thread in which tensors and simulations live; the main thread only sends columns and takes answers. */
export class ModelWorker {
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private gone: Error | null = null;

  constructor() {
    // Flags of a test runner or a loader are not for this thread.
    this.worker = new Worker(new URL('./worker.ts', import.meta.url), { execArgv: [] });
    this.worker.on('message', (answer: AnswerMessage) => this.take(answer));
    this.worker.on('error', (error) => this.fail(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', () => this.fail(new AppError('cancelled', 'the model worker has ended')));
  }

  /** Runs a task; the buffers in `transfer` are given away. Throws `cancelled` when `progress.signal` asks for it. */
  async call<K extends TaskName>(
    task: K,
    input: Parameters<Tasks[K]>[0],
    { progress = silent(), transfer = [] }: { progress?: Progress; transfer?: ArrayBuffer[] } = {},
  ): Promise<Awaited<ReturnType<Tasks[K]>>> {
    if (this.gone) throw this.gone;
    const call = ++this.calls;
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const ask = () => Atomics.store(stop, 0, 1);
    if (progress.signal.aborted) ask();
    progress.signal.addEventListener('abort', ask, { once: true });
    try {
      const answer = new Promise<unknown>((resolve, reject) => this.waiting.set(call, { resolve, reject, progress }));
      this.worker.postMessage({ call, task, input, stop } satisfies CallMessage, [...new Set(transfer)]);
      return (await answer) as Awaited<ReturnType<Tasks[K]>>;
    } finally {
      progress.signal.removeEventListener('abort', ask);
      this.waiting.delete(call);
    }
  }

  async close(): Promise<void> {
    this.fail(new AppError('cancelled', 'the model worker is closed'));
    await this.worker.terminate();
  }

  private take(answer: AnswerMessage): void {
    const waiting = this.waiting.get(answer.call);
    if (!waiting) return;
    if (answer.kind === 'progress') waiting.progress.report(answer.step, answer);
    else if (answer.kind === 'result') waiting.resolve(answer.result);
    else waiting.reject(errorOf(answer));
  }

  private fail(error: Error): void {
    this.gone ??= error;
    for (const { reject } of this.waiting.values()) reject(this.gone);
  }
}

function errorOf({ message, stack, code }: Extract<AnswerMessage, { kind: 'error' }>): Error {
  const error = code ? new AppError(code, message) : new Error(message);
  if (stack) error.stack = stack;
  return error;
}
