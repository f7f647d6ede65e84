import { z } from 'zod';
import { pageOf } from './paging.ts';

export const LoadPath = z.strictObject({ load_id: z.string().min(1).max(200) });
export type LoadPath = z.infer<typeof LoadPath>;

/** A value that a declared rule mended. `file_row` is 1 for the first row of data. */
export const Repair = z.object({
  file: z.string(),
  file_row: z.int(),
  column_name: z.string(),
  rule: z.string(),
  found: z.string().nullable(),
  used: z.string().nullable(),
});
export type Repair = z.infer<typeof Repair>;
export const RepairPage = pageOf(Repair);

/** A row that was refused, with the whole of it as it was read. */
export const QuarantinedRow = z.object({
  file: z.string(),
  file_row: z.int(),
  column_name: z.string().nullable(),
  reason: z.string(),
  found: z.string().nullable(),
  raw: z.json(),
});
export type QuarantinedRow = z.infer<typeof QuarantinedRow>;
export const QuarantinePage = pageOf(QuarantinedRow);
