import type { PoolClient } from 'pg';
import type { z } from 'zod';
import { AppError } from '../../errors.ts';
import { appendChanges, type ChangeContext, type ChangeMark, type FieldChange } from './changes.ts';
import { checkRows, type Db, run, type Watch } from './database.ts';
import { isLost } from './failures.ts';
import { type Sql, sql } from './sql.ts';

/** Work that is done whole or not at all. Ends with the function it was given to. */
export interface Transaction extends Db {
  readonly context: ChangeContext;
  /** Runs one statement, or several without values; answers the number of rows of the last. */
  execute(piece: Sql): Promise<number>;
  /** Adds to the change log what `execute` has changed; the log is written at the end of the transaction. */
  tell(changes: readonly FieldChange[]): void;
}

/** `actor` null is the system itself. A `batch` of one's own joins several transactions into one act to undo. */
export interface TransactionOptions {
  readonly actor: string | null;
  readonly origin: string;
  readonly batch?: string;
  /** How long one statement may take, for work known to be long. */
  readonly statementTimeoutMs?: number;
}

/** What can be changed, by transactions. */
export interface Writable {
  /**
   * Runs `work` and commits, with its changes in the change log. `work` may run again, when another transaction stood in
   * its way or the connection was lost before the commit, so it touches nothing but the transaction.
   * Throws `upstream` when the store cannot be reached, or it stays unknown whether the commit was done.
   */
  transaction<T>(options: TransactionOptions, work: (tx: Transaction) => Promise<T>): Promise<T>;
}

export interface Attempt<T> {
  readonly context: ChangeContext;
  readonly watch: Watch | null;
  /** The limit of one statement where PostgreSQL watches it; null for the usual one. */
  readonly statementTimeoutMs: number | null;
  readonly work: (tx: Transaction) => Promise<T>;
}

/** The commit was sent and the connection lost: `result` counts if the changes at `mark` turn out committed. */
export class CommitInDoubt<T> extends Error {
  readonly mark: ChangeMark | null;
  readonly result: T;
  constructor({ mark, result, cause }: { mark: ChangeMark | null; result: T; cause: unknown }) {
    super('the connection was lost during the commit', { cause });
    this.mark = mark;
    this.result = result;
  }
}

/** Runs `work` between BEGIN and COMMIT, its changes written to the log. Throws `CommitInDoubt` when that is the case. */
export async function runTransaction<T>(client: PoolClient, attempt: Attempt<T>): Promise<T> {
  const { context, watch, statementTimeoutMs, work } = attempt;
  const tx = new OpenTransaction(client, context, watch);
  try {
    await run(client, sql`BEGIN`, watch);
    if (statementTimeoutMs) await run(client, sql`SET LOCAL statement_timeout = ${sql.lit(statementTimeoutMs)}`, watch);
    const result = await work(tx);
    const mark = await appendChanges(client, { changes: tx.end(), context, watch });
    await commit(client, watch).catch((cause) => {
      throw isLost(cause) ? new CommitInDoubt({ mark, result, cause }) : cause;
    });
    return result;
  } catch (error) {
    tx.end();
    if (!isLost(error)) await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function commit(client: PoolClient, watch: Watch | null): Promise<void> {
  const { command } = await run(client, sql`COMMIT`, watch);
  if (command !== 'COMMIT') throw new Error('nothing was committed: a failed statement was passed over');
}

class OpenTransaction implements Transaction {
  readonly context: ChangeContext;
  private readonly client: PoolClient;
  private readonly watch: Watch | null;
  private readonly changes: FieldChange[] = [];
  private ended = false;

  constructor(client: PoolClient, context: ChangeContext, watch: Watch | null) {
    this.client = client;
    this.context = context;
    this.watch = watch;
  }

  async query<Row>(piece: Sql<Row>, row?: z.ZodType<Row>): Promise<Row[]> {
    return checkRows((await this.run(piece)).rows, row);
  }

  async execute(piece: Sql): Promise<number> {
    return (await this.run(piece)).count;
  }

  tell(changes: readonly FieldChange[]): void {
    for (const change of changes) this.changes.push(change);
  }

  /** From here on the transaction takes no statement. Answers what it has changed. */
  end(): readonly FieldChange[] {
    this.ended = true;
    return this.changes;
  }

  private run(piece: Sql) {
    if (this.ended) throw new AppError('cancelled', 'the transaction has ended');
    return run(this.client, piece, this.watch);
  }
}
