import type { Entity } from './entity.ts';

/** Someone who showed interest and is not yet an opportunity. */
export const lead = {
  name: 'lead',
  label: { en: 'Lead', zh: '线索' },
  key: 'lead_id',
  title: 'lead_name',
  fields: {
    lead_id: { type: 'text', required: true, label: { en: 'Lead ID', zh: '线索编号' } },
    lead_name: { type: 'text', label: { en: 'Name', zh: '姓名' } },
    company_name: { type: 'text', label: { en: 'Company', zh: '公司' } },
    created_at: { type: 'moment', required: true, label: { en: 'Created', zh: '创建时间' } },
    source: { type: 'text', label: { en: 'Source', zh: '来源' } },
    campaign_id: { type: 'reference', to: 'campaign', label: { en: 'Campaign', zh: '营销活动' } },
    industry: { type: 'text', label: { en: 'Industry', zh: '行业' } },
    country: { type: 'text', label: { en: 'Country', zh: '国家/地区' } },
    size_band: { type: 'text', label: { en: 'Company size', zh: '企业规模' } },
    owner_id: { type: 'reference', to: 'user', label: { en: 'Owner', zh: '负责人' } },
    first_response_at: { type: 'moment', label: { en: 'First response', zh: '首次响应时间' } },
    qualified_at: { type: 'moment', label: { en: 'Qualified', zh: '确认有效时间' } },
    converted_at: { type: 'moment', label: { en: 'Converted', zh: '转化时间' } },
    rejected_at: { type: 'moment', label: { en: 'Rejected', zh: '拒绝时间' } },
    reject_reason: { type: 'text', label: { en: 'Reject reason', zh: '拒绝原因' } },
    opportunity_id: { type: 'reference', to: 'opportunity', label: { en: 'Opportunity', zh: '商机' } },
  },
} as const satisfies Entity;
