import { notFound } from '../../errors.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';
import { LoadPath, QuarantinedRow, QuarantinePage, Repair, RepairPage } from '../contracts/loads.ts';
import { Paging } from '../contracts/paging.ts';
import { type Route, route } from '../route.ts';

/** What a load mended and what it refused, in the order of the files. */
export function loadRoutes({ warehouse }: { warehouse: Warehouse }): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/v1/loads/:load_id/repairs',
      summary: { en: 'The values a load repaired', zh: '导入时修复的值' },
      params: LoadPath,
      query: Paging,
      answer: RepairPage,
      answerName: 'RepairPage',
      dependsOn: 'data',
      handle: ({ params, query }) => readRepairs(warehouse, { ...params, ...query }),
    }),
    route({
      method: 'get',
      path: '/api/v1/loads/:load_id/quarantine',
      summary: { en: 'The rows a load refused', zh: '导入时隔离的行' },
      params: LoadPath,
      query: Paging,
      answer: QuarantinePage,
      answerName: 'QuarantinePage',
      dependsOn: 'data',
      handle: ({ params, query }) => readQuarantine(warehouse, { ...params, ...query }),
    }),
  ];
}

type LoadPage = LoadPath & Paging;

async function readRepairs(warehouse: Warehouse, { load_id, limit, offset }: LoadPage) {
  await checkLoad(warehouse, load_id);
  const [[count], rows] = await Promise.all([
    warehouse.query<{ n: number }>(sql`SELECT count(*)::INTEGER AS n FROM load_repair WHERE load_id = ${load_id}`),
    warehouse.query(
      sql`SELECT file, file_row, column_name, rule, found, used FROM load_repair WHERE load_id = ${load_id}
        ORDER BY file, file_row, column_name, rule LIMIT ${limit} OFFSET ${offset}`,
      Repair,
    ),
  ]);
  return { rows, total: count?.n ?? 0 };
}

async function readQuarantine(warehouse: Warehouse, { load_id, limit, offset }: LoadPage) {
  await checkLoad(warehouse, load_id);
  const [[count], rows] = await Promise.all([
    warehouse.query<{ n: number }>(sql`SELECT count(*)::INTEGER AS n FROM load_quarantine WHERE load_id = ${load_id}`),
    warehouse.query<{ raw: string | null }>(
      sql`SELECT file, file_row, column_name, reason, found, raw::VARCHAR AS raw FROM load_quarantine
        WHERE load_id = ${load_id} ORDER BY file, file_row, column_name, reason LIMIT ${limit} OFFSET ${offset}`,
    ),
  ]);
  const read = rows.map((row) => QuarantinedRow.parse({ ...row, raw: row.raw === null ? null : JSON.parse(row.raw) }));
  return { rows: read, total: count?.n ?? 0 };
}

async function checkLoad(warehouse: Warehouse, load_id: string): Promise<void> {
  const found = await warehouse.query(sql`SELECT 1 AS found FROM load_run WHERE load_id = ${load_id}`);
  if (found.length === 0) throw notFound('load', load_id);
}
