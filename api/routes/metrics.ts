import { toArrowStream } from '../../warehouse/arrow.ts';
import type { Engine } from '../../warehouse/engine.ts';
import { DrillAnswer, DrillQuery, MetricAnswer, MetricQuery } from '../../warehouse/metrics/metric-query.ts';
import { dimensionInfo, dimensions, metricInfo, metrics } from '../../warehouse/metrics/registry.ts';
import { MetricsAnswer } from '../contracts/metrics.ts';
import { type Route, route } from '../route.ts';

export function metricRoutes({ engine }: { engine: Engine }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/metrics',
      summary: { en: 'The metrics and the dimensions they can be split by', zh: '指标及其可用维度' },
      answer: MetricsAnswer,
      answerName: 'Metrics',
      dependsOn: 'version',
      handle: async () => ({
        rows: metrics.map(metricInfo),
        total: metrics.length,
        dimensions: dimensions.map(dimensionInfo),
      }),
    }),
    route({
      method: 'post',
      path: '/api/v1/query',
      summary: { en: 'Ask metrics: as JSON, or as an Arrow IPC stream', zh: '查询指标：JSON 或 Arrow IPC 流' },
      body: MetricQuery,
      answer: MetricAnswer,
      answerName: 'MetricAnswer',
      dependsOn: 'nothing',
      handle: ({ body }) => engine.query(body),
      arrow: async ({ body }) => toArrowStream(await engine.queryColumns(body)),
    }),
    route({
      method: 'post',
      path: '/api/v1/drill',
      summary: {
        en: 'The records behind one number; what they add up to equals it',
        zh: '某个数字背后的记录，合计与该数字一致',
      },
      body: DrillQuery,
      answer: DrillAnswer,
      answerName: 'DrillAnswer',
      dependsOn: 'nothing',
      handle: ({ body }) => engine.drill(body),
    }),
  ];
}
