import { setImmediate } from 'node:timers/promises';
import { AppError, notFound } from '../../errors.ts';
import type { Jobs, Log } from '../../jobs/jobs.ts';
import { trainModels } from '../../jobs/train-models.ts';
import type { Models } from '../../models/models.ts';
import { JobPage, JobPath, JobState, TrainRequest } from '../contracts/jobs.ts';
import { type Route, route } from '../route.ts';

interface JobDeps {
  jobs: Jobs;
  models: Models | null;
  clock: () => Date;
  log: Log;
}

export function jobRoutes(deps: JobDeps): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/jobs',
      summary: { en: 'The latest run of each job, with its progress', zh: '各任务最近一次运行及进度' },
      answer: JobPage,
      answerName: 'JobPage',
      dependsOn: 'nothing',
      handle: async () => {
        const rows = deps.jobs.states();
        return { rows, total: rows.length };
      },
    }),
    route({
      method: 'post',
      path: '/api/v1/jobs/train',
      summary: { en: 'Train the models; watch it under jobs', zh: '训练模型，进度见任务列表' },
      body: TrainRequest,
      bodyIsOptional: true,
      status: 202,
      answer: JobState,
      answerName: 'JobState',
      dependsOn: 'nothing',
      handle: ({ body }) => startTraining(deps, body.seed),
    }),
    route({
      method: 'post',
      path: '/api/v1/jobs/:job/cancel',
      summary: { en: 'Ask a running job to stop at its next safe point', zh: '请求任务在下一个安全点停止' },
      params: JobPath,
      answer: JobState,
      answerName: 'JobState',
      dependsOn: 'nothing',
      handle: async ({ params }) => cancelJob(deps.jobs, params.job),
    }),
  ];
}

export const isTraining = (jobs: Jobs): boolean => stateOf(jobs, trainModels.name)?.status === 'running';

const stateOf = (jobs: Jobs, name: string) => jobs.states().find(({ job }) => job === name);

/** Throws `conflict` while it runs already. */
async function startTraining({ jobs, models, clock, log }: JobDeps, seed: number): Promise<JobState> {
  if (!models) throw new AppError('conflict', 'models cannot be trained in this workspace');
  const now = clock();
  const run = jobs.run(trainModels.name, (progress) => models.train({ seed, now, progress }));
  // The caller watches the ledger, where a failure is kept too; the log has the stack of what nobody foresaw.
  run.catch((error: unknown) => {
    if (!(error instanceof AppError)) log.error({ err: error }, 'training failed');
  });
  // What is refused is refused at once.
  await Promise.race([run, setImmediate()]);
  const state = stateOf(jobs, trainModels.name);
  if (!state) throw new Error('a job that runs is not in the ledger');
  return state;
}

function cancelJob(jobs: Jobs, name: string): JobState {
  const state = stateOf(jobs, name);
  if (!state) throw notFound('job', name);
  if (state.status !== 'running' || !jobs.cancel(name)) throw new AppError('conflict', `not running: ${name}`);
  return state;
}
