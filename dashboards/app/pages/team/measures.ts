import type { Unit } from '../../../../warehouse/metrics/metric-query.ts';

/** What people are compared by. `fair` measures are rates of closed deals and say little where those are few. */
export const measures = [
  { metric: 'win_rate', unit: 'ratio', fair: true },
  { metric: 'won_amount', unit: 'money', fair: false },
  { metric: 'attainment', unit: 'ratio', fair: false },
  { metric: 'average_deal_size', unit: 'money', fair: true },
  { metric: 'sales_cycle_days', unit: 'days', fair: true },
  { metric: 'stage_win_rate', unit: 'ratio', fair: true },
  { metric: 'activity_count', unit: 'count', fair: false },
] as const satisfies readonly { metric: string; unit: Unit; fair: boolean }[];

export type MeasureName = (typeof measures)[number]['metric'];

export const measureNames: readonly MeasureName[] = measures.map(({ metric }) => metric);

/** A rate of fewer closed deals than this is drawn grey: its 90 % interval is wider than ± 15 points. */
export const enoughDeals = 30;

export interface RepFigures {
  owner_id: string;
  owner_name: string;
  /** Deals closed in the period: what most rates stand on. */
  closed: number;
  values: Record<MeasureName, number | null>;
  n: Record<MeasureName, number | null>;
}
