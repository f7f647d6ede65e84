import {
  accountColumn,
  accountDimensions,
  accountJoin,
  opportunityColumns,
  opportunityDimensions,
  opportunityJoins,
  ownerColumn,
  ownerJoin,
  peopleDimensions,
  teamJoin,
} from './fact-parts.ts';
import type { Fact, FactName, RecordColumn } from './metric.ts';

const amount = (value: string): RecordColumn => ({
  name: 'amount',
  label: { en: 'Amount', zh: '金额' },
  unit: 'money',
  value,
});
const stage = (value: string): RecordColumn => ({
  name: 'stage',
  label: { en: 'Stage', zh: '阶段' },
  unit: null,
  value,
});
const createdOn = (value: string): RecordColumn => ({
  name: 'created_on',
  label: { en: 'Created', zh: '创建日期' },
  unit: null,
  value,
});

/** Open opportunities as they stood at a moment. */
const pipeline: Fact = {
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
        SELECT CAST(count(CASE WHEN stage_entry.won_at <= $as_of THEN 1 END) AS DOUBLE PRECISION) / count(*) AS won_share
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
    stage('opportunity_state.stage'),
    amount('opportunity_state.amount'),
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
const closing: Fact = {
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
    { ...stage('opportunity_close.outcome') },
    amount('opportunity_close.amount'),
    createdOn('opportunity_close.created_on'),
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
const creation: Fact = {
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
    amount('opportunity_creation.amount'),
    createdOn('opportunity_creation.created_on'),
  ],
};

/** First entries into open stages, by the day of entry. A skipped stage counts as entered and passed. */
const entry: Fact = {
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
    stage('stage_entry.stage'),
    amount('stage_entry.amount'),
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
const dwell: Fact = {
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
    stage('stage_event.from_stage'),
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

const activity: Fact = {
  name: 'activity',
  table: 'fct_activity',
  record: 'activity',
  kind: 'flow',
  day: 'fct_activity.started_on',
  month: 'fct_activity.started_month',
  known: 'fct_activity.started_at <= $as_of',
  joins: [
    teamJoin('fct_activity'),
    ownerJoin('fct_activity'),
    accountJoin('fct_activity.account_id', 'fct_activity.started_at'),
    {
      name: 'opportunity',
      text: 'LEFT JOIN dim_opportunity ON dim_opportunity.opportunity_id = fct_activity.opportunity_id',
    },
  ],
  dimensions: {
    ...peopleDimensions('fct_activity'),
    activity_kind: { value: 'fct_activity.kind' },
    direction: { value: 'fct_activity.direction' },
    activity_outcome: { value: 'fct_activity.outcome' },
    account_id: { value: 'fct_activity.account_id' },
    ...accountDimensions,
  },
  keys: ['fct_activity.activity_id'],
  columns: [
    { name: 'activity_id', label: { en: 'Activity', zh: '活动编号' }, unit: null, value: 'fct_activity.activity_id' },
    { name: 'activity_kind', label: { en: 'Kind', zh: '类型' }, unit: null, value: 'fct_activity.kind' },
    { name: 'direction', label: { en: 'Direction', zh: '方向' }, unit: null, value: 'fct_activity.direction' },
    { name: 'started_at', label: { en: 'When', zh: '时间' }, unit: null, value: 'fct_activity.started_at' },
    ownerColumn,
    accountColumn,
    {
      name: 'opportunity_name',
      label: { en: 'Opportunity', zh: '商机名称' },
      unit: null,
      value: 'dim_opportunity.opportunity_name',
      via: ['opportunity'],
    },
    { name: 'activity_outcome', label: { en: 'Result', zh: '结果' }, unit: null, value: 'fct_activity.outcome' },
  ],
};

const lead: Fact = {
  name: 'lead',
  table: 'fct_lead',
  record: 'lead',
  kind: 'flow',
  day: 'fct_lead.created_on',
  month: 'fct_lead.created_month',
  known: 'fct_lead.created_at <= $as_of',
  joins: [teamJoin('fct_lead'), ownerJoin('fct_lead')],
  dimensions: {
    ...peopleDimensions('fct_lead'),
    source: { value: 'fct_lead.source' },
    campaign_id: { value: 'fct_lead.campaign_id' },
    industry: { value: 'fct_lead.industry' },
    country: { value: 'fct_lead.country' },
    size_band: { value: 'fct_lead.size_band' },
    reject_reason: { value: 'CASE WHEN fct_lead.rejected_at <= $as_of THEN fct_lead.reject_reason END' },
  },
  keys: ['fct_lead.lead_id'],
  columns: [
    { name: 'lead_id', label: { en: 'Lead', zh: '线索编号' }, unit: null, value: 'fct_lead.lead_id' },
    { name: 'lead_name', label: { en: 'Name', zh: '姓名' }, unit: null, value: 'fct_lead.lead_name' },
    { name: 'company_name', label: { en: 'Company', zh: '公司' }, unit: null, value: 'fct_lead.company_name' },
    ownerColumn,
    { name: 'source', label: { en: 'Source', zh: '来源' }, unit: null, value: 'fct_lead.source' },
    createdOn('fct_lead.created_on'),
    {
      name: 'converted_at',
      label: { en: 'Converted', zh: '转化时间' },
      unit: null,
      value: 'CASE WHEN fct_lead.converted_at <= $as_of THEN fct_lead.converted_at END',
    },
  ],
};

/** Quotas of the months that begin in the period. */
const quota: Fact = {
  name: 'quota',
  table: 'fct_quota',
  record: 'quota',
  kind: 'flow',
  day: 'fct_quota.period_on',
  month: 'fct_quota.period_month',
  is_monthly: true,
  joins: [teamJoin('fct_quota'), ownerJoin('fct_quota')],
  dimensions: peopleDimensions('fct_quota'),
  keys: ['fct_quota.owner_id', 'fct_quota.period_on', 'fct_quota.team_id'],
  columns: [
    ownerColumn,
    { name: 'team_name', label: { en: 'Team', zh: '团队' }, unit: null, value: 'dim_team.team_name', via: ['team'] },
    { name: 'period_on', label: { en: 'Month', zh: '月份' }, unit: null, value: 'fct_quota.period_on' },
    { name: 'quota', label: { en: 'Quota', zh: '指标' }, unit: 'money', value: 'fct_quota.quota' },
  ],
};

export const facts: Readonly<Record<FactName, Fact>> = {
  pipeline,
  closing,
  creation,
  entry,
  dwell,
  activity,
  lead,
  quota,
};
