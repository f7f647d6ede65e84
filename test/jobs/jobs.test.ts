import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError, cancelled } from '../../errors.ts';
import { type JobState, Jobs } from '../../jobs/jobs.ts';
import type { silent } from '../../progress.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { sql } from '../../warehouse/sql.ts';

const log = { info() {}, warn() {}, error() {} };
const noon = '2024-05-01T12:00:00.000Z';
let warehouse: Warehouse;
let jobs: Jobs;

beforeEach(async () => {
  warehouse = await Warehouse.open(':memory:');
  await migrate(warehouse);
  jobs = makeJobs();
});
afterEach(() => warehouse.close());

test('a run passes its result on and is in the ledger', async () => {
  expect(await jobs.run('count', async () => 42)).toBe(42);
  expect(await ledger()).toEqual([{ job: 'count', status: 'succeeded', finished_at: noon, message: null }]);
  expect(jobs.states()).toEqual([
    {
      job: 'count',
      status: 'succeeded',
      started_at: noon,
      finished_at: noon,
      step: null,
      done: null,
      total: null,
      message: null,
    },
  ]);
});

test('a failed run passes its error on and keeps the first line of it', async () => {
  const fault = new Error('no such file\nand more');
  await expect(jobs.run('load', () => Promise.reject(fault))).rejects.toBe(fault);
  expect(await ledger()).toEqual([{ job: 'load', status: 'failed', finished_at: noon, message: 'no such file' }]);
});

test('one run of a name at a time, and another name beside it', async () => {
  const gate = new Gate();
  const first = jobs.run('train', () => gate.opened);
  await expect(jobs.run('train', async () => 1)).rejects.toMatchObject({ code: 'conflict' });
  expect(await jobs.run('load', async () => 2)).toBe(2);
  gate.open();
  await first;
  expect(await jobs.run('train', async () => 3)).toBe(3);
});

test('a run that shows as ended can be followed by the next at once', async () => {
  const first = jobs.run('train', async () => 1);
  while (jobs.states()[0]?.status === 'running') await new Promise(setImmediate);
  expect(await jobs.run('train', async () => 2)).toBe(2);
  expect(await first).toBe(1);
});

test('tells at once that a job runs, and how far it is', async () => {
  const seen: JobState[] = [];
  const stop = jobs.watch((state) => seen.push(state));
  const run = jobs.run('load', async ({ report }) => report('reading', { done: 3, total: 4 }));
  expect(jobs.states()).toMatchObject([{ job: 'load', status: 'running', step: null }]);
  await run;
  stop();
  await jobs.run('load', async () => undefined);
  expect(seen.map(({ status, step, done, total }) => ({ status, step, done, total }))).toEqual([
    { status: 'running', step: null, done: null, total: null },
    { status: 'running', step: 'reading', done: 3, total: 4 },
    { status: 'succeeded', step: 'reading', done: 3, total: 4 },
  ]);
});

test('a cancelled run stops at its next safe point and is in the ledger as cancelled', async () => {
  const run = jobs.run('load', untilStopped);
  expect(jobs.cancel('load')).toBe(true);
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
  expect(await ledger()).toMatchObject([{ job: 'load', status: 'cancelled' }]);
  expect(jobs.cancel('load')).toBe(false);
});

test('closing cancels what runs, waits for it, and starts nothing more', async () => {
  const run = jobs.run('train', untilStopped);
  const result = expect(run).rejects.toBeInstanceOf(AppError);
  await jobs.close();
  await result;
  expect(await ledger()).toMatchObject([{ job: 'train', status: 'cancelled', finished_at: noon }]);
  await expect(jobs.run('load', async () => 1)).rejects.toMatchObject({ code: 'cancelled' });
});

test('runs left open by a dead process are closed as interrupted and remembered', async () => {
  await warehouse.execute(
    sql`INSERT INTO job_run (run_id, job, started_at, status) VALUES
      ('b', 'train', TIMESTAMP '2024-04-30 12:00:00', 'running'), ('a', 'train', TIMESTAMP '2024-04-29 12:00:00', 'running')`,
  );
  await jobs.recover();
  expect(jobs.states()).toMatchObject([
    { job: 'train', status: 'interrupted', started_at: '2024-04-30T12:00:00.000Z', finished_at: noon },
  ]);
  expect(await jobs.run('train', async () => 1)).toBe(1);
});

test('a run can write to the warehouse in a transaction while the ledger is written', async () => {
  const write = () => warehouse.transaction((db) => db.execute(sql`UPDATE data_version SET version = version + 1`));
  await Promise.all([jobs.run('a', write), jobs.run('b', write), jobs.run('c', write)]);
  expect(jobs.states().map(({ status }) => status)).toEqual(['succeeded', 'succeeded', 'succeeded']);
});

const makeJobs = () => new Jobs({ warehouse, log, clock: () => new Date(noon) });

const ledger = () => warehouse.query(sql`SELECT job, status, finished_at, message FROM job_run ORDER BY job`);

const untilStopped = ({ signal }: ReturnType<typeof silent>): Promise<never> =>
  new Promise((_, reject) => {
    const stop = () => reject(cancelled('the load'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
  });

class Gate {
  readonly opened: Promise<void>;
  open: () => void = () => {};
  constructor() {
    this.opened = new Promise((resolve) => {
      this.open = resolve;
    });
  }
}
