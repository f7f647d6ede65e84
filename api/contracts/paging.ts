import { z } from 'zod';

/** Query string of every list. */
export const Paging = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  offset: z.coerce.number().int().min(0).max(1_000_000_000).default(0),
});
export type Paging = z.infer<typeof Paging>;

/** `rows` of a page and the number of all rows. */
export const pageOf = <Row extends z.ZodType>(row: Row) => z.object({ rows: z.array(row), total: z.int() });
