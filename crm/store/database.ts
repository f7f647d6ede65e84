import type { PoolClient } from 'pg';
import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import { explain } from './failures.ts';
import { type Sql, sqlText } from './sql.ts';

/** What can run SQL: the store (for reading) or one transaction. */
export interface Db {
  /** Rows with the values of `values.ts`. Pass `row` to check and type them. */
  query<Row>(piece: Sql<Row>, row?: z.ZodType<Row>): Promise<Row[]>;
}

/** Ends a statement after `limitMs`, where PostgreSQL does not watch the time itself. */
export interface Watch {
  readonly limitMs: number;
  onLate(): void;
}

/** Runs one statement; without values it may be several. Answers the rows and number of rows of the last. */
export async function run(
  client: PoolClient,
  piece: Sql,
  watch: Watch | null = null,
): Promise<{ rows: unknown[]; count: number; command: string }> {
  const { text, values } = sqlText(piece);
  let late = false;
  const onLate = () => {
    late = true;
    watch?.onLate();
  };
  const timer = watch && setTimeout(onLate, watch.limitMs);
  try {
    const answer = await client.query({ text, values });
    const last = Array.isArray(answer) ? answer[answer.length - 1] : answer;
    return { rows: last.rows, count: last.rowCount ?? 0, command: last.command };
  } catch (error) {
    // Without its cause: a lost connection would be asked again, and take as long again.
    if (late) throw new AppError('upstream', `the statement took longer than ${watch?.limitMs} ms and was stopped`);
    throw explain(error, text);
  } finally {
    if (timer) clearTimeout(timer);
  }
}

export function checkRows<Row>(rows: unknown[], row: z.ZodType<Row> | undefined): Row[] {
  return row ? rows.map((each) => row.parse(each)) : (rows as Row[]);
}
