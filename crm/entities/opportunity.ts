import type { Entity } from './entity.ts';

/** A sale that may happen, from its creation until it is won or lost. `closed_at` is null while it is open. */
export const opportunity = {
  name: 'opportunity',
  label: { en: 'Opportunity', zh: '商机' },
  key: 'opportunity_id',
  title: 'opportunity_name',
  fields: {
    opportunity_id: { type: 'text', required: true, label: { en: 'Opportunity ID', zh: '商机编号' } },
    opportunity_name: { type: 'text', label: { en: 'Opportunity', zh: '商机名称' } },
    stage: { type: 'stage', required: true, label: { en: 'Stage', zh: '阶段' } },
    owner_id: { type: 'reference', to: 'user', label: { en: 'Owner', zh: '负责人' } },
    account_id: { type: 'reference', to: 'account', label: { en: 'Account', zh: '客户' } },
    product_id: { type: 'reference', to: 'product', label: { en: 'Product', zh: '产品' } },
    amount: { type: 'money', label: { en: 'Amount', zh: '金额' } },
    currency: { type: 'text', label: { en: 'Currency', zh: '币种' } },
    created_at: { type: 'moment', required: true, label: { en: 'Created', zh: '创建时间' } },
    closed_at: { type: 'moment', label: { en: 'Closed', zh: '关闭时间' } },
    expected_close_on: { type: 'date', ahead: true, label: { en: 'Expected close', zh: '预计成交日期' } },
    category: { type: 'text', label: { en: 'Forecast category', zh: '预测类别' } },
    source: { type: 'text', label: { en: 'Source', zh: '来源' } },
    campaign_id: { type: 'reference', to: 'campaign', label: { en: 'Campaign', zh: '营销活动' } },
    lead_id: { type: 'reference', to: 'lead', label: { en: 'Lead', zh: '线索' } },
    competitor: { type: 'text', label: { en: 'Competitor', zh: '竞争对手' } },
    lost_reason: { type: 'text', label: { en: 'Lost reason', zh: '输单原因' } },
  },
} as const satisfies Entity;
