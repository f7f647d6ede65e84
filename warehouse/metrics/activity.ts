import type { Metric } from './metric.ts';

export const activityMetrics: readonly Metric[] = [
  {
    name: 'activity_count',
    label: { en: 'Activities', zh: '活动数' },
    definition: {
      en: 'Calls, e-mails, meetings, visits and tasks, by the day they began.',
      zh: '电话、邮件、会议、拜访和任务的数量，按开始日期统计。',
    },
    unit: 'count',
    format: ',d',
    from: 'activity',
    value: { aggregate: 'count' },
  },
  {
    name: 'two_way_activity_count',
    label: { en: 'Two-way activities', zh: '双向活动数' },
    definition: {
      en: 'Activities in which the customer took part or answered, by the day they began.',
      zh: '客户参与或回应的活动数量，按开始日期统计。',
    },
    unit: 'count',
    format: ',d',
    from: 'activity',
    value: { aggregate: 'count', where: 'fct_activity.is_two_way' },
  },
];
