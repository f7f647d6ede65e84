import type { Warehouse } from '../warehouse/database.ts';
import { sql } from '../warehouse/sql.ts';
import { dataVersion } from '../warehouse/workspace.ts';

/**
 * A short text that changes whenever an answer read from the warehouse may: with the data, the settings, the models,
 * and, unless the data stand still at a moment, with the minute of the clock.
 */
export async function dataKey(
  warehouse: Warehouse,
  { now, training }: { now: Date; training: boolean },
): Promise<string> {
  const [row] = await warehouse.query<{ version: number; trained_at: string; settings: string; stands_still: boolean }>(
    sql`
      SELECT
        (SELECT version FROM data_version) AS version,
        (SELECT coalesce(epoch_ms(max(trained_at)), 0)::VARCHAR FROM model_version) AS trained_at,
        (SELECT coalesce(left(md5(string_agg(name || value::VARCHAR, ';' ORDER BY name)), 8), '') FROM workspace_setting) AS settings,
        EXISTS (FROM workspace_setting WHERE name = 'as_of' AND value::VARCHAR <> 'null') AS stands_still`,
  );
  const minute = row?.stands_still ? 'still' : Math.floor(now.getTime() / 60_000).toString(36);
  return [row?.version, row?.trained_at, row?.settings, minute, training ? 'training' : ''].join('-');
}

/**
 * The data version, read again only after a write: whoever asks whether the server lives must not wait for a turn at the
 * warehouse while long questions hold all of its connections. During a write the version is the one before it.
 */
export function keptVersion(warehouse: Warehouse): () => Promise<number> {
  let kept: { settled: number; version: number } | null = null;
  return async () => {
    const { settled } = warehouse;
    if (kept && (settled === null || settled === kept.settled)) return kept.version;
    const version = await dataVersion(warehouse);
    if (settled !== null && warehouse.settled === settled) kept = { settled, version };
    return version;
  };
}
