import { rename, rm } from 'node:fs/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { appendColumns } from '../../warehouse/append.ts';
import { sqlText } from '../../warehouse/sql.ts';
import { opportunityId } from './fill.ts';
import type { RowBatch } from './staging.ts';

/** The true win probabilities on their way into a file of their own; nothing is seen of it before `keep`. */
export class Truth {
  private readonly path: string;
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;

  private constructor(path: string, instance: DuckDBInstance, connection: DuckDBConnection) {
    this.path = path;
    this.instance = instance;
    this.connection = connection;
  }

  static async begin(path: string): Promise<Truth> {
    await removeDatabase(unfinished(path));
    const instance = await DuckDBInstance.create(unfinished(path));
    const connection = await instance.connect();
    await connection.run(
      'CREATE TEMP TABLE staged_truth (opportunity INTEGER, from_at DOUBLE, to_at DOUBLE, probability DOUBLE)',
    );
    return new Truth(path, instance, connection);
  }

  async add({ table, columns }: RowBatch, signal: AbortSignal): Promise<void> {
    await appendColumns(this.connection, table, columns, { catalog: 'temp', signal });
  }

  /** Finishes the file and puts it in its place. */
  async keep(): Promise<void> {
    await this.connection.run(`
      CREATE TABLE win_probability AS
      SELECT ${sqlText(opportunityId('opportunity'))} AS opportunity_id,
        make_timestamp((from_at * 1000000)::BIGINT) AS valid_from, make_timestamp((to_at * 1000000)::BIGINT) AS valid_to,
        probability
      FROM staged_truth ORDER BY opportunity, from_at`);
    await this.connection.run('DROP TABLE temp.staged_truth');
    await this.connection.run('CHECKPOINT');
    this.close();
    await removeDatabase(this.path);
    await rename(unfinished(this.path), this.path);
  }

  async discard(): Promise<void> {
    this.close();
    await removeDatabase(unfinished(this.path));
  }

  private close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

const unfinished = (path: string) => `${path}.unfinished`;

async function removeDatabase(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(`${path}.wal`, { force: true });
}
