import cron from 'node-cron';
import { AppError } from '../errors.ts';
import type { Job, JobContext } from './job.ts';
import type { Jobs } from './jobs.ts';

/** Runs each of `list` at its hours, in the ledger of `jobs`, until the answered function is called. */
export function schedule(
  list: readonly Job[],
  { jobs, clock, ...context }: { jobs: Jobs; clock: () => Date } & Omit<JobContext, 'now' | 'progress'>,
): () => Promise<void> {
  const { log } = context;
  const toLog = {
    info: (message: string) => log.info(message),
    debug: () => {},
    warn: (message: string) => log.warn(message),
    error: (message: string | Error, err?: Error) => log.error({ err: err ?? message }, String(message)),
  };
  const tasks = list.map((job) =>
    cron.schedule(job.schedule, () => runOnce(job, { jobs, clock, ...context }), {
      name: job.name,
      timezone: 'UTC',
      noOverlap: true,
      logger: toLog,
    }),
  );
  return async () => {
    await Promise.all(tasks.map((task) => task.destroy()));
  };
}

/** One scheduled run. A failure is in the ledger and the log and never reaches the scheduler. */
export async function runOnce(
  job: Job,
  { jobs, clock, ...context }: { jobs: Jobs; clock: () => Date } & Omit<JobContext, 'now' | 'progress'>,
): Promise<void> {
  try {
    await jobs.run(job.name, (progress) => job.run({ ...context, now: clock(), progress }));
  } catch (error) {
    const { log } = context;
    if (error instanceof AppError) log.warn({ job: job.name }, error.message);
    else log.error({ job: job.name, err: error }, 'a scheduled job failed');
  }
}
