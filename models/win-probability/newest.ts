import { sql } from '../../warehouse/sql.ts';

/** The id of the model trained last, as a scalar of SQL; null where none was. The forecast made with it has the same id. */
export const newestModel = sql`(
  SELECT model_version_id FROM model_version WHERE kind = 'win_probability' ORDER BY trained_at DESC, model_version_id LIMIT 1
)`;
