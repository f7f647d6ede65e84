import { basename, join } from 'node:path';
import { AppError, invalid } from '../../errors.ts';
import type { Db } from '../../warehouse/database.ts';
import { id, join as joined, raw, type Sql, sql } from '../../warehouse/sql.ts';
import { csvHead } from './csv-head.ts';
import type { Encoding, Fingerprint } from './fingerprint.ts';
import { transcode } from './transcode.ts';

/**
 * One table of rows in a folder: a file, or a sheet of one. `rows` is a relation of the columns `c0`, `c1`, … as text, in
 * the order of `columns`, and `broken_line`, which holds a line that could not be taken apart (all else is null then).
 * Broken lines of a text are not in `rows`: DuckDB puts them in the table named `broken_table` while it reads.
 */
export interface Source {
  readonly file: string;
  readonly columns: readonly string[];
  readonly bytes: number;
  readonly hash: string;
  /** How many lines stand before the first row. Null: there are no lines, and `rows` takes no `broken_table`. */
  readonly lines_before: number | null;
  readonly rows: (broken_table: string | null) => Sql;
}

export interface FoundFile {
  readonly path: string;
  readonly print: Fingerprint;
}

/** Lines longer than this are put in quarantine as broken. */
const maxLineBytes = 4_000_000;

/** A CSV in whatever encoding; one that is not UTF-8 is first rewritten into `scratch`. Null: the text has no header. */
export async function csvSource(
  { path, print }: FoundFile,
  { scratch, signal, name = basename(path) }: { scratch: string; signal: AbortSignal; name?: string },
): Promise<Source | null> {
  const { encoding } = print;
  if (encoding === null)
    throw invalid(`the file holds bytes that are no text: ${name}; export it as CSV, or take it out of the folder`, {
      file: name,
    });
  const readable = await readableText({ path, print }, { encoding, scratch, signal });
  const head = csvHead(new TextDecoder(encoding).decode(print.head));
  if (!head) return null;
  const { delimiter, columns, blankLines } = head;
  const types = joined(columns.map((_, at) => sql`${id(`c${at}`)}: 'VARCHAR'`));
  const read = (broken: Sql) => sql`
    SELECT *, NULL::VARCHAR AS broken_line
    FROM read_csv(${exactly(readable)}, auto_detect = false, hive_partitioning = false, header = true, skip = ${raw(String(blankLines))},
      delim = ${delimiter}, quote = '"', escape = '"',
      max_line_size = ${maxLineBytes}, columns = {${types}}, ${broken})`;
  return {
    file: name,
    columns,
    bytes: print.bytes,
    hash: print.hash,
    lines_before: blankLines + 1,
    rows: (broken_table) => read(keepBroken(broken_table)),
  };
}

/** What becomes of lines that cannot be taken apart: kept in a table, or passed over. */
const keepBroken = (broken_table: string | null): Sql =>
  broken_table === null
    ? raw('ignore_errors = true')
    : sql`store_rejects = true, rejects_limit = 0, rejects_table = ${broken_table}, rejects_scan = ${`${broken_table}_scan`}`;

export async function parquetSource(db: Pick<Db, 'query'>, { path, print }: FoundFile): Promise<Source> {
  const relation = sql`read_parquet(${exactly(path)}, hive_partitioning = false)`;
  return typedSource(db, { path, print }, relation);
}

/** A JSON array of objects, or one object a line. Null: the file holds something else. */
export async function jsonSource(
  db: Pick<Db, 'query'>,
  { path, print }: FoundFile,
  where: { scratch: string; signal: AbortSignal },
): Promise<Source | null> {
  const file = basename(path);
  if (print.encoding !== 'utf-8') throw invalid(`a JSON file must be UTF-8: ${file}; save it as UTF-8`, { file });
  const first = print.head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart()[0];
  if (first === '[')
    return typedSource(
      db,
      { path, print },
      sql`read_json(${exactly(path)}, format = 'array', hive_partitioning = false, maximum_object_size = 67108864)`,
    );
  if (first !== '{') return null;
  const readable = await readableText({ path, print }, { ...where, encoding: 'utf-8' });
  return jsonLinesSource(db, { path, print, readable });
}

// AND would not keep json_type from a line that is no JSON.
const isObject = raw("CASE WHEN json_valid(line) THEN json_type(line) = 'OBJECT' ELSE false END");

async function jsonLinesSource(
  db: Pick<Db, 'query'>,
  { path, print, readable }: FoundFile & { readable: string },
): Promise<Source | null> {
  // A delimiter that JSON cannot hold makes each line one cell, so that a broken line stays a row that can be shown.
  const lines = (broken_table: string | null) => sql`
    SELECT line FROM read_csv(${exactly(readable)}, auto_detect = false, hive_partitioning = false, header = false, delim = ${'\u0001'}, quote = '', escape = '',
      max_line_size = ${maxLineBytes}, columns = {line: 'VARCHAR'}, ${keepBroken(broken_table)}) WHERE line IS NOT NULL`;
  const names = await db.query<{ name: string }>(sql`
    SELECT DISTINCT unnest(json_keys(line)) AS name FROM (FROM (${lines(null)}) LIMIT 10000)
    WHERE ${isObject} ORDER BY name`);
  if (names.length === 0) return null;
  const columns = names.map((each) => each.name);
  // A pointer (RFC 6901) takes any name; in a path `*` is a wildcard, and a name cannot be empty.
  const paths = joined(columns.map((name) => sql`${`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`}`));
  const cells = joined(columns.map((_, at) => sql`cells[${raw(String(at + 1))}] AS ${id(`c${at}`)}`));
  return {
    file: basename(path),
    columns,
    bytes: print.bytes,
    hash: print.hash,
    lines_before: 0,
    rows: (broken_table) => sql`
      SELECT ${cells}, CASE WHEN NOT sound THEN line END AS broken_line
      FROM (
        SELECT line, ${isObject} AS sound,
          CASE WHEN json_valid(line) THEN json_extract_string(line, [${paths}]) END AS cells
        FROM (${lines(broken_table)}))`,
  };
}

/** Where the text is in UTF-8 with one kind of line end: the file itself, or a copy in `scratch`. */
async function readableText(
  { path, print }: FoundFile,
  { encoding, scratch, signal }: { encoding: Encoding; scratch: string; signal: AbortSignal },
): Promise<string> {
  if (encoding === 'utf-8' && !print.linesEndMixed) return path;
  const copy = join(scratch, `${print.hash}.utf8.csv`);
  await transcode({ from: path, to: copy, encoding }, signal);
  return copy;
}

/** DuckDB takes a path for a pattern: this one matches the file of that very name. */
const exactly = (path: string) => path.replace(/[*?[]/g, '[$&]');

/** A relation whose columns DuckDB knows: each is read back as text, so that one set of checks serves every format. */
async function typedSource(db: Pick<Db, 'query'>, { path, print }: FoundFile, relation: Sql): Promise<Source> {
  const file = basename(path);
  const described = await db
    .query<{ column_name: string }>(sql`DESCRIBE SELECT * FROM ${relation}`)
    .catch((cause: unknown) => {
      if (cause instanceof AppError) throw cause;
      const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
      throw new AppError('invalid', `the file cannot be read: ${file}: ${why}`, { where: { file }, cause });
    });
  const columns = described.map((each) => each.column_name);
  const cells = joined(columns.map((name, at) => sql`nullif(${id(name)}::VARCHAR, '') AS ${id(`c${at}`)}`));
  return {
    file,
    columns,
    bytes: print.bytes,
    hash: print.hash,
    lines_before: null,
    rows: () => sql`SELECT ${cells}, NULL::VARCHAR AS broken_line FROM ${relation}`,
  };
}
