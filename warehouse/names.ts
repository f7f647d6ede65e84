import { options } from '../crm/entities/options.ts';
import type { Db } from './database.ts';
import type { Label } from './metrics/metric-query.ts';
import { sql } from './sql.ts';

/** What the stored keys of a column are called, in both languages: `names.stage?.commit?.zh`. Keys without a name stand for themselves. */
export type Names = Readonly<Record<string, Readonly<Record<string, Label>>>>;

/** The names of stages and products as the warehouse has them, and of every enumeration as its entity defines it. */
export async function readNames(db: Pick<Db, 'query'>): Promise<Names> {
  const stages = await db.query<{ stage: string; en: string; zh: string }>(
    sql`SELECT stage, label_en AS en, label_zh AS zh FROM dim_stage`,
  );
  const products = await db.query<{ product_id: string; product_name: string }>(
    sql`SELECT product_id, product_name FROM dim_product`,
  );
  return {
    ...options,
    stage: Object.fromEntries(stages.map(({ stage, en, zh }) => [stage, { en, zh }])),
    product: Object.fromEntries(
      products.map(({ product_id, product_name: name }) => [product_id, { en: name, zh: name }]),
    ),
  };
}

export const nameOf = (names: Names, column: string, key: string): Label =>
  names[column]?.[key] ?? { en: key, zh: key };
