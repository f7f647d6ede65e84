import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AppOptions } from '../../../api/app.ts';
import { JobPage, JobState } from '../../../api/contracts/jobs.ts';
import { trainModels } from '../../../jobs/train-models.ts';
import { ask, post } from '../support.ts';
import { fewDeals, type Served, serve } from '../workspaces.ts';

const trainJob = trainModels.name;
let api: Served;
/** Ends the training that runs. */
let finish: () => void;
const seeds: number[] = [];

// Training itself is tested under test/models; here it lasts as long as a test wants.
const models = {
  train: ({ seed, progress }: { seed: number; progress: { report(...of: unknown[]): void; signal: AbortSignal } }) => {
    seeds.push(seed);
    progress.report('fitting', { done: 1, total: 4 });
    return new Promise<void>((resolve, reject) => {
      finish = resolve;
      if (progress.signal.aborted) reject(progress.signal.reason);
      progress.signal.addEventListener('abort', () => reject(progress.signal.reason));
    });
  },
} as unknown as AppOptions['models'];

beforeAll(async () => {
  api = await serve(fewDeals, { models });
});
afterAll(() => api.close());

const stateOf = async (name: string) =>
  JobPage.parse((await ask(`${api.url}/api/v1/jobs`)).body).rows.find(({ job }) => job === name);

test('trains once at a time, and shows how far it is', async () => {
  const started = await post(`${api.url}/api/v1/jobs/train`, { seed: 7 });
  expect(started.status).toBe(202);
  expect(JobState.parse(started.body)).toMatchObject({ job: trainJob, status: 'running' });
  await expect.poll(() => stateOf(trainJob)).toMatchObject({ status: 'running', step: 'fitting', done: 1, total: 4 });
  expect((await post(`${api.url}/api/v1/jobs/train`, {})).body).toMatchObject({ status: 409, code: 'conflict' });
  finish();
  await expect.poll(() => stateOf(trainJob)).toMatchObject({ status: 'succeeded' });
  expect(seeds).toEqual([7]);
});

test('is stopped on request, and starts without a body', async () => {
  expect((await post(`${api.url}/api/v1/jobs/train`)).status).toBe(202);
  expect(await stateOf(trainJob)).toMatchObject({ status: 'running' });
  expect((await post(`${api.url}/api/v1/jobs/${trainJob}/cancel`)).status).toBe(200);
  await expect.poll(() => stateOf(trainJob)).toMatchObject({ status: 'cancelled' });
  expect((await post(`${api.url}/api/v1/jobs/${trainJob}/cancel`)).body).toMatchObject({ status: 409 });
});

test('a seed that is no number is refused', async () => {
  expect((await post(`${api.url}/api/v1/jobs/train`, { seed: 'x' })).body).toMatchObject({
    status: 400,
    errors: [{ field: 'seed' }],
  });
});

test('a job that never was is not found', async () => {
  expect((await post(`${api.url}/api/v1/jobs/nothing/cancel`)).body).toMatchObject({ status: 404, code: 'not_found' });
});

test('a workspace without models says that it cannot train', async () => {
  const without = await serve(fewDeals);
  try {
    expect((await post(`${without.url}/api/v1/jobs/train`, {})).body).toMatchObject({ status: 409, code: 'conflict' });
  } finally {
    await without.close();
  }
});
