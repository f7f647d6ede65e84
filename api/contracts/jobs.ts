import { z } from 'zod';
import { pageOf } from './paging.ts';
import { JobState } from './workspace.ts';

export const JobPath = z.strictObject({ job: z.string().min(1).max(100) });
export const JobPage = pageOf(JobState);

/** The same seed on the same data gives the same models. */
export const TrainRequest = z.strictObject({ seed: z.int().min(0).max(2_147_483_647).default(1) });
export type TrainRequest = z.infer<typeof TrainRequest>;
