import type { Job } from './job.ts';

/** Trains every model on the data as they are tonight; the same data and seed give the same models. */
export const trainModels: Job = {
  name: 'train',
  schedule: '0 2 * * *',
  async run({ models, now, progress, log }) {
    if (await models.isCurrent(now)) {
      log.info('the models are current: nothing to train');
      return;
    }
    await models.train({ seed: 1, now, progress });
  },
};
