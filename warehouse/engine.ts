import type { DuckDBDataChunk, DuckDBType } from '@duckdb/node-api';
import type { z } from 'zod';
import { readColumns, toRows } from './columns.ts';
import { compile } from './compiler/compile.ts';
import { type ComponentTotal, compileDrill, drillTotal } from './compiler/drill.ts';
import { planQuery } from './compiler/plan.ts';
import type { Db, Warehouse } from './database.ts';
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
import { asOfNow, dataVersion, loadWorkspace } from './workspace.ts';

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
  /** The records behind one number. Throws `invalid` on a mark the question does not have. */
  drill(drill: DrillQueryInput): Promise<DrillAnswer>;
  /** All of `work` and the tables derived from it, or nothing. */
  load<T>(work: (db: Db) => Promise<T>): Promise<T>;
  /** Rebuilds the derived tables; answers the new data version. */
  publish(): Promise<number>;
}

/** `clock` gives the moment of questions that name none, unless the workspace stands still at one. */
export function createDuckDbEngine(warehouse: Warehouse, clock: () => Date): Engine {
  const queryColumns = (input: MetricQueryInput): Promise<ColumnAnswer> => {
    const query = MetricQuery.parse(input);
    return warehouse.snapshot(async (db) => {
      const { calendar, as_of, data_version } = await setting(db, clock);
      const plan = planQuery(query, { calendar, as_of });
      const { statement, columns } = compile(plan, query);
      const { types, chunks } = await readColumns(db.connection, statement);
      return { columns, types, chunks, as_of: plan.now.as_of, data_version };
    });
  };

  const drill = (input: DrillQueryInput): Promise<DrillAnswer> => {
    const asked = DrillQuery.parse(input);
    const metric = findMetric(asked.metric);
    return warehouse.snapshot(async (db) => {
      const { calendar, as_of, data_version } = await setting(db, clock);
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
    query: async (input) => {
      const { columns, chunks, as_of, data_version } = await queryColumns(input);
      const rows = await toRows<AnswerRow>({ names: columns.map(({ name }) => name), chunks });
      return { columns, rows, as_of, data_version };
    },
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
async function setting(db: Db, clock: () => Date) {
  const workspace = await loadWorkspace(db);
  const { time_zone, fiscal_year_start_month } = workspace;
  return {
    calendar: { time_zone, fiscal_year_start_month },
    as_of: asOfNow(workspace, clock()),
    data_version: await dataVersion(db),
  };
}
