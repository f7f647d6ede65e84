import { z } from 'zod';
import { AppError, invalid } from '../../errors.ts';
import { type ChangeEvent, changeColumns } from './changes.ts';
import type { Db } from './database.ts';
import { presentSnapshot, type Snapshot } from './snapshot.ts';
import { sql } from './sql.ts';

/** How far a reader is. Kept by the reader with what it has made of the changes; opaque. */
export type FeedCursor = string & { readonly feed: unique symbol };

export interface FeedPage {
  readonly changes: ChangeEvent[];
  /** Where to go on, whether or not there were changes. */
  readonly cursor: FeedCursor;
  /** False when all was read that was committed when the page was asked for. */
  readonly more: boolean;
}

/**
 * Changes are read between two snapshots: what the first already saw is left out, what the second does not see yet is
 * left for later. A transaction that commits late is in the next window, whatever its position.
 */
const Cursor = z.strictObject({
  /** All that this snapshot sees has been read; null at the start. */
  seen: z.string().nullable(),
  /** The window being read ends here; null between windows. */
  until: z.string().nullable(),
  /** The last position read in the window. */
  after: z.string(),
});
type Cursor = z.infer<typeof Cursor>;

/**
 * The next changes after `cursor` (null: from the beginning), at most `limit`, each exactly once and none missed. The
 * changes of one record come in the order of their versions, and a change never before one that it could have known of.
 * Throws `invalid` on a cursor of something else, `conflict` when the store has been set back to a time before it.
 */
export async function readFeed(db: Db, cursor: FeedCursor | null, limit: number): Promise<FeedPage> {
  const from = cursor === null ? { seen: null, until: null, after: '0' } : decode(cursor);
  if (from.seen !== null) await refuseSetBack(db, from.seen);
  const until = from.until ?? (await presentSnapshot(db)).snapshot;
  if (until === null || until === from.seen) return { changes: [], cursor: encode(from), more: false };
  const found = await db.query(pageOf({ ...from, until }, limit + 1));
  const changes = found.slice(0, limit);
  const full = found.length > limit;
  const next = full ? { ...from, until, after: changes.at(-1)!.position } : { seen: until, until: null, after: '0' };
  // A window opened for an earlier page may end before what was committed meanwhile.
  return { changes, cursor: encode(next), more: full || from.until !== null };
}

async function refuseSetBack(db: Db, seen: Snapshot): Promise<void> {
  const [now] = await db.query(sql<{ set_back: boolean }>`
    SELECT pg_snapshot_xmax(${seen}::PG_SNAPSHOT) > pg_snapshot_xmax(pg_current_snapshot()) AS set_back`);
  if (now!.set_back) throw new AppError('conflict', `the store has been set back to before this cursor: ${seen}`);
}

/**
 * The first page of a window is found by transaction, for the window is short and the log long; the pages after it, and
 * all of a first reading, by position. Adding 0 keeps the planner from walking the whole log for the former.
 */
function pageOf({ seen, until, after }: Cursor & { until: string }, limit: number) {
  const unseen =
    seen === null
      ? sql``
      : sql`AND xid >= pg_snapshot_xmin(${seen}::PG_SNAPSHOT) AND NOT pg_visible_in_snapshot(xid, ${seen}::PG_SNAPSHOT)`;
  const order = seen !== null && after === '0' ? sql`change_event.position + 0` : sql`change_event.position`;
  return sql<ChangeEvent>`
    SELECT ${changeColumns} FROM change_event
    WHERE change_event.position > ${after}::BIGINT AND xid < pg_snapshot_xmax(${until}::PG_SNAPSHOT)
      AND pg_visible_in_snapshot(xid, ${until}::PG_SNAPSHOT) ${unseen}
    ORDER BY ${order} LIMIT ${limit}`;
}

const encode = (cursor: Cursor) => Buffer.from(JSON.stringify(cursor)).toString('base64url') as FeedCursor;

function decode(cursor: FeedCursor): Cursor {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw invalid(`not a cursor of the change feed: ${cursor}`);
  }
}
