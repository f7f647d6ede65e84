import {
  accountColumn,
  accountDimensions,
  accountJoin,
  createdColumn,
  ownerColumn,
  ownerJoin,
  peopleDimensions,
  teamJoin,
} from './fact-parts.ts';
import type { Fact, FactName } from './metric.ts';
import { closing, creation, dwell, entry, pipeline } from './opportunity-facts.ts';

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
    createdColumn('fct_lead.created_on'),
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
