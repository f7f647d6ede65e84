import { z } from 'zod';
import { Label } from '../../warehouse/metrics/metric-query.ts';

export const StageInfo = z.object({
  stage: z.string(),
  stage_position: z.int(),
  stage_type: z.enum(['open', 'won', 'lost']),
  label: Label,
});
export type StageInfo = z.infer<typeof StageInfo>;

/** What the client needs before its first page. */
export const WorkspaceAnswer = z.object({
  name: z.string(),
  kind: z.enum(['empty', 'demo', 'loaded']),
  version: z.string(),
  time_zone: z.string(),
  fiscal_year_start_month: z.int(),
  base_currency: z.string(),
  /** The moment the data speak of; when `stands_still` it is an export's last day, else the clock. */
  as_of: z.string(),
  stands_still: z.boolean(),
  data_version: z.int(),
  changed_at: z.string().nullable(),
  first_day: z.string().nullable(),
  last_day: z.string().nullable(),
  stages: z.array(StageInfo),
  counts: z.object({ opportunities: z.int(), accounts: z.int(), leads: z.int(), activities: z.int(), users: z.int() }),
  loads: z.array(
    z.object({
      load_id: z.string(),
      source_system: z.string(),
      origin: z.string(),
      finished_at: z.string(),
      rows_in: z.int(),
      rows_loaded: z.int(),
      rows_repaired: z.int(),
      rows_quarantined: z.int(),
    }),
  ),
});
export type WorkspaceAnswer = z.infer<typeof WorkspaceAnswer>;
