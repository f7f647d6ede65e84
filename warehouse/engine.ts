import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { z } from 'zod';
import { readColumns, toRows } from './columns.ts';
import { compile } from './compiler/compile.ts';
import { type ComponentTotal, compileDrill, drillTotal } from './compiler/drill.ts';
import { type Plan, planQuery, planRest } from './compiler/plan.ts';
import { type Db, dbOn, type Warehouse } from './database.ts';
import type { Calendar } from './metrics/calendar.ts';
import {
  type AnswerColumn,
  type AnswerRow,
  type DrillAnswer,
  DrillQuery,
  type MetricAnswer,
  MetricQuery,
  type MetricQueryInput,
} from './metrics/metric-query.ts';
import { findMetric, recordOf } from './metrics/registry.ts';
import { publish } from './publish.ts';
import { asOfNow, dataVersion, loadWorkspace, type Workspace } from './workspace.ts';

export type DrillQueryInput = z.input<typeof DrillQuery>;

/** An answer as DuckDB's column vectors, chunk by chunk: for Arrow and data frames. */
export interface ColumnAnswer {
  columns: AnswerColumn[];
  types: DuckDBType[];
  chunks: DuckDBDataChunk[];
  as_of: string;
  data_version: number;
}

/** What answers metric queries and takes in rows; nothing above it knows the database behind. */
export interface Engine {
  /** Throws `invalid` on what cannot be asked. */
  query(query: MetricQueryInput): Promise<MetricAnswer>;
  /** The same answer for those who want columns. */
  queryColumns(query: MetricQueryInput): Promise<ColumnAnswer>;
  /** The records behind one number. Throws `invalid` on a question that cannot be asked and on a mark it does not have. */
  drill(drill: DrillQueryInput): Promise<DrillAnswer>;
  /** All of `work` and the tables derived from it, or nothing. */
  load<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Rebuilds the derived tables; answers the new data version. */
  publish(): Promise<number>;
}

/** `clock` gives the moment of questions that name none, unless the workspace stands still at one. */
export function createDuckDbEngine(warehouse: Warehouse, clock: () => Date): Engine {
  const read = consistentReader(warehouse, clock);

  const ask = async (db: Db, plan: Plan, query: Pick<MetricQuery, 'order' | 'limit'>) => {
    const { statement, columns } = compile(plan, query);
    return { columns, ...(await readColumns(db.connection, statement)) };
  };

  const queryColumns = async (input: MetricQueryInput): Promise<ColumnAnswer> => {
    const query = MetricQuery.parse(input);
    return read(async (db, { calendar, as_of, data_version }) => {
      const plan = planQuery(query, { calendar, as_of });
      const { columns, types, chunks } = await ask(db, plan, query);
      return { columns, types, chunks, as_of: plan.now.as_of, data_version };
    });
  };

  const query = async (input: MetricQueryInput): Promise<MetricAnswer> => {
    const asked = MetricQuery.parse(input);
    return read(async (db, { calendar, as_of, data_version }) => {
      const plan = planQuery(asked, { calendar, as_of });
      const found = await ask(db, plan, asked);
      const rows = await toRows<AnswerRow>(found);
      const answer = { columns: found.columns, rows, as_of: plan.now.as_of, data_version };
      if (!asked.rest || rows.length < asked.limit || plan.by.length === 0) return answer;
      const shown = rows.map((row) => plan.by.map(({ name }) => row[name] ?? null));
      const [rest] = await toRows<AnswerRow>(await ask(db, planRest(plan, shown), { order: null, limit: 1 }));
      const isEmpty = plan.metrics.every(({ name }) => rest?.[`${name}_n`] === 0);
      return { ...answer, rest: isEmpty ? null : (rest ?? null) };
    });
  };

  const drill = async (input: DrillQueryInput): Promise<DrillAnswer> => {
    const asked = DrillQuery.parse(input);
    const metric = findMetric(asked.metric);
    return read(async (db, { calendar, as_of, data_version }) => {
      // The question must be one that can be asked, though only one of its metrics is drilled.
      planQuery(asked.query, { calendar, as_of });
      const plan = planQuery({ ...asked.query, metrics: [metric.name], compare: null }, { calendar, as_of });
      const { page, totals, aggregate, columns } = compileDrill(plan, asked);
      const sums = await db.query<ComponentTotal>(totals);
      return {
        record: recordOf(metric),
        aggregate,
        columns: columns.map(({ name, label, unit }) => ({ name, label, unit })),
        rows: (await db.query(page)) as AnswerRow[],
        total_rows: sums.reduce((sum, { total_rows }) => sum + total_rows, 0),
        total: drillTotal(metric, sums),
        as_of: plan.now.as_of,
        data_version,
      };
    });
  };

  return {
    queryColumns,
    query,
    drill,
    load: (work) =>
      warehouse.transaction(async (db) => {
        const result = await work(db);
        await publish(db);
        return result;
      }),
    publish: () => warehouse.transaction(publish),
  };
}

/** What a question leaves unsaid. */
interface Setting {
  calendar: Calendar;
  as_of: string;
  data_version: number;
}

/**
 * Runs work on one state of the warehouse. While nothing is written the setting is kept from the last time and no
 * transaction is needed; when a write came between, the work is done again in one.
 */
function consistentReader(warehouse: Warehouse, clock: () => Date) {
  let kept: { settled: number; workspace: Workspace; data_version: number } | null = null;

  const settingOf = ({ workspace, data_version }: { workspace: Workspace; data_version: number }): Setting => ({
    calendar: workspace,
    as_of: asOfNow(workspace, clock()),
    data_version,
  });

  return async <T>(work: (db: Db, setting: Setting) => Promise<T>): Promise<T> => {
    const settled = warehouse.settled;
    if (kept && kept.settled === settled) {
      const setting = settingOf(kept);
      const result = await warehouse.with((connection) => work(dbOn(connection), setting));
      if (warehouse.settled === settled) return result;
    }
    return warehouse.snapshot(async (db) => {
      const found = { workspace: await loadWorkspace(db), data_version: await dataVersion(db) };
      if (settled !== null && warehouse.settled === settled) kept = { settled, ...found };
      return work(db, settingOf(found));
    });
  };
}
