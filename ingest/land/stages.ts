import type { Db } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';
import type { Mapping } from '../mapping.ts';

/** The mapping's stages in its order; a stage it no longer names goes when no opportunity was ever in it. */
export async function landStages(db: Db, { stages, source_system }: Mapping): Promise<void> {
  for (const [at, { stage, type, label }] of stages.entries())
    await db.execute(sql`
      INSERT OR REPLACE INTO dim_stage VALUES (${source_system}, ${stage}, ${at + 1}, ${type}, ${label.en}, ${label.zh})`);
  const names = stages.map((each) => each.stage);
  await db.execute(sql`
    DELETE FROM dim_stage WHERE pipeline_id = ${source_system}
      AND NOT list_contains(${JSON.stringify(names)}::JSON::VARCHAR[], stage)
      AND stage NOT IN (SELECT stage FROM opportunity_event WHERE stage IS NOT NULL)`);
}
