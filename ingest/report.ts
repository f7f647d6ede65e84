import { notFound } from '../errors.ts';
import type { Db } from '../warehouse/database.ts';
import { sql } from '../warehouse/sql.ts';
import type { FileCounts } from './ledger.ts';

/** What a load did; `rows_in` = loaded + repaired + quarantined, for each file. A row with several repairs counts once in its file. */
export interface LoadReport {
  readonly load_id: string;
  /** The same files under the same mapping were loaded before: nothing was written, and the figures are that load's. */
  readonly unchanged: boolean;
  readonly source_system: string;
  readonly origin: string;
  readonly finished_at: string;
  readonly data_version: number;
  readonly files: readonly FileCounts[];
  readonly repairs: readonly { rule: string; column_name: string; file: string; count: number }[];
  readonly quarantined: readonly { reason: string; column_name: string | null; file: string; count: number }[];
  /** Files of the folder that no mapping knows; known only to the load itself. */
  readonly left_alone: readonly string[];
}

type Reader = Pick<Db, 'query'>;

/** The report of one load, from the ledger it left. Throws `not_found`. */
export async function readLoadReport(db: Reader, load_id: string): Promise<LoadReport> {
  const [run] = await db.query<{
    source_system: string;
    origin: string;
    finished_at: string;
    data_version: number;
  }>(sql`
    SELECT source_system, origin, finished_at, data_version FROM load_run WHERE load_id = ${load_id}`);
  if (!run) throw notFound('load', load_id);
  return {
    load_id,
    unchanged: false,
    ...run,
    files: await db.query<FileCounts>(sql`
      SELECT file, entity, rows_in, rows_loaded, rows_repaired, rows_quarantined FROM load_file
      WHERE load_id = ${load_id} ORDER BY rows_in DESC, file`),
    repairs: await db.query(sql`
      SELECT rule, column_name, file, count(*)::BIGINT AS count FROM load_repair
      WHERE load_id = ${load_id} GROUP BY ALL ORDER BY count DESC, rule, file`),
    quarantined: await db.query(sql`
      SELECT reason, column_name, file, count(*)::BIGINT AS count FROM load_quarantine
      WHERE load_id = ${load_id} GROUP BY ALL ORDER BY count DESC, reason, file`),
    left_alone: [],
  };
}

/** The newest loads first. */
export async function readLoadReports(db: Reader, { limit }: { limit: number }): Promise<LoadReport[]> {
  const runs = await db.query<{ load_id: string }>(
    sql`SELECT load_id FROM load_run ORDER BY finished_at DESC, load_id LIMIT ${limit}`,
  );
  const reports: LoadReport[] = [];
  for (const { load_id } of runs) reports.push(await readLoadReport(db, load_id));
  return reports;
}

/** The report as aligned plain text. */
export function reportText(report: LoadReport): string {
  const count = (n: number) => n.toLocaleString('en-US');
  const total = (pick: (file: FileCounts) => number) => report.files.reduce((sum, file) => sum + pick(file), 0);
  const row = (name: string, entity: string, pick: (of: (file: FileCounts) => number) => number) => [
    name,
    entity,
    count(pick((file) => file.rows_in)),
    count(pick((file) => file.rows_loaded)),
    count(pick((file) => file.rows_repaired)),
    count(pick((file) => file.rows_quarantined)),
  ];
  const files = [
    ['file', 'entity', 'rows in', 'loaded', 'repaired', 'quarantined'],
    ...report.files.map((file) => row(file.file, file.entity, (of) => of(file))),
    row('all files', '', total),
  ];
  const repairs = report.repairs.map((each) => [each.rule, each.column_name, each.file, count(each.count)]);
  const refused = report.quarantined.map((each) => [each.reason, each.column_name ?? '', each.file, count(each.count)]);
  return [
    `load ${report.load_id} of ${report.source_system}, finished ${report.finished_at}, data version ${report.data_version}`,
    report.origin,
    ...(report.unchanged ? ['unchanged: these files were loaded before; nothing was written'] : []),
    '',
    ...aligned(files, 2),
    '',
    ...(repairs.length > 0 ? aligned([['repaired by rule', 'column', 'file', 'rows'], ...repairs], 3) : ['no repairs']),
    '',
    ...(refused.length > 0
      ? aligned([['quarantined for', 'column', 'file', 'rows'], ...refused], 3)
      : ['nothing in quarantine']),
    ...(report.left_alone.length > 0 ? ['', `not recognised, left alone: ${report.left_alone.join(', ')}`] : []),
  ].join('\n');
}

/** Columns from `numbersFrom` on are numbers and stand to the right. */
function aligned(rows: readonly string[][], numbersFrom: number): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => widthOf(row[at] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const space = ' '.repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)));
        return at < numbersFrom ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** A terminal draws Chinese, Japanese and Korean letters and their punctuation twice as wide as others. */
const widthOf = (text: string) => [...text].reduce((sum, letter) => sum + (wide.test(letter) ? 2 : 1), 0);
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60\uffe0-\uffe6]/u;
