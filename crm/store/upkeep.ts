import type { Pool } from 'pg';

const everyMs = 30_000;
/** The log of changes that recovery would have to read, some seconds' worth, before it is folded in. */
const logBytes = 64 * 1024 * 1024;

/**
 * Checkpoints, vacuum and fresh statistics, which PGlite leaves to nobody: it has one process, and those of a server that
 * do this are missing. Without it the log on disk only grows and the planner knows no table. Answers how to stop.
 */
export function keepUp(pool: Pool, log: (message: string) => void): () => Promise<void> {
  let round: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    round = round.then(() => careFor(pool)).catch((error) => log(`embedded store: upkeep: ${error.message}`));
  }, everyMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    return round;
  };
}

/** One round: a checkpoint when the log has grown, and the tables that a server's autovacuum would take up. */
export async function careFor(pool: Pool): Promise<void> {
  const { rows: grown } = await pool.query<{ grown: boolean }>(
    'SELECT pg_current_wal_insert_lsn() - redo_lsn > $1 AS grown FROM pg_control_checkpoint()',
    [logBytes],
  );
  if (grown[0]?.grown) await pool.query('CHECKPOINT');
  const { rows: tables } = await pool.query<{ name: string; dead: boolean }>(untidy);
  // One after the other, so that what people do comes in between.
  for (const { name, dead } of tables) await pool.query(`${dead ? 'VACUUM (ANALYZE)' : 'ANALYZE'} ${name}`);
}

/** The thresholds are those of autovacuum: 50 rows and a fifth of the table dead, or a tenth of it changed. */
const untidy = `
  SELECT format('%I.%I', s.schemaname, s.relname) AS name, n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0) AS dead
  FROM pg_stat_user_tables s JOIN pg_class c ON c.oid = s.relid
  WHERE n_dead_tup > 50 + 0.2 * greatest(c.reltuples, 0) OR n_mod_since_analyze > 50 + 0.1 * greatest(c.reltuples, 0)`;
