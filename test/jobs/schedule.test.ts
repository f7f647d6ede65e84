import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { AppError } from '../../errors.ts';
import type { Job, JobContext } from '../../jobs/job.ts';
import { Jobs } from '../../jobs/jobs.ts';
import { runOnce, schedule } from '../../jobs/schedule.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';

const entries: string[] = [];
const log = {
  info() {},
  warn: (_: unknown, text?: string) => entries.push(`warn ${text}`),
  error: (_: unknown, text?: string) => entries.push(`error ${text}`),
};
const clock = () => new Date();
let warehouse: Warehouse;
let context: Parameters<typeof schedule>[1];

beforeEach(async () => {
  entries.length = 0;
  warehouse = await Warehouse.open(':memory:');
  await migrate(warehouse);
  const jobs = new Jobs({ warehouse, log, clock });
  context = { warehouse, models: null as unknown as JobContext['models'], jobs, clock, log };
});
afterEach(async () => {
  vi.useRealTimers();
  await warehouse.close();
});

test('runs a job at its hour of UTC, in the ledger, and no more once stopped', async () => {
  vi.useFakeTimers({ now: new Date('2024-05-01T01:59:00.000Z'), toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  const runs: string[] = [];
  let ran = () => {};
  const over = new Promise<void>((resolve) => {
    ran = resolve;
  });
  context.jobs.watch(({ status }) => status === 'succeeded' && ran());
  const nightly: Job = {
    name: 'nightly',
    schedule: '0 2 * * *',
    run: async ({ now }) => {
      runs.push(now.toISOString().slice(0, 16));
    },
  };
  const stop = schedule([nightly], context);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(runs).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  await over;
  expect(runs).toEqual(['2024-05-01T02:00']);
  expect(context.jobs.states()).toMatchObject([{ job: 'nightly', status: 'succeeded' }]);
  await stop();
  await vi.advanceTimersByTimeAsync(48 * 3600_000);
  expect(runs).toHaveLength(1);
});

test('what a job throws is in the ledger and the log and goes no further', async () => {
  const failing = (error: Error): Job => ({ name: 'failing', schedule: '0 2 * * *', run: () => Promise.reject(error) });
  await runOnce(failing(new AppError('upstream', 'no answer from: example')), context);
  await runOnce(failing(new Error('a bug')), context);
  expect(entries).toEqual(['warn no answer from: example', 'error a scheduled job failed']);
  expect(context.jobs.states()).toMatchObject([{ job: 'failing', status: 'failed', message: 'a bug' }]);
});
