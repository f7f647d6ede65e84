import type { Db } from './database.ts';
import { sql } from './sql.ts';

/** `xmin:xmax:xip,…`, a PG_SNAPSHOT as text: tells of each transaction whether it was committed then. */
export type Snapshot = string;

/**
 * The present moment and what was committed by then; `snapshot` null when nothing has been changed yet. The snapshot ends
 * at the last transaction that is in the change log. PostgreSQL's own may go further: a number it gave to a transaction
 * that was rolled back, and forgot in a crash, it gives again, and the change made under it would count as seen.
 */
export async function presentSnapshot(db: Db): Promise<{ at: string; snapshot: Snapshot | null }> {
  const [now] = await db.query(sql<{ at: string; snapshot: Snapshot; last: string | null }>`
    SELECT clock_timestamp() AS at, pg_current_snapshot()::TEXT AS snapshot,
      (SELECT xid::TEXT FROM change_event ORDER BY change_event.xid DESC LIMIT 1) AS last`);
  const { at, snapshot, last } = now!;
  return { at, snapshot: last === null ? null : endAt(snapshot, BigInt(last)) };
}

/** The snapshot with all that comes after transaction `last` still to be seen. */
function endAt(snapshot: Snapshot, last: bigint): Snapshot {
  const [xmin = '', , running = ''] = snapshot.split(':');
  const end = last + 1n;
  const before = running.split(',').filter((xid) => xid !== '' && BigInt(xid) < end);
  return `${BigInt(xmin) < end ? xmin : end}:${end}:${before.join(',')}`;
}
