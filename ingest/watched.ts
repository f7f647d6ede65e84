import { cancelled } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { Db } from '../warehouse/database.ts';
import { raw } from '../warehouse/sql.ts';

const pollEvery = 100;

/** A `Db` that stops its running query when `signal` says so, and begins no other. */
export function stoppable(db: Db, signal: AbortSignal): Db {
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    if (signal.aborted) throw cancelled('the load');
    const stop = () => db.connection.interrupt();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work();
    } catch (error) {
      if (signal.aborted) throw cancelled('the load');
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
  return {
    connection: db.connection,
    query: (piece, row) => guarded(() => db.query(piece, row)),
    execute: (piece) => guarded(() => db.execute(piece)),
  };
}

/** Reports how far the query that `work` runs is: `from` + its share of `span`, of `total`. */
export async function watching<T>(
  db: Db,
  progress: Progress,
  { step, note, from, span, total }: { step: string; note: string; from: number; span: number; total: number },
  work: () => Promise<T>,
): Promise<T> {
  await db.execute(raw('SET enable_progress_bar = true; SET enable_progress_bar_print = false'));
  const tell = (share: number) => progress.report(step, { done: Math.round(from + span * share), total, note });
  tell(0);
  const timer = setInterval(() => tell(Math.min(1, Math.max(0, db.connection.progress.percentage / 100))), pollEvery);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    tell(1);
  }
}
