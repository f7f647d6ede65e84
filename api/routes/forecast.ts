import type { Jobs } from '../../jobs/jobs.ts';
import { readForecast } from '../../models/forecast/read-forecast.ts';
import { readProfile } from '../../models/ideal-customer/profile.ts';
import { readModelCards } from '../../models/read-model-cards.ts';
import { readScores } from '../../models/win-probability/read-scores.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { ForecastAnswer, ModelPage, ScoredPage, ScoredQuery } from '../contracts/forecast.ts';
import { ProfileAnswer } from '../contracts/ideal-customer.ts';
import { type Route, route } from '../route.ts';
import { isTraining } from './jobs.ts';

/** What the models say, read from the warehouse they wrote it to. */
export function forecastRoutes(o: { warehouse: Warehouse; jobs: Jobs; clock: () => Date }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/forecast',
      summary: {
        en: 'Revenue by quarter as a range, and how right past forecasts were',
        zh: '季度收入预测区间及历史准确度',
      },
      answer: ForecastAnswer,
      answerName: 'Forecast',
      dependsOn: 'data',
      handle: () => readForecast(o.warehouse, { now: o.clock(), training: isTraining(o.jobs) }),
    }),
    route({
      method: 'get',
      path: '/api/v1/opportunities/scored',
      summary: { en: 'Open opportunities with their probability and the reasons for it', zh: '未结商机的赢率及原因' },
      query: ScoredQuery,
      answer: ScoredPage,
      answerName: 'ScoredPage',
      dependsOn: 'data',
      handle: ({ query: { sort, direction, period, ...page } }) =>
        readScores(o.warehouse, { ...page, period, order: { by: sort, direction } }),
    }),
    route({
      method: 'get',
      path: '/api/v1/models',
      summary: { en: 'The models trained, newest first, each beside its baselines', zh: '已训练的模型及其基线对比' },
      answer: ModelPage,
      answerName: 'ModelPage',
      dependsOn: 'data',
      handle: async () => {
        const rows = await readModelCards(o.warehouse);
        return { rows, total: rows.length };
      },
    }),
    route({
      method: 'get',
      path: '/api/v1/ideal-customer',
      summary: { en: 'Which kinds of customer are won more often than others', zh: '理想客户画像：各特征的赢率提升' },
      answer: ProfileAnswer,
      answerName: 'Profile',
      dependsOn: 'data',
      handle: () => readProfile(o.warehouse, { now: o.clock() }),
    }),
  ];
}
