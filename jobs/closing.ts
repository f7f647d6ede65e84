import { AppError } from '../errors.ts';

/** A second request to stop counts from here on: a terminal and npm may each pass on the first one. */
const patienceMs = 1000;

/** What has to be closed when the process ends, in the reverse of the order in which it was opened. */
export class Closing {
  readonly signal: AbortSignal;
  private readonly stop = new AbortController();
  private readonly closers: (() => unknown)[] = [];

  constructor() {
    this.signal = this.stop.signal;
  }

  add(close: () => unknown): void {
    this.closers.push(close);
  }

  /** Asks for the end; `signal` tells those who wait. */
  request(): void {
    this.stop.abort();
  }

  /** Throws `cancelled` once the end has been asked for: to be called between two steps of a start. */
  check(): void {
    if (this.signal.aborted) throw new AppError('cancelled', 'the start was cancelled');
  }

  /** Resolves when the end is asked for. */
  requested(): Promise<void> {
    return new Promise((resolve) => {
      if (this.signal.aborted) resolve();
      else this.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }

  /** Closes all; what cannot be closed does not keep the rest open. Answers what was thrown. */
  async close(): Promise<unknown[]> {
    const faults: unknown[] = [];
    for (let close = this.closers.pop(); close; close = this.closers.pop()) {
      try {
        await close();
      } catch (error) {
        faults.push(error);
      }
    }
    return faults;
  }
}

/** Ctrl-C, a polite kill, a closed terminal and the death of the process that started us all ask for the end; a second Ctrl-C forces it. */
export function stopOnSignals(closing: Closing): void {
  let first: number | null = null;
  const ask = () => {
    const now = performance.now();
    if (first === null) first = now;
    else if (now - first > patienceMs) process.exit(1);
    closing.request();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  if (process.connected) {
    process.on('disconnect', ask);
    process.channel?.unref();
  }
}
