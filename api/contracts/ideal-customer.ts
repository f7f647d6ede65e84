import { z } from 'zod';
import { Label } from '../../warehouse/metrics/metric-query.ts';

/** One value of one attribute of won customers: lift over the overall win rate, shrunk towards it. */
export const ProfileRow = z.object({
  attribute: z.string(),
  attribute_label: Label,
  value: z.string().nullable(),
  n: z.int(),
  won: z.int(),
  win_rate: z.number(),
  win_rate_shrunk: z.number(),
  low: z.number(),
  high: z.number(),
  lift: z.number(),
  lift_low: z.number(),
  lift_high: z.number(),
  /** Benjamini–Hochberg over all rows at 10 %. */
  is_significant: z.boolean(),
  won_amount: z.number(),
  average_deal_size: z.number().nullable(),
});
export type ProfileRow = z.infer<typeof ProfileRow>;

export const ProfileAnswer = z.object({
  as_of: z.string(),
  data_version: z.int(),
  base_win_rate: z.number().nullable(),
  n: z.int(),
  need: z.int(),
  rows: z.array(ProfileRow),
});
export type ProfileAnswer = z.infer<typeof ProfileAnswer>;
