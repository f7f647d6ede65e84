import { expect, test } from 'vitest';
import type { JobContext } from '../../jobs/job.ts';
import { trainModels } from '../../jobs/train-models.ts';
import { silent } from '../../progress.ts';

const log = { info() {}, warn() {}, error() {} };

/** Models that count as current, as the real ones do, for a day from the moment they were trained at. */
function trained(at: string) {
  const trainings: string[] = [];
  let last = new Date(at).getTime();
  const models = {
    isCurrent: async (now: Date) => now.getTime() - last < 24 * 3_600_000,
    train: async ({ now }: { now: Date }) => {
      last = now.getTime();
      trainings.push(now.toISOString().slice(0, 16));
    },
  };
  const run = (now: string) =>
    trainModels.run({ models, now: new Date(now), progress: silent(), log } as unknown as JobContext);
  return { run, trainings };
}

test('trains every night, though the night before is a day ago give or take a second', async () => {
  const { run, trainings } = trained('2024-05-01T02:00:01Z');
  await run('2024-05-02T02:00:00Z');
  await run('2024-05-03T02:00:02Z');
  expect(trainings).toEqual(['2024-05-02T02:00', '2024-05-03T02:00']);
});

test('run again the same night it trains no more', async () => {
  const { run, trainings } = trained('2024-05-01T02:00:00Z');
  await run('2024-05-02T02:00:00Z');
  await run('2024-05-02T02:00:00Z');
  await run('2024-05-02T02:40:00Z');
  expect(trainings).toEqual(['2024-05-02T02:00']);
});
