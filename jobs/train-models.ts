import type { Job } from './job.ts';

/** A training this recent is tonight's. An export that stands still is trained once, however many nights pass. */
const sameNightMs = 60 * 60_000;
const dayMs = 24 * 60 * 60_000;

/**
 * Trains every model on the data as they are tonight and keeps what the forecast says, so that its record can be judged
 * later. The same data and seed give the same models.
 */
export const trainModels: Job = {
  name: 'train',
  schedule: '0 2 * * *',
  async run({ models, now, progress, log }) {
    // `isCurrent` asks for a training of the last day, and last night's is a day old give or take a second.
    if (await models.isCurrent(new Date(now.getTime() + dayMs - sameNightMs))) {
      log.info('the models are current: nothing to train');
      return;
    }
    await models.train({ seed: 1, now, progress });
  },
};
