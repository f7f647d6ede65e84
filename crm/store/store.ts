import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import pg, { type Pool, type PoolClient } from 'pg';
import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import { isCommitted } from './changes.ts';
import { checkRows, type Db, run, type Watch } from './database.ts';
import { Embedded } from './embedded.ts';
import { isCollision, isLost, unreachable } from './failures.ts';
import { migrate } from './migrations.ts';
import { type Sql, sqlText } from './sql.ts';
import {
  CommitInDoubt,
  runTransaction,
  type Transaction,
  type TransactionOptions,
  type Writable,
} from './transaction.ts';
import { keepUp } from './upkeep.ts';
import { uuid7 } from './uuid7.ts';
import { valueTypes } from './values.ts';

export type Log = (message: string) => void;

/** Where the records are: a PostgreSQL server (15 or newer), or a folder of this machine. */
export type StoreOptions = { log: Log; statementTimeoutMs?: number } & ({ databaseUrl: string } | { dataDir: string });

/** The system of record. `query` reads; whatever changes something goes through `transaction`. */
export interface Store extends Db, Writable {
  readonly kind: 'embedded' | 'server';
  /** For libraries that want a pool. Embedded it holds one connection: give it back soon. */
  readonly pool: Pool;
  /** fsyncs of the embedded store since its start; 0 on a server, where nobody here can count them. */
  readonly syncs: number;
  close(): Promise<void>;
}

/** Opens the store and brings its tables up to date. Throws `upstream` or `conflict` with the reason when it cannot. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const embedded = 'dataDir' in options ? await Embedded.start(options) : null;
  const store = new PooledStore(options, embedded);
  try {
    await migrate(store);
    store.keepUp();
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Waits between attempts: together longer than an embedded store takes to come back from its log. */
const pausesMs = [50, 100, 200, 400, 800, 1600, 3200];

class PooledStore implements Store {
  readonly kind: 'embedded' | 'server';
  readonly pool: Pool;
  private readonly log: Log;
  private readonly embedded: Embedded | null;
  private readonly timeoutMs: number;
  private readonly within = new AsyncLocalStorage<true>();
  private readonly closing = new AbortController();
  private stopUpkeep: (() => Promise<void>) | null = null;

  constructor(options: StoreOptions, embedded: Embedded | null) {
    this.kind = embedded ? 'embedded' : 'server';
    this.log = options.log;
    this.embedded = embedded;
    this.timeoutMs = options.statementTimeoutMs ?? 30_000;
    this.pool = new pg.Pool({
      ...('databaseUrl' in options ? { connectionString: options.databaseUrl } : embedded?.connection),
      types: valueTypes,
      max: embedded ? 1 : 10,
      idleTimeoutMillis: embedded ? 0 : 30_000,
      // Also the longest wait for a connection that others hold.
      connectionTimeoutMillis: 30_000,
      keepAlive: true,
      // The pool waits for it, although its types do not say so.
      onConnect: (client) => client.query(sessionSettings(this.timeoutMs)) as unknown as undefined,
    });
    // What was under way fails by itself; without a listener the loss would end the process.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.pool.on('error', (error) => this.log(`store: an idle connection was lost: ${error.message}`));
  }

  get syncs(): number {
    return this.embedded?.syncs ?? 0;
  }

  async query<Row>(piece: Sql<Row>, row?: z.ZodType<Row>): Promise<Row[]> {
    refuseChange(piece);
    return this.again(() =>
      this.with(async (client) => checkRows((await run(client, piece, this.watch(this.timeoutMs))).rows, row)),
    );
  }

  async transaction<T>(options: TransactionOptions, work: (tx: Transaction) => Promise<T>): Promise<T> {
    const attempt = {
      context: { actor: options.actor, origin: options.origin, batch: options.batch ?? uuid7() },
      watch: this.watch(options.statementTimeoutMs ?? this.timeoutMs),
      statementTimeoutMs: options.statementTimeoutMs ?? null,
      work: (tx: Transaction) => this.within.run(true, () => work(tx)),
    };
    return this.again(async () => {
      try {
        return await this.with((client) => runTransaction(client, attempt));
      } catch (error) {
        if (!(error instanceof CommitInDoubt)) throw error;
        if (await this.wasCommitted(error)) return error.result as T;
        // Now known not to be done: the lost connection is what is left of it.
        throw error.cause;
      }
    });
  }

  async close(): Promise<void> {
    if (this.closing.signal.aborted) return;
    this.closing.abort();
    await this.stopUpkeep?.();
    await this.pool.end();
    await this.embedded?.stop();
  }

  /** Does what a server does by itself. */
  keepUp(): void {
    if (this.embedded) this.stopUpkeep = keepUp(this.pool, this.log);
  }

  private async with<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    if (this.closing.signal.aborted) throw new AppError('cancelled', 'the store is closed');
    if (this.within.getStore()) throw new Error('inside a transaction its own query and execute are used');
    await this.embedded?.ready();
    const client = await this.pool.connect().catch((error) => {
      throw unreachable(error);
    });
    let broken = false;
    try {
      return await work(client);
    } catch (error) {
      broken = isLost(error);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Nothing was done when `attempt` fails by a collision or a lost connection, or doing it twice does no harm. */
  private async again<T>(attempt: () => Promise<T>): Promise<T> {
    for (const pauseMs of pausesMs) {
      try {
        return await attempt();
      } catch (error) {
        if (!isLost(error) && !isCollision(error)) throw error;
        await delay(pauseMs * (0.5 + Math.random()), undefined, { signal: this.closing.signal }).catch(() => {
          throw error;
        });
      }
    }
    return attempt();
  }

  /** What became of a transaction whose commit was never answered. The server is asked once it is back. */
  private async wasCommitted({ mark }: CommitInDoubt<unknown>): Promise<boolean> {
    // Without its cause: a lost connection is asked again, and this must not be done twice.
    const unknown = new AppError(
      'upstream',
      'the connection was lost during the commit: it is unknown whether it was done',
    );
    if (mark === null) throw unknown;
    this.log(`store: the connection was lost during the commit of transaction ${mark.xid}`);
    for (const pauseMs of pausesMs) {
      const committed = await isCommitted(this, mark).catch(() => null);
      if (committed !== null) return committed;
      await delay(pauseMs);
    }
    throw unknown;
  }

  private watch(limitMs: number): Watch | null {
    const { embedded } = this;
    return embedded && { limitMs, onLate: () => embedded.interrupt() };
  }
}

/** `query` is asked again after a lost connection, so it must not change anything. */
function refuseChange(piece: Sql): void {
  const { text } = sqlText(piece);
  if (!/^[\s(]*(SELECT|WITH|VALUES|SHOW|EXPLAIN|TABLE)\b/i.test(text)) {
    throw new Error(`a change belongs into a transaction:\n${text}`);
  }
}

const sessionSettings = (timeoutMs: number) => `
  SET TIME ZONE 'UTC';
  SET datestyle = 'ISO, YMD';
  SET statement_timeout = ${timeoutMs};
  SET idle_in_transaction_session_timeout = ${2 * timeoutMs};
  SELECT set_config('synchronous_commit', 'on', FALSE) WHERE current_setting('synchronous_commit') = 'off'`;
