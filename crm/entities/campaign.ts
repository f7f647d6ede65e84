import type { Entity } from './entity.ts';

/** A marketing campaign. */
export const campaign = {
  name: 'campaign',
  label: { en: 'Campaign', zh: '营销活动' },
  key: 'campaign_id',
  title: 'campaign_name',
  fields: {
    campaign_id: { type: 'text', required: true, label: { en: 'Campaign ID', zh: '活动编号' } },
    campaign_name: { type: 'text', required: true, label: { en: 'Campaign', zh: '活动名称' } },
    channel: { type: 'text', label: { en: 'Channel', zh: '渠道' } },
    starts_on: { type: 'date', ahead: true, label: { en: 'Starts on', zh: '开始日期' } },
    ends_on: { type: 'date', ahead: true, label: { en: 'Ends on', zh: '结束日期' } },
    cost: { type: 'money', label: { en: 'Cost', zh: '费用' } },
  },
} as const satisfies Entity;
