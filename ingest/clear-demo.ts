import type { Db } from '../warehouse/database.ts';
import { id, sql } from '../warehouse/sql.ts';

/** What is not the demo company's: settings, the ledgers, and the schema's own record. */
const kept = /^(workspace_setting|data_version|schema_migration|load_\w+|job_run)$/;

/** Empties the warehouse of the demo company, whose deals must never be counted beside real ones. */
export async function clearDemo(db: Db): Promise<void> {
  const tables = await db.query<{ table_name: string }>(
    sql`SELECT table_name FROM duckdb_tables() WHERE NOT temporary AND NOT internal ORDER BY table_name`,
  );
  for (const { table_name } of tables.filter((each) => !kept.test(each.table_name)))
    await db.execute(sql`DELETE FROM ${id(table_name)}`);
}
