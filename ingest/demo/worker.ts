import { parentPort, workerData } from 'node:worker_threads';
import { generate } from './generate.ts';
import type { DemoOptions } from './options.ts';

/** Parts on their way at once: enough to keep both sides busy, few enough to bound the memory. */
const most = 2;

if (!parentPort) throw new Error('this file runs as a worker thread');
const port = parentPort;
let onTheirWay = 0;
let wake: (() => void) | null = null;
port.on('message', () => {
  onTheirWay -= 1;
  wake?.();
});

for (const part of generate(workerData as DemoOptions)) {
  while (onTheirWay >= most) {
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
  onTheirWay += 1;
  const buffers = part.batches.flatMap(({ columns }) =>
    columns.flatMap((column) => (Array.isArray(column) ? [] : [column.buffer as ArrayBuffer])),
  );
  port.postMessage(part, buffers);
}
port.postMessage(null);
port.close();
