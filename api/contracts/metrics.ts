import { z } from 'zod';
import { Label } from '../../warehouse/metrics/metric-query.ts';
import { MetricInfo } from '../../warehouse/metrics/registry.ts';

export const DimensionInfo = z.object({ name: z.string(), label: Label });
export type DimensionInfo = z.infer<typeof DimensionInfo>;

/** Every metric with what it means, and the dimensions that metrics name in `dimensions`. */
export const MetricsAnswer = z.object({
  rows: z.array(MetricInfo),
  total: z.int(),
  dimensions: z.array(DimensionInfo),
});
export type MetricsAnswer = z.infer<typeof MetricsAnswer>;
