import type { EntityName } from '../../crm/entities/entity.ts';
import { id, join, raw, type Sql, sql } from '../../warehouse/sql.ts';
import type { Keys } from '../settle.ts';
import { good, type Staged } from '../staged.ts';

/** The staged rows to load and, for each reference, the SQL of its id. */
export interface Resolved {
  readonly from: Sql;
  readonly idOf: (field: string) => Sql;
}

/** Joins the key tables of those references whose ids differ from what the source writes; the rest are their own ids. */
export function resolve(staged: Staged, keys: ReadonlyMap<EntityName, Keys>): Resolved {
  const ids = new Map<string, Sql>();
  const joins: Sql[] = [];
  for (const { name, field } of staged.staging.fields) {
    const to = field.to === undefined ? undefined : keys.get(field.to);
    if (field.type !== 'reference') continue;
    if (!to?.translates) {
      ids.set(name, sql`row.${id(`v_${name}`)}`);
      continue;
    }
    const alias = id(`to_${name}`);
    joins.push(sql`LEFT JOIN ${to.table} AS ${alias} ON ${alias}.found = row.${id(`v_${name}`)}`);
    ids.set(name, sql`coalesce(${alias}.id, row.${id(`v_${name}`)})`);
  }
  return {
    from: sql`FROM (${good(staged)}) AS row ${join(joins, ' ')}`,
    idOf: (field) => ids.get(field) ?? raw('NULL::VARCHAR'),
  };
}
