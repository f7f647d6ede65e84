import type { Entity } from './entity.ts';

/** Something a salesperson did with a customer, or was told. */
export const activity = {
  name: 'activity',
  label: { en: 'Activity', zh: '活动' },
  key: 'activity_id',
  title: 'activity_id',
  fields: {
    activity_id: { type: 'text', required: true, label: { en: 'Activity ID', zh: '活动编号' } },
    kind: {
      type: 'choice',
      required: true,
      choices: ['call', 'email', 'meeting', 'visit', 'message', 'note', 'task'],
      label: { en: 'Kind', zh: '类型' },
    },
    direction: { type: 'choice', choices: ['inbound', 'outbound'], label: { en: 'Direction', zh: '方向' } },
    started_at: { type: 'moment', required: true, label: { en: 'Started', zh: '开始时间' } },
    owner_id: { type: 'reference', to: 'user', label: { en: 'Owner', zh: '负责人' } },
    account_id: { type: 'reference', to: 'account', label: { en: 'Account', zh: '客户' } },
    contact_id: { type: 'reference', to: 'contact', label: { en: 'Contact', zh: '联系人' } },
    opportunity_id: { type: 'reference', to: 'opportunity', label: { en: 'Opportunity', zh: '商机' } },
    lead_id: { type: 'reference', to: 'lead', label: { en: 'Lead', zh: '线索' } },
    is_two_way: { type: 'boolean', label: { en: 'Two-way', zh: '双向沟通' } },
    outcome: { type: 'text', label: { en: 'Outcome', zh: '结果' } },
    duration_minutes: { type: 'integer', label: { en: 'Minutes', zh: '时长（分钟）' } },
  },
} as const satisfies Entity;
