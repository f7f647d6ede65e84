import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import { AppError } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { Warehouse } from '../warehouse/database.ts';
import { sql } from '../warehouse/sql.ts';

export type Log = Pick<Logger, 'info' | 'warn' | 'error'>;

/** The latest run of a job. `done` and `total` are in the units of `step`; null while unknown. */
export interface JobState {
  job: string;
  status: 'running' | 'succeeded' | 'failed' | 'cancelled' | 'interrupted';
  started_at: string;
  finished_at: string | null;
  step: string | null;
  done: number | null;
  total: number | null;
  message: string | null;
}

type Ending = Pick<JobState, 'status' | 'message'>;

interface Run {
  stop: AbortController;
  settled: Promise<unknown>;
}

/** Runs named work, one run of a name at a time, and keeps the ledger `job_run`: who wants to know how it stands asks here. */
export class Jobs {
  private readonly warehouse: Warehouse;
  private readonly log: Log;
  private readonly clock: () => Date;
  private readonly latest = new Map<string, JobState>();
  private readonly running = new Map<string, Run>();
  private readonly listeners = new Set<(state: JobState) => void>();
  private closed = false;

  constructor({ warehouse, log, clock }: { warehouse: Warehouse; log: Log; clock: () => Date }) {
    this.warehouse = warehouse;
    this.log = log;
    this.clock = clock;
  }

  /** Closes the runs that a dead process left open and remembers each job's latest run. Call it once, before any run. */
  async recover(): Promise<void> {
    await this.warehouse.execute(
      sql`UPDATE job_run SET status = 'interrupted', finished_at = ${this.clock().toISOString()}::TIMESTAMP
        WHERE finished_at IS NULL`,
    );
    const rows = await this.warehouse.query<Omit<JobState, 'step' | 'done' | 'total'>>(
      sql`SELECT job, status, started_at, finished_at, message FROM job_run
        QUALIFY row_number() OVER (PARTITION BY job ORDER BY started_at DESC, run_id DESC) = 1`,
    );
    for (const row of rows) this.latest.set(row.job, { ...row, step: null, done: null, total: null });
  }

  /**
   * Does `work` as a run of the job `name` and passes its result or error on. Throws `conflict` while the job runs, and
   * `cancelled` when all is closing.
   */
  run<T>(name: string, work: (progress: Progress) => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(new AppError('cancelled', `${name} was not started: Dealcast is closing`));
    if (this.running.has(name)) return Promise.reject(new AppError('conflict', `already running: ${name}`));
    const state: JobState = {
      job: name,
      status: 'running',
      started_at: this.clock().toISOString(),
      finished_at: null,
      step: null,
      done: null,
      total: null,
      message: null,
    };
    const stop = new AbortController();
    const result = this.recorded(state, stop.signal, work);
    this.running.set(name, { stop, settled: result.catch(() => undefined) });
    this.tell(state);
    return result;
  }

  /** The latest run of each job, by name. */
  states(): JobState[] {
    return [...this.latest.values()].map((state) => ({ ...state })).sort((a, b) => (a.job < b.job ? -1 : 1));
  }

  /** Asks a running job to stop at its next safe point; false when it does not run. */
  cancel(name: string): boolean {
    const run = this.running.get(name);
    run?.stop.abort();
    return run !== undefined;
  }

  /** `listener` is told of every start, step and end; it answers how to stop listening. */
  watch(listener: (state: JobState) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Cancels what runs and waits until it has stopped and is in the ledger. Nothing starts afterwards. */
  async close(): Promise<void> {
    this.closed = true;
    const runs = [...this.running.values()];
    for (const run of runs) run.stop.abort();
    await Promise.all(runs.map((run) => run.settled));
  }

  private async recorded<T>(
    state: JobState,
    signal: AbortSignal,
    work: (progress: Progress) => Promise<T>,
  ): Promise<T> {
    const run_id = randomUUID();
    let end: Ending = { status: 'succeeded', message: null };
    try {
      await this.warehouse.execute(
        sql`INSERT INTO job_run (run_id, job, started_at, status)
          VALUES (${run_id}, ${state.job}, ${state.started_at}::TIMESTAMP, 'running')`,
      );
      return await work(this.progressOf(state, signal));
    } catch (error) {
      const isCancelled = error instanceof AppError && error.code === 'cancelled';
      end = {
        status: isCancelled || signal.aborted ? 'cancelled' : 'failed',
        message: error instanceof Error ? (error.message.split('\n')[0] ?? null) : String(error),
      };
      throw error;
    } finally {
      await this.finish(run_id, state, end);
    }
  }

  private progressOf(state: JobState, signal: AbortSignal): Progress {
    return {
      signal,
      report: (step, { done, total }) => {
        Object.assign(state, { step, done, total });
        this.tell(state);
      },
    };
  }

  /**
   * Until the end is in the ledger the run shows as running, and then ends at one stroke: who sees an end can start the
   * next run. The ledger tells what happened; that it could not be written must not hide that.
   */
  private async finish(run_id: string, state: JobState, { status, message }: Ending): Promise<void> {
    const { job } = state;
    const finished_at = this.clock().toISOString();
    try {
      await this.warehouse.execute(
        sql`UPDATE job_run SET status = ${status}, finished_at = ${finished_at}::TIMESTAMP, message = ${message}
          WHERE run_id = ${run_id}`,
      );
    } catch (error) {
      this.log.error({ err: error, job }, 'the end of a job could not be recorded');
    }
    this.running.delete(job);
    Object.assign(state, { status, finished_at, message });
    this.tell(state);
    this.log.info({ job, status, message }, 'job ended');
  }

  private tell(state: JobState): void {
    this.latest.set(state.job, state);
    for (const listener of this.listeners) listener({ ...state });
  }
}
