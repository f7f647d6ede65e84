import { z } from 'zod';
import type { Warehouse } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';
import { asOfNow, loadWorkspace } from '../../warehouse/workspace.ts';
import { Health } from '../contracts/common.ts';
import { StageInfo, WorkspaceAnswer } from '../contracts/workspace.ts';
import { keptVersion } from '../freshness.ts';
import { type Route, route } from '../route.ts';

/** How many of the latest loads the workspace tells of. */
const loadsTold = 20;

export function workspaceRoutes(o: { warehouse: Warehouse; version: string; clock: () => Date }): Route[] {
  const versionOfData = keptVersion(o.warehouse);
  return [
    route({
      method: 'get',
      path: '/health',
      summary: { en: 'Whether pages can be served', zh: '服务是否就绪' },
      answer: Health,
      answerName: 'Health',
      dependsOn: 'nothing',
      handle: async () => ({ status: 'ok' as const, version: o.version, dataVersion: await versionOfData() }),
    }),
    route({
      method: 'get',
      path: '/api/v1/workspace',
      summary: { en: 'What the data are, and the settings they are read with', zh: '数据概况与工作区设置' },
      answer: WorkspaceAnswer,
      answerName: 'Workspace',
      dependsOn: 'data',
      handle: () => readWorkspace(o),
    }),
  ];
}

async function readWorkspace(o: { warehouse: Warehouse; version: string; clock: () => Date }) {
  const { warehouse, version } = o;
  const [workspace, [span], stages, [counts], loads] = await Promise.all([
    loadWorkspace(warehouse),
    warehouse.query(dataSpan, Span),
    warehouse.query(stageList, StageRow),
    warehouse.query(countOfEach, WorkspaceAnswer.shape.counts),
    warehouse.query(latestLoads, WorkspaceAnswer.shape.loads.element),
  ]);
  if (!span || !counts) throw new Error('a query of aggregates answered no row');
  return {
    name: workspace.name,
    kind: workspace.kind,
    version,
    time_zone: workspace.time_zone,
    fiscal_year_start_month: workspace.fiscal_year_start_month,
    base_currency: workspace.base_currency,
    as_of: asOfNow(workspace, o.clock()),
    stands_still: workspace.as_of !== null,
    ...span,
    stages: stages.map(({ label_en, label_zh, ...stage }) => ({ ...stage, label: { en: label_en, zh: label_zh } })),
    counts,
    loads,
  };
}

const Span = WorkspaceAnswer.pick({ data_version: true, changed_at: true, first_day: true, last_day: true });
const StageRow = StageInfo.omit({ label: true }).extend({ label_en: z.string(), label_zh: z.string() });

const dataSpan = sql`
  WITH days AS (
    SELECT min(created_on) AS first_day, max(created_on) AS last_day FROM opportunity_creation
    UNION ALL SELECT min(closed_on), max(closed_on) FROM opportunity_close
    UNION ALL SELECT min(started_on), max(started_on) FROM fct_activity
    UNION ALL SELECT min(created_on), max(created_on) FROM fct_lead
  )
  SELECT
    version AS data_version,
    CASE WHEN version > 0 THEN changed_at END AS changed_at,
    (SELECT min(first_day) FROM days) AS first_day,
    (SELECT max(last_day) FROM days) AS last_day
  FROM data_version`;

const stageList = sql`
  SELECT stage, stage_position, stage_type, label_en, label_zh FROM dim_stage ORDER BY stage_position, stage`;

const countOfEach = sql`
  SELECT
    (SELECT count(*)::INTEGER FROM opportunity_state WHERE valid_to >= DATE '9999-12-31' AND NOT is_deleted) AS opportunities,
    (SELECT count(DISTINCT account_id)::INTEGER FROM dim_account) AS accounts,
    (SELECT count(*)::INTEGER FROM fct_lead) AS leads,
    (SELECT count(*)::INTEGER FROM fct_activity) AS activities,
    (SELECT count(DISTINCT user_id)::INTEGER FROM dim_user) AS users`;

const latestLoads = sql`
  SELECT load_id, source_system, origin, finished_at, rows_in, rows_loaded, rows_repaired, rows_quarantined
  FROM load_run ORDER BY finished_at DESC, load_id LIMIT ${loadsTold}`;
