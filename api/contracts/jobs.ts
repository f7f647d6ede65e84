import { z } from 'zod';
import { pageOf } from './paging.ts';

/** The latest run of a job. `done` and `total` are in the units of `step`; null while unknown. */
export const JobState = z.object({
  job: z.string(),
  status: z.enum(['running', 'succeeded', 'failed', 'cancelled', 'interrupted']),
  started_at: z.string(),
  finished_at: z.string().nullable(),
  step: z.string().nullable(),
  done: z.number().nullable(),
  total: z.number().nullable(),
  message: z.string().nullable(),
});
export type JobState = z.infer<typeof JobState>;

export const JobPath = z.strictObject({ job: z.string().min(1).max(100) });
export const JobPage = pageOf(JobState);

/** The same seed on the same data gives the same models. */
export const TrainRequest = z.strictObject({ seed: z.int().min(0).max(2_147_483_647).default(1) });
export type TrainRequest = z.infer<typeof TrainRequest>;
