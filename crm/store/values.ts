import pg from 'pg';

const { builtins } = pg.types;

/**
 * How PostgreSQL's values become plain ones: NUMERIC stays text, DATE is `YYYY-MM-DD`, TIMESTAMPTZ is ISO 8601 in UTC,
 * BIGINT is a number as long as that is exact and text beyond 2⁵³. Everything else as `pg` has it.
 */
export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    return format === 'binary' ? pg.types.getTypeParser(oid, 'binary') : (own.get(oid) ?? pg.types.getTypeParser(oid));
  },
};

const own = new Map<number, (text: string) => unknown>([
  [builtins.NUMERIC, String],
  [builtins.DATE, String],
  [builtins.TIMESTAMPTZ, isoMoment],
  [builtins.TIMESTAMP, (text) => text.replace(' ', 'T')],
  [builtins.INT8, exactInteger],
]);

/** `2026-01-02 03:04:05.6+00` → `2026-01-02T03:04:05.600Z`; microseconds are kept where there are any. */
function isoMoment(text: string): string {
  const parts = /^(\d{4,}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d+))?\+00$/.exec(text);
  if (!parts) return text;
  return `${parts[1]}T${parts[2]}.${(parts[3] ?? '').padEnd(3, '0')}Z`;
}

function exactInteger(text: string): number | string {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : text;
}
