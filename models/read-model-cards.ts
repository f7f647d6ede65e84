import { z } from 'zod';
import type { Warehouse } from '../warehouse/database.ts';
import { sql } from '../warehouse/sql.ts';

/** Every trained model, newest first, with its card and how it was judged. */
export async function readModelCards(warehouse: Warehouse) {
  const models = await warehouse.query<
    { card: string } & Record<
      'model_version_id' | 'kind' | 'trained_at' | 'as_of' | 'status' | 'method_served',
      string
    > & { seed: number }
  >(sql`
    SELECT model_version_id, kind, trained_at, as_of, status, method_served, seed, card::VARCHAR AS card
    FROM model_version ORDER BY trained_at DESC, model_version_id LIMIT 100`);
  const evaluations = await warehouse.query(
    sql`SELECT model_version_id, slice, method, measure, value, low, high, n FROM model_evaluation`,
    z.object({
      model_version_id: z.string(),
      slice: z.string(),
      method: z.string(),
      measure: z.string(),
      value: z.number().nullable(),
      low: z.number().nullable(),
      high: z.number().nullable(),
      n: z.int(),
    }),
  );
  return models.map(({ card, ...model }) => ({
    ...model,
    evaluations: evaluations
      .filter(({ model_version_id }) => model_version_id === model.model_version_id)
      .map(({ model_version_id: _, ...evaluation }) => evaluation),
    card: JSON.parse(card) as Record<string, unknown>,
  }));
}
