import type { Db } from '../../warehouse/database.ts';
import { id, join, raw, type Sql, sql } from '../../warehouse/sql.ts';
import { good, type Staged } from '../staged.ts';

/** Removes the rows of `table` whose `key` is among the staged ones. An empty table costs nothing. */
export async function removeSame(
  db: Db,
  table: string,
  { key, staged }: { key: string; staged: Staged },
): Promise<void> {
  const [row] = await db.query<{ held: boolean }>(sql`SELECT EXISTS (FROM ${id(table)}) AS held`);
  if (!row?.held) return;
  const value = id(`v_${staged.staging.entity.key}`);
  await db.execute(sql`DELETE FROM ${id(table)} WHERE ${id(key)} IN (SELECT ${value} FROM (${good(staged)}))`);
}

/** `v_<field>` where it is mapped, else null; of the type given. */
export function valueOr(staged: Staged, field: string, type: string): Sql {
  const mapped = staged.staging.fields.some((each) => each.name === field);
  return mapped ? sql`${id(`v_${field}`)}::${raw(type)}` : sql`NULL::${raw(type)}`;
}

/** INSERT of named columns from the staged rows. */
export const insertColumns = (table: string, columns: readonly (readonly [string, Sql])[], from: Sql): Sql => sql`
  INSERT INTO ${id(table)} (${join(columns.map(([name]) => id(name)))})
  SELECT ${join(columns.map(([, value]) => value))} ${from}`;
