import type { FieldType } from '../crm/entities/entity.ts';
import { raw, type Sql, sql } from '../warehouse/sql.ts';

export interface ReadingRules {
  readonly time_zone: string;
  readonly decimal_separator: '.' | ',';
  readonly formats: readonly string[];
  readonly times: number | undefined;
}

/** The value that text `text` (an SQL expression) says, as the type the warehouse keeps; null where it says none. */
export function readAs(type: FieldType, text: Sql, rules: ReadingRules): Sql {
  switch (type) {
    case 'money':
      if (rules.times !== undefined)
        return sql`TRY_CAST(${number(text, 'DOUBLE', rules)} * ${rules.times}::DOUBLE AS DECIMAL(18, 2))`;
      return number(text, 'DECIMAL(18, 2)', rules);
    case 'integer':
      return number(text, 'INTEGER', rules);
    case 'date':
      return sql`coalesce(TRY_CAST(${text} AS DATE)${formatted(text, rules, 'DATE')})`;
    case 'moment':
      return moment(text, rules);
    case 'boolean':
      return sql`TRY_CAST(${text} AS BOOLEAN)`;
    default:
      return text;
  }
}

/** Plain numbers by a cast; only what the cast refuses is looked at for grouping, a decimal comma or a currency sign. */
function number(text: Sql, type: string, { decimal_separator }: ReadingRules): Sql {
  const [group, point] = decimal_separator === '.' ? [',', '.'] : ['.', ','];
  const bare = sql`regexp_replace(${text}, '^[\\s\\p{Sc}]+|[\\s\\p{Sc}%]+$', '', 'g')`;
  const grouped =
    decimal_separator === '.'
      ? '^-?\\d{1,3}(,\\d{3})+(\\.\\d+)?$'
      : '^-?\\d{1,3}(\\.\\d{3})*(,\\d+)?$|^-?\\d+(,\\d+)?$';
  const spelled = sql`CASE
    WHEN regexp_full_match(${bare}, ${grouped}) THEN replace(replace(${bare}, ${group}, ''), ${point}, '.')
    WHEN regexp_full_match(${bare}, '-?\\d+(\\.\\d+)?') THEN ${bare} END`;
  const cast = raw(type);
  // With a decimal comma 1.234 is a thousand, so there the pattern comes first.
  if (decimal_separator === ',') return sql`coalesce(TRY_CAST(${spelled} AS ${cast}), TRY_CAST(${text} AS ${cast}))`;
  return sql`coalesce(TRY_CAST(${text} AS ${cast}), TRY_CAST(${spelled} AS ${cast}))`;
}

/** A moment with an offset is taken at its word; one without is told in the source's zone. Both become UTC. */
function moment(text: Sql, rules: ReadingRules): Sql {
  const local = sql`coalesce(TRY_CAST(${text} AS TIMESTAMP)${formatted(text, rules, 'TIMESTAMP')})`;
  const utc = rules.time_zone === 'UTC' ? local : sql`((${local}) AT TIME ZONE ${rules.time_zone}) AT TIME ZONE 'UTC'`;
  // DuckDB's cast to TIMESTAMP passes over an offset without applying it.
  return sql`CASE
    WHEN length(${text}) > 16 AND regexp_matches(${text}, '(Z|[+-]\\d{2}(:?\\d{2})?)$')
    THEN TRY_CAST(${text} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'
    ELSE ${utc} END`;
}

const formatted = (text: Sql, { formats }: ReadingRules, type: string): Sql =>
  formats.reduce((all, format) => sql`${all}, try_strptime(${text}, ${format})::${raw(type)}`, raw(''));
