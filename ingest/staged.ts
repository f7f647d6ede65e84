import { invalid } from '../errors.ts';
import type { Db } from '../warehouse/database.ts';
import { id, raw, type Sql, sql } from '../warehouse/sql.ts';
import type { Staging } from './stage.ts';

/** A staged file: its plan, the temporary table of its rows, and where its broken lines and row numbers are. */
export interface Staged {
  readonly staging: Staging;
  readonly table: Sql;
  /** rowid of the first row; rows follow in the order of the file. */
  readonly first_rowid: number;
  /** Broken lines by row number of the file; empty for formats that keep them among the rows. */
  readonly broken: Sql;
  readonly broken_rows: number;
}

/** Reads the source once into a temporary table of checked, typed rows. `at` numbers the tables of one load. */
export async function stageRows(db: Db, staging: Staging, at: number): Promise<Staged> {
  const table = id(`staged_${at}`);
  const rejects = `broken_${at}`;
  const { source } = staging;
  await db.execute(sql`CREATE TEMP TABLE ${table} AS ${staging.select(source.rows(rejects))}`);
  // One line may be broken in several ways; `line` counts the header.
  const broken = id(`broken_lines_${at}`);
  if (source.lines_before === null) {
    await db.execute(sql`CREATE TEMP TABLE ${broken} (file_row BIGINT, error VARCHAR, csv_line VARCHAR)`);
  } else {
    const before = raw(String(source.lines_before));
    await refuseOpenQuote(db, { file: source.file, before, rejects: id(rejects) });
    await db.execute(sql`CREATE TEMP TABLE ${broken} AS
      SELECT (line - ${before})::BIGINT AS file_row, min(lower(error_type::VARCHAR)) AS error, min(csv_line) AS csv_line
      FROM ${id(rejects)} GROUP BY line`);
  }
  const [facts] = await db.query<{ first_rowid: number; broken_rows: number }>(sql`
    SELECT (SELECT min(rowid) FROM ${table})::BIGINT AS first_rowid, (SELECT count(*) FROM ${broken})::BIGINT AS broken_rows`);
  return { staging, table, first_rowid: facts?.first_rowid ?? 0, broken, broken_rows: facts?.broken_rows ?? 0 };
}

/**
 * A quote that is never closed makes one broken line of all that follows. Good rows would be lost in it without being
 * counted, so it is no line for the quarantine.
 */
async function refuseOpenQuote(
  db: Db,
  { file, before, rejects }: { file: string; before: Sql; rejects: Sql },
): Promise<void> {
  const [open] = await db.query<{ row: number }>(sql`
    SELECT (line - ${before})::BIGINT AS row FROM ${rejects}
    WHERE error_type = 'UNQUOTED VALUE' AND regexp_matches(rtrim(csv_line, ${'\r\n'}), '[\\r\\n]')
      AND (length(csv_line) - length(replace(csv_line, '"', ''))) % 2 = 1
    ORDER BY line LIMIT 1`);
  if (open)
    throw invalid(
      `a quote opened in row ${open.row} of ${file} is not closed, and all that follows is lost in it; close it, or double a quote within a cell`,
      { file, row: open.row },
    );
}

/** The staged rows with `file_row`, 1 for the first after the header; broken lines count too. */
export function numbered(staged: Staged): Sql {
  const position = sql`rowid - ${raw(String(staged.first_rowid))}`;
  if (staged.broken_rows === 0) return sql`SELECT *, (${position} + 1)::BIGINT AS file_row FROM ${staged.table}`;
  // The j-th broken line (from 0) at row r has r - 1 - j good rows before it: later good rows move down by j + 1.
  return sql`
    SELECT good.* EXCLUDE (position), good.position + 1 + coalesce(shift.by_rows, 0) AS file_row
    FROM (SELECT *, ${position} AS position FROM ${staged.table}) AS good
    ASOF LEFT JOIN (
      SELECT file_row - row_number() OVER (ORDER BY file_row) AS from_position, row_number() OVER (ORDER BY file_row) AS by_rows
      FROM ${staged.broken}) AS shift
    ON good.position >= shift.from_position`;
}

/** The rows that will be loaded. */
export const good = ({ table }: Staged): Sql => sql`SELECT * FROM ${table} WHERE refused = 0`;

/** Removes what the staging left in the connection, which outlives the load. */
export async function dropStaged(db: Db): Promise<void> {
  const tables = await db.query<{ table_name: string }>(sql`
    SELECT table_name FROM duckdb_tables() WHERE temporary
      AND regexp_matches(table_name, '^(staged|broken|broken_lines|key|made)_[a-z0-9_]+$')`);
  for (const { table_name } of tables) await db.execute(sql`DROP TABLE IF EXISTS temp.${id(table_name)}`);
}
