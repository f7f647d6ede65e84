import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../errors.ts';
import type { EmbeddedTask, FromWorker } from './embedded-worker.ts';
import { lockFolder } from './instance-lock.ts';

const socketName = '.s.PGSQL.5432';

/**
 * PostgreSQL inside this process: PGlite in a worker thread, every commit on disk before it is acknowledged.
 * All connections are one session of one backend, so a pool has a single connection: with two, pglite-socket 0.2.17
 * mixes their statements as soon as one is larger than a socket buffer, and each may get the other's rows.
 */
export class Embedded {
  private readonly log: (message: string) => void;
  private task: EmbeddedTask;
  private readonly socketFolder: string | null;
  private readonly unlock: () => void;
  private worker: Worker | null = null;
  private started = false;
  /** Settled while the store runs; a new one while it starts again. */
  private restart: Promise<void> = Promise.resolve();
  private stopping = false;

  private constructor({ dataDir, log }: { dataDir: string; log: (message: string) => void }) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.log = log;
    this.unlock = lockFolder(dataDir);
    this.socketFolder = process.platform === 'win32' ? null : newSocketFolder(dataDir);
    this.task = {
      folder: join(dataDir, 'postgres'),
      listen: this.socketFolder ? join(this.socketFolder, socketName) : 0,
      syncs: new SharedArrayBuffer(4),
    };
  }

  /** Throws `conflict` when the folder is in use, `upstream` when PostgreSQL does not start on it. */
  static async start({ dataDir, log }: { dataDir: string; log: (message: string) => void }): Promise<Embedded> {
    const embedded = new Embedded({ dataDir: resolve(dataDir), log });
    try {
      await embedded.launch();
      return embedded;
    } catch (cause) {
      await embedded.stop();
      throw new AppError('upstream', `the embedded store does not start: ${dataDir}: ${messageOf(cause)}`, { cause });
    }
  }

  /** Where `pg` connects; it stays the same when the store starts anew. */
  get connection(): { host: string; port: number; user: string; database: string } {
    const { listen } = this.task;
    const place =
      typeof listen === 'number' ? { host: '127.0.0.1', port: listen } : { host: dirname(listen), port: 5432 };
    return { ...place, user: 'postgres', database: 'postgres' };
  }

  /** fsyncs that reached the disk since the start: one for each commit, some more for a checkpoint. */
  get syncs(): number {
    return Atomics.load(new Int32Array(this.task.syncs), 0);
  }

  /** Ends what runs, whatever it is, as if the power failed; the store comes back from its log in a second or so. */
  interrupt(): void {
    void this.worker?.terminate();
  }

  /** Waits while the store starts again from its log. Throws `upstream` when that takes more than half a minute. */
  async ready(): Promise<void> {
    const waiting = new AbortController();
    const late = delay(30_000, true, { signal: waiting.signal, ref: false }).catch(() => false);
    const isLate = await Promise.race([this.restart.then(() => false), late]);
    waiting.abort();
    if (isLate) throw new AppError('upstream', 'the store cannot be reached: it is starting again');
  }

  /** Writes everything to its place and lets the folder go. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    const { worker } = this;
    if (worker) {
      const ended = new Promise((settled) => worker.once('exit', settled));
      worker.postMessage('stop');
      const timer = setTimeout(() => void worker.terminate(), 20_000);
      await ended;
      clearTimeout(timer);
    }
    if (this.socketFolder) rmSync(this.socketFolder, { recursive: true, force: true });
    this.unlock();
  }

  private launch(): Promise<void> {
    return new Promise((settled, failed) => {
      const worker = new Worker(new URL('./embedded-worker.ts', import.meta.url), { workerData: this.task });
      this.worker = worker;
      worker.on('message', (message: FromWorker) => {
        if ('trouble' in message) {
          this.log(`embedded store: ${message.trouble}`);
          return;
        }
        this.started = true;
        this.task = { ...this.task, listen: message.ready };
        settled();
      });
      worker.on('error', (error) => {
        this.log(`embedded store: ${messageOf(error)}`);
        failed(error);
      });
      worker.on('exit', (code) => {
        this.worker = null;
        failed(new Error(`the worker ended with code ${code}`));
        if (this.started && !this.stopping) this.restart = this.relaunch();
      });
    });
  }

  private async relaunch(): Promise<void> {
    this.started = false;
    for (let wait = 0; !this.stopping; wait = Math.min(2 * wait + 250, 30_000)) {
      await delay(wait, undefined, { ref: false });
      if (this.stopping) return;
      this.log('embedded store: starts again from its log');
      const error = await this.launch().then(
        () => null,
        (cause: unknown) => cause,
      );
      if (!error) return;
    }
  }
}

/**
 * A private folder, for who may enter it may read everything. Not in `dataDir`: a socket's path has room for some hundred
 * characters. The folder of a run that was killed is cleared away.
 */
function newSocketFolder(dataDir: string): string {
  const note = join(dataDir, 'socket.folder');
  const prefix = join(tmpdir(), 'dealcast-');
  try {
    const last = readFileSync(note, 'utf8');
    if (last.startsWith(prefix)) rmSync(last, { recursive: true, force: true });
  } catch {
    // There was no run before this one.
  }
  const folder = mkdtempSync(prefix);
  writeFileSync(note, folder);
  return folder;
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
