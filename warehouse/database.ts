import { rmSync, statSync } from 'node:fs';
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBResult,
  type DuckDBValue,
  type DuckDBValueConverter,
  JSDuckDBValueConverter,
} from '@duckdb/node-api';
import type { z } from 'zod';
import { AppError } from '../errors.ts';
import { type Sql, sqlText } from './sql.ts';

export type Cell = string | number | boolean | null | Cell[] | { [name: string]: Cell };
export type Row = Record<string, Cell>;

/** What can run SQL: the warehouse (any free connection) or one transaction. */
export interface Db {
  /** Rows with DATE as `YYYY-MM-DD`, TIMESTAMP as ISO UTC, integers and DECIMAL as numbers. Pass `row` to check and type them. */
  query<T = Row>(piece: Sql, row?: z.ZodType<T>): Promise<T[]>;
  /** Runs one or more statements; answers the number of rows changed by the last. */
  execute(piece: Sql): Promise<number>;
  /** The connection itself, for appenders, streams and progress. */
  readonly connection: DuckDBConnection;
}

export interface OpenOptions {
  /** As DuckDB writes it: `1500MB`. What does not fit is spilled to `tempFolder`. */
  memoryLimit?: string;
  threads?: number;
  /** Beside the file when not named. */
  tempFolder?: string;
  poolSize?: number;
}

/**
 * The DuckDB file of the warehouse, with a small pool of connections; queries run on native threads.
 * One write transaction at a time: writers wait for each other, readers never wait.
 */
export class Warehouse {
  readonly path: string;
  private readonly instance: DuckDBInstance;
  private readonly idle: DuckDBConnection[] = [];
  private readonly waiting: PromiseWithResolvers<DuckDBConnection>[] = [];
  private readonly busy = new Set<DuckDBConnection>();
  private writing: Promise<unknown> = Promise.resolve();
  private writers = 0;
  private writes = 0;
  private opened = 0;
  private closed = false;
  private readonly poolSize: number;

  private constructor(path: string, instance: DuckDBInstance, poolSize: number) {
    this.path = path;
    this.instance = instance;
    this.poolSize = poolSize;
  }

  /**
   * `path` may be `:memory:`. Throws `conflict` when another process holds the file (the lock is the system's and ends
   * with that process, however it ends) and `upstream` when the file is not a DuckDB database or is damaged.
   */
  static async open(
    path: string,
    { memoryLimit, threads, tempFolder, poolSize = 6 }: OpenOptions = {},
  ): Promise<Warehouse> {
    const options: Record<string, string> = {
      // Extensions would be downloads; what the product needs is linked in.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      ...(memoryLimit ? { memory_limit: memoryLimit } : {}),
      ...(threads ? { threads: String(threads) } : {}),
      ...(tempFolder ? { temp_directory: tempFolder } : {}),
    };
    try {
      const instance = await openInstance(path, options);
      return new Warehouse(path, instance, poolSize);
    } catch (cause) {
      const said = firstLine(cause);
      if (/conflicting lock|used by another process/i.test(said)) {
        const holder = /\(PID (\d+)\)/.exec(said)?.[1];
        throw new AppError(
          'conflict',
          `the warehouse is in use by ${holder ? `process ${holder}` : 'another process'}: ${path}`,
          { cause },
        );
      }
      const remedy = /not a valid/i.test(said) ? '; move it away, or name another data directory' : '';
      throw new AppError('upstream', `the warehouse file cannot be opened: ${path}: ${said}${remedy}`, { cause });
    }
  }

  async query<T = Row>(piece: Sql, row?: z.ZodType<T>): Promise<T[]> {
    return this.with((connection) => queryOn(connection, piece, row));
  }

  async execute(piece: Sql): Promise<number> {
    return this.asWriter(() => this.with((connection) => executeOn(connection, piece)));
  }

  /** Lends one connection for the length of `work`. */
  async with<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.take();
    try {
      return await work(connection);
    } finally {
      this.giveBack(connection);
    }
  }

  /** All of `work` or nothing. Transactions follow one another, so two writers never conflict. */
  transaction<T>(work: (db: Db) => Promise<T>): Promise<T> {
    const run = this.asWriter(() =>
      this.writing.then(() => this.with((connection) => inTransaction(connection, work))),
    );
    this.writing = run.catch(() => undefined);
    return run;
  }

  /**
   * Another number after every write, null while one is under way: what was read between two equal numbers is of one
   * state, without the cost of a transaction. Writes through `with` do not count.
   */
  get settled(): number | null {
    return this.writers > 0 ? null : this.writes;
  }

  /** Everything `work` reads is of one moment: what is committed meanwhile stays out. It may not write. */
  snapshot<T>(work: (db: Db) => Promise<T>): Promise<T> {
    return this.with((connection) => inTransaction(connection, work, 'BEGIN TRANSACTION READ ONLY'));
  }

  /** Stops what runs, refuses what waits and closes the file; the write-ahead log is folded in. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    for (const { reject } of this.waiting.splice(0)) reject(isClosed());
    for (const connection of this.busy) connection.interrupt();
    await this.writing.catch(() => undefined);
    for (const connection of this.idle) connection.closeSync();
    this.instance.closeSync();
  }

  private async asWriter<T>(work: () => Promise<T>): Promise<T> {
    this.writers += 1;
    try {
      return await work();
    } finally {
      this.writers -= 1;
      this.writes += 1;
    }
  }

  private async take(): Promise<DuckDBConnection> {
    if (this.closed) throw isClosed();
    const connection =
      this.idle.pop() ?? (await (this.opened < this.poolSize ? this.openConnection() : this.nextGivenBack()));
    this.busy.add(connection);
    return connection;
  }

  private nextGivenBack(): Promise<DuckDBConnection> {
    const next = Promise.withResolvers<DuckDBConnection>();
    this.waiting.push(next);
    return next.promise;
  }

  private async openConnection(): Promise<DuckDBConnection> {
    this.opened += 1;
    const connection = await this.instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    return connection;
  }

  private giveBack(connection: DuckDBConnection): void {
    this.busy.delete(connection);
    if (this.closed) {
      connection.closeSync();
      return;
    }
    const next = this.waiting.shift();
    if (next) next.resolve(connection);
    else this.idle.push(connection);
  }
}

/** A file of no bytes, as a full disk leaves behind, holds nothing to lose and is made anew. */
async function openInstance(path: string, options: Record<string, string>): Promise<DuckDBInstance> {
  try {
    return await DuckDBInstance.create(path, options);
  } catch (cause) {
    // Another process that is just making it holds its lock, and then the fault is another.
    if (!/not a valid/i.test(firstLine(cause)) || statSync(path).size > 0) throw cause;
    rmSync(path);
    return DuckDBInstance.create(path, options);
  }
}

const isClosed = () => new AppError('cancelled', 'the warehouse is closed');

async function inTransaction<T>(
  connection: DuckDBConnection,
  work: (db: Db) => Promise<T>,
  begin = 'BEGIN TRANSACTION',
): Promise<T> {
  await connection.run(begin);
  try {
    const result = await work(dbOn(connection));
    await connection.run('COMMIT').catch((cause: unknown) => {
      throw failedQuery(cause, 'COMMIT');
    });
    return result;
  } catch (error) {
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/** A connection lent by `with`, as a `Db`. */
export const dbOn = (connection: DuckDBConnection): Db => ({
  query: (piece, row) => queryOn(connection, piece, row),
  execute: (piece) => executeOn(connection, piece),
  connection,
});

async function queryOn<T>(connection: DuckDBConnection, piece: Sql, row?: z.ZodType<T>): Promise<T[]> {
  const text = sqlText(piece);
  const rows = await connection
    .runAndReadAll(text, [...piece.values] as DuckDBValue[])
    .then((reader) => reader.convertRowObjects(toCell))
    .catch((cause) => {
      throw failedQuery(cause, text);
    });
  return row ? rows.map((each) => row.parse(each)) : (rows as T[]);
}

async function executeOn(connection: DuckDBConnection, piece: Sql): Promise<number> {
  const text = sqlText(piece);
  try {
    const result: DuckDBResult = await connection.run(text, [...piece.values] as DuckDBValue[]);
    return result.rowsChanged;
  } catch (cause) {
    throw failedQuery(cause, text);
  }
}

/** A failed query carries its SQL. */
export function failedQuery(cause: unknown, text: string): unknown {
  if (!(cause instanceof Error)) return cause;
  if (/INTERRUPT/i.test(cause.message)) return new AppError('cancelled', 'the query was cancelled', { cause });
  const shortage = shortages.find(({ said }) => said.test(cause.message));
  if (shortage) return new AppError('upstream', shortage.told, { cause });
  return new Error(`${cause.message}\nin the query:\n${text}`, { cause });
}

/** What is amiss with the machine rather than the query. */
const shortages = [
  { said: /no space left on device|not enough space/i, told: 'the disk is full: free some space and try again' },
  {
    said: /out of memory error/i,
    told: 'the warehouse has run out of memory: give it more with --memory MB, or ask for less at once',
  },
];

/** The one place where DuckDB's values become plain ones. */
export const toCell: DuckDBValueConverter<Cell> = (value, type, converter) => {
  const js = JSDuckDBValueConverter(value, type, converter as never);
  if (typeof js === 'bigint') return Number(js);
  if (js instanceof Date)
    return type.alias === undefined && type.toString() === 'DATE' ? js.toISOString().slice(0, 10) : js.toISOString();
  return js as Cell;
};

const firstLine = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)).split('\n')[0] ?? '';
