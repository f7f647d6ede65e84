import {
  amountColumn,
  createdColumn,
  opportunityColumns,
  opportunityDimensions,
  opportunityJoins,
  stageColumn,
} from './fact-parts.ts';
import type { Fact } from './metric.ts';

/** Open opportunities as they stood at a moment. */
export const pipeline: Fact = {
  name: 'pipeline',
  table: 'opportunity_state',
  record: 'opportunity',
  kind: 'moment',
  known: 'opportunity_state.valid_from <= $as_of AND $as_of < opportunity_state.valid_to',
  always: "opportunity_state.stage_type = 'open' AND NOT opportunity_state.is_deleted",
  joins: [
    ...opportunityJoins('opportunity_state', '$as_of'),
    {
      name: 'score',
      // Of several scores of one moment the last written counts: the others hold for no time at all.
      text: `LEFT JOIN (
        SELECT opportunity_id, probability, as_of AS valid_from,
          lead(as_of, 1, TIMESTAMP '9999-12-31 00:00:00') OVER (PARTITION BY opportunity_id ORDER BY as_of, scored_at) AS valid_to
        FROM score
      ) AS said ON said.opportunity_id = opportunity_state.opportunity_id
        AND said.valid_from <= $as_of AND $as_of < said.valid_to`,
    },
    {
      name: 'stage_history',
      // Of the opportunities that had been in the stage and were decided by then; LATERAL, since each period has its moment.
      text: `LEFT JOIN LATERAL (
        SELECT CAST(count(CASE WHEN stage_entry.won_at <= $as_of THEN 1 END) AS DOUBLE PRECISION) / nullif(count(*), 0) AS won_share
        FROM stage_entry
        WHERE stage_entry.stage = opportunity_state.stage AND stage_entry.entered_at <= $as_of
          AND (stage_entry.won_at <= $as_of OR stage_entry.lost_at <= $as_of)
      ) AS stage_history ON TRUE`,
    },
  ],
  dimensions: {
    ...opportunityDimensions('opportunity_state'),
    stage: { value: 'opportunity_state.stage' },
    stage_type: { value: 'opportunity_state.stage_type' },
    category: { value: 'opportunity_state.category' },
    close_month: { value: "CAST(date_trunc('month', opportunity_state.close_on) AS DATE)" },
    close_quarter: {
      value: `CAST(date_trunc('quarter', opportunity_state.close_on - $fiscal_offset * INTERVAL '1' MONTH)
        + $fiscal_offset * INTERVAL '1' MONTH AS DATE)`,
    },
  },
  keys: ['opportunity_state.opportunity_id'],
  columns: [
    ...opportunityColumns('opportunity_state'),
    stageColumn('opportunity_state.stage'),
    amountColumn('opportunity_state.amount'),
    {
      name: 'close_on',
      label: { en: 'Expected close', zh: '预计成交日期' },
      unit: null,
      value: 'opportunity_state.close_on',
    },
    {
      name: 'category',
      label: { en: 'Forecast category', zh: '预测类别' },
      unit: null,
      value: 'opportunity_state.category',
    },
  ],
};

/** Closings that stood at the moment asked about, by the day of closing. */
export const closing: Fact = {
  name: 'closing',
  table: 'opportunity_close',
  record: 'opportunity',
  kind: 'flow',
  day: 'opportunity_close.closed_on',
  month: 'opportunity_close.closed_month',
  known: 'opportunity_close.valid_from <= $as_of AND $as_of < opportunity_close.valid_to',
  joins: opportunityJoins('opportunity_close', 'opportunity_close.closed_at'),
  dimensions: {
    ...opportunityDimensions('opportunity_close'),
    stage_type: { value: 'opportunity_close.outcome' },
    lost_reason: {
      value: "CASE WHEN opportunity_close.outcome = 'lost' THEN dim_opportunity.lost_reason END",
      via: ['opportunity'],
    },
  },
  keys: ['opportunity_close.opportunity_id'],
  columns: [
    ...opportunityColumns('opportunity_close'),
    stageColumn('opportunity_close.outcome'),
    amountColumn('opportunity_close.amount'),
    createdColumn('opportunity_close.created_on'),
    { name: 'closed_on', label: { en: 'Closed', zh: '关闭日期' }, unit: null, value: 'opportunity_close.closed_on' },
    {
      name: 'cycle_days',
      label: { en: 'Sales cycle', zh: '销售周期' },
      unit: 'days',
      value: 'opportunity_close.cycle_days',
    },
  ],
};

/** Opportunities by the day they were created, with the owner and amount of that moment. */
export const creation: Fact = {
  name: 'creation',
  table: 'opportunity_creation',
  record: 'opportunity',
  kind: 'flow',
  day: 'opportunity_creation.created_on',
  month: 'opportunity_creation.created_month',
  known: 'opportunity_creation.created_at <= $as_of',
  joins: opportunityJoins('opportunity_creation', 'opportunity_creation.created_at'),
  dimensions: opportunityDimensions('opportunity_creation'),
  keys: ['opportunity_creation.opportunity_id'],
  columns: [
    ...opportunityColumns('opportunity_creation'),
    amountColumn('opportunity_creation.amount'),
    createdColumn('opportunity_creation.created_on'),
  ],
};

/** First entries into open stages, by the day of entry. A skipped stage counts as entered and passed. */
export const entry: Fact = {
  name: 'entry',
  table: 'stage_entry',
  record: 'opportunity',
  kind: 'flow',
  day: 'stage_entry.entered_on',
  month: 'stage_entry.entered_month',
  known: 'stage_entry.entered_at <= $as_of',
  always: 'NOT stage_entry.created_is_estimated',
  joins: [
    ...opportunityJoins('stage_entry', 'stage_entry.entered_at'),
    {
      name: 'maturity',
      text: `LEFT JOIN (
        SELECT stage, percentile_disc(0.9) WITHIN GROUP (ORDER BY next_at - entered_at) AS dwell
        FROM stage_entry WHERE next_at <= $as_of AND NOT created_is_estimated GROUP BY stage
      ) AS maturity ON maturity.stage = stage_entry.stage`,
    },
  ],
  dimensions: { ...opportunityDimensions('stage_entry'), stage: { value: 'stage_entry.stage' } },
  keys: ['stage_entry.opportunity_id', 'stage_entry.stage_position', 'stage_entry.stage'],
  columns: [
    ...opportunityColumns('stage_entry'),
    stageColumn('stage_entry.stage'),
    amountColumn('stage_entry.amount'),
    { name: 'entered_on', label: { en: 'Entered', zh: '进入日期' }, unit: null, value: 'stage_entry.entered_on' },
    {
      name: 'next_at',
      label: { en: 'Got further', zh: '推进时间' },
      unit: null,
      value: 'CASE WHEN stage_entry.next_at <= $as_of THEN stage_entry.next_at END',
    },
  ],
};

/** Completed stays in an open stage, by the day the stage was left. */
export const dwell: Fact = {
  name: 'dwell',
  table: 'stage_event',
  record: 'opportunity',
  kind: 'flow',
  day: 'stage_event.occurred_on',
  month: 'stage_event.occurred_month',
  known: 'stage_event.occurred_at <= $as_of',
  always: "stage_event.from_stage IN (SELECT stage FROM dim_stage WHERE stage_type = 'open')",
  joins: opportunityJoins('stage_event', 'stage_event.occurred_at'),
  dimensions: { ...opportunityDimensions('stage_event'), stage: { value: 'stage_event.from_stage' } },
  keys: ['stage_event.opportunity_id', 'stage_event.occurred_at'],
  columns: [
    ...opportunityColumns('stage_event'),
    stageColumn('stage_event.from_stage'),
    { name: 'to_stage', label: { en: 'Next stage', zh: '下一阶段' }, unit: null, value: 'stage_event.to_stage' },
    { name: 'left_on', label: { en: 'Left', zh: '离开日期' }, unit: null, value: 'stage_event.occurred_on' },
    {
      name: 'dwell_days',
      label: { en: 'Days in stage', zh: '停留天数' },
      unit: 'days',
      value: 'stage_event.dwell_days',
    },
  ],
};
