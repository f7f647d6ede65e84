import { z } from 'zod';
import { DimensionInfo, MetricInfo } from '../../warehouse/metrics/metric.ts';

/** Every metric with what it means, and the dimensions that metrics name in `dimensions`. */
export const MetricsAnswer = z.object({
  rows: z.array(MetricInfo),
  total: z.int(),
  dimensions: z.array(DimensionInfo),
});
export type MetricsAnswer = z.infer<typeof MetricsAnswer>;
