import { readFileSync } from 'node:fs';
import { raw, type Sql, type SqlValue, sql } from './sql.ts';

/** The text of an .sql file with each `$name` bound to a value or replaced by a piece of SQL. A name without one is a bug. */
export function sqlFile(path: string, values: Record<string, SqlValue | Sql> = {}): Sql {
  const parts = readFileSync(path, 'utf8').split(/\$(\w+)/);
  return parts.reduce((all, part, at) => {
    if (at % 2 === 0) return sql`${all}${raw(part)}`;
    if (!(part in values)) throw new Error(`no value for $${part} in ${path}`);
    return sql`${all}${values[part]!}`;
  }, raw(''));
}
