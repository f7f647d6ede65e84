import type { Unit } from '../../warehouse/metrics/metric-query.ts';

/** Number and date formats of the client, by the name a spec's `formatType` uses. */
export const formatNames = ['money', 'moneyShort', 'share', 'count', 'days', 'day', 'month', 'decimal'] as const;
export type FormatName = (typeof formatNames)[number];

/** The short form that fits on an axis or beside a mark. */
export const formatOfUnit: Record<Unit, FormatName> = {
  count: 'count',
  money: 'moneyShort',
  money_per_day: 'moneyShort',
  ratio: 'share',
  days: 'days',
};
