import type { Db } from '../warehouse/database.ts';
import { id, join, raw, type Sql, sql } from '../warehouse/sql.ts';
import { duplicateCode, type Repair } from './stage.ts';
import { numbered, type Staged } from './staged.ts';

export interface FileCounts {
  readonly file: string;
  readonly entity: string;
  readonly rows_in: number;
  readonly rows_loaded: number;
  readonly rows_repaired: number;
  readonly rows_quarantined: number;
}

/**
 * Writes what became of each row: the file's counts, its repairs, its refused rows. Every row of the file is in exactly
 * one count. Throws when the counts do not add up, so that a load that loses a row cannot be committed.
 */
export async function keepLedger(
  db: Db,
  staged: Staged,
  { load_id, last_day }: { load_id: string; last_day: string },
): Promise<FileCounts> {
  const { source, entity } = staged.staging;
  const { file } = source;
  await keepRepairs(db, staged, { load_id, last_day });
  await keepQuarantine(db, staged, load_id);
  const [counts] = await db.query<{
    staged: number;
    loaded: number;
    repaired: number;
    refused: number;
    kept: number;
  }>(sql`
    SELECT count(*)::BIGINT AS staged,
      count(*) FILTER (refused = 0 AND repaired = 0)::BIGINT AS loaded,
      count(*) FILTER (refused = 0 AND repaired <> 0)::BIGINT AS repaired,
      count(*) FILTER (refused <> 0)::BIGINT AS refused,
      (SELECT count(*) FROM load_quarantine WHERE load_id = ${load_id} AND file = ${file})::BIGINT AS kept
    FROM ${staged.table}`);
  if (!counts) throw new Error(`no counts of ${file}`);
  const answer = {
    file,
    entity: entity.name,
    rows_in: counts.staged + staged.broken_rows,
    rows_loaded: counts.loaded,
    rows_repaired: counts.repaired,
    rows_quarantined: counts.refused + staged.broken_rows,
  };
  if (answer.rows_quarantined !== counts.kept)
    throw new Error(`${file}: ${answer.rows_quarantined} rows refused, but ${counts.kept} in quarantine`);
  await db.execute(sql`INSERT INTO load_file VALUES (${load_id}, ${file}, ${entity.name}, ${source.hash}, ${answer.rows_in},
    ${answer.rows_loaded}, ${answer.rows_repaired}, ${answer.rows_quarantined})`);
  return answer;
}

async function keepRepairs(
  db: Db,
  staged: Staged,
  { load_id, last_day }: { load_id: string; last_day: string },
): Promise<void> {
  const { repairs, fields, source } = staged.staging;
  if (repairs.length === 0) return;
  const found = (field: string) =>
    fields.some((each) => each.name === field && each.keepsFound) ? id(`x_${field}`) : raw('NULL');
  const seen = await db.query<{
    bits: number;
  }>(sql`SELECT coalesce(bit_or(repaired), 0)::BIGINT AS bits FROM ${staged.table}
    WHERE refused = 0`);
  const met = repairs.filter((repair) => ((seen[0]?.bits ?? 0) & repair.bit) !== 0);
  for (const repair of met)
    await db.execute(sql`
      INSERT INTO load_repair
      SELECT ${load_id}, ${source.file}, file_row, ${repair.column}, ${repair.rule}, ${found(repair.field)}::VARCHAR,
        (${used(repair, last_day)})::VARCHAR
      FROM (${numbered(staged)}) AS row
      ${priceJoin(repair)}
      WHERE refused = 0 AND (repaired & ${raw(String(repair.bit))}) <> 0`);
}

function used(repair: Repair, last_day: string): Sql {
  switch (repair.use) {
    case 'nothing':
    case 'empty_reference':
      return raw('NULL');
    case 'last_day':
      return sql`${last_day}`;
    case 'list_price':
      return raw('price.list_price');
    default:
      return id(`v_${repair.field}`);
  }
}

const priceJoin = (repair: Repair) =>
  repair.use === 'list_price' ? raw('LEFT JOIN key_product AS price ON price.found = row.v_product_id') : raw('');

async function keepQuarantine(db: Db, staged: Staged, load_id: string): Promise<void> {
  const { refusals, fields, source, entity } = staged.staging;
  if (staged.broken_rows > 0)
    await db.execute(sql`
      INSERT INTO load_quarantine
      SELECT ${load_id}, ${source.file}, file_row, NULL, 'broken_line', error, to_json(csv_line) FROM ${staged.broken}`);
  const key = fields.find((field) => field.name === entity.key);
  const cases = (piece: (refusal: { reason: string; column: string | null }) => string | null) => {
    const all = [...refusals, { code: duplicateCode, reason: 'duplicate_key', column: key?.column ?? null }];
    const whens = all.map((each) => sql`WHEN ${raw(String(each.code))} THEN ${piece(each)}`);
    return sql`CASE refused ${join(whens, ' ')} END`;
  };
  // A broken JSON line is kept as text; everything else is a JSON object of the row.
  await db.execute(sql`
    INSERT INTO load_quarantine
    SELECT ${load_id}, ${source.file}, file_row, column_name, reason,
      CASE WHEN reason = 'broken_line' THEN NULL ELSE json_extract_string(raw, '/' || replace(replace(column_name, '~', '~0'), '/', '~1')) END,
      CASE WHEN reason = 'broken_line' THEN to_json(raw) ELSE raw::JSON END
    FROM (
      SELECT file_row, raw, ${cases((each) => each.column)}::VARCHAR AS column_name, ${cases((each) => each.reason)} AS reason
      FROM (${numbered(staged)}) WHERE refused <> 0)`);
}
