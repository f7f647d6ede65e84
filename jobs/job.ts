import type { Models } from '../models/models.ts';
import type { Progress } from '../progress.ts';
import type { Warehouse } from '../warehouse/database.ts';
import type { Log } from './jobs.ts';

/** What a job may use. `now` is the moment of the run: the same `now` twice leaves what it leaves once. */
export interface JobContext {
  warehouse: Warehouse;
  models: Models;
  now: Date;
  progress: Progress;
  log: Log;
}

export interface Job {
  name: string;
  /** Five cron fields, in UTC. */
  schedule: string;
  run(context: JobContext): Promise<void>;
}
