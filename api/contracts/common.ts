import { z } from 'zod';

/** RFC 9457 problem document. `errors` names each wrong field. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  code: z.string(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;

export const Health = z.object({ status: z.enum(['ok', 'starting']), version: z.string(), dataVersion: z.int() });
export type Health = z.infer<typeof Health>;
