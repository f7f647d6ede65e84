import { Worker } from 'node:worker_threads';
import type { Part } from './generate.ts';
import type { DemoOptions } from './options.ts';

/** The parts of the demo company as a worker thread tells them; the worker waits while none is asked for. */
export async function* parts(options: DemoOptions): AsyncGenerator<Part> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData: options });
  const arrived: (Part | null)[] = [];
  let failure: Error | null = null;
  let wake: () => void = () => undefined;
  worker.on('message', (part: Part | null) => {
    arrived.push(part);
    wake();
  });
  worker.on('error', (error) => {
    failure = error instanceof Error ? error : new Error(String(error));
    wake();
  });
  try {
    for (;;) {
      while (arrived.length === 0 && !failure) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure) throw failure;
      const part = arrived.shift() ?? null;
      if (part === null) return;
      yield part;
      worker.postMessage('taken');
    }
  } finally {
    await worker.terminate();
  }
}
