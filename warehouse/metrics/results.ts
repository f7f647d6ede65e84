import type { Metric } from './metric.ts';

const won = "opportunity_close.outcome = 'won'";
const lost = "opportunity_close.outcome = 'lost'";

export const resultMetrics: readonly Metric[] = [
  {
    name: 'won_amount',
    label: { en: 'Won', zh: '赢单金额' },
    definition: {
      en: 'Amount of the opportunities won, by the day they closed. One that was reopened or deleted no longer counts.',
      zh: '赢单商机的金额合计，按关闭日期统计。重新打开或已删除的不再计入。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'closing',
    value: { aggregate: 'sum', of: 'opportunity_close.amount', where: won },
  },
  {
    name: 'won_count',
    label: { en: 'Deals won', zh: '赢单数' },
    definition: { en: 'Opportunities won, by the day they closed.', zh: '赢单商机数量，按关闭日期统计。' },
    unit: 'count',
    format: ',d',
    from: 'closing',
    value: { aggregate: 'count', where: won },
  },
  {
    name: 'lost_amount',
    label: { en: 'Lost', zh: '输单金额' },
    definition: {
      en: 'Amount the lost opportunities had before they closed, by the day they closed.',
      zh: '输单商机在关闭前的金额合计，按关闭日期统计。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'closing',
    value: { aggregate: 'sum', of: 'opportunity_close.amount', where: lost },
  },
  {
    name: 'lost_count',
    label: { en: 'Deals lost', zh: '输单数' },
    definition: { en: 'Opportunities lost, by the day they closed.', zh: '输单商机数量，按关闭日期统计。' },
    unit: 'count',
    format: ',d',
    from: 'closing',
    value: { aggregate: 'count', where: lost },
  },
  {
    name: 'closed_count',
    label: { en: 'Deals closed', zh: '关闭商机数' },
    definition: {
      en: 'Opportunities won or lost, by the day they closed.',
      zh: '赢单与输单商机数量之和，按关闭日期统计。',
    },
    unit: 'count',
    format: ',d',
    from: 'closing',
    value: { aggregate: 'count' },
  },
  {
    name: 'closed_amount',
    label: { en: 'Amount closed', zh: '关闭商机金额' },
    definition: {
      en: 'Amount of the opportunities won or lost, by the day they closed; lost ones with the amount they had before.',
      zh: '赢单与输单商机的金额合计，按关闭日期统计；输单按关闭前的金额。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'closing',
    value: { aggregate: 'sum', of: 'opportunity_close.amount' },
  },
  {
    name: 'win_rate',
    label: { en: 'Win rate', zh: '赢单率' },
    definition: {
      en: 'Won ÷ (won + lost), by count and by the day they closed. Open opportunities are left out.',
      zh: '赢单数 ÷（赢单数 + 输单数），按关闭日期统计；进行中的商机不计入。',
    },
    unit: 'ratio',
    format: '.1%',
    ratio: { numerator: 'won_count', denominator: 'closed_count' },
    n: 'closed_count',
  },
  {
    name: 'win_rate_amount',
    label: { en: 'Win rate by amount', zh: '金额赢单率' },
    definition: {
      en: 'Won amount ÷ (won + lost amount), by the day they closed.',
      zh: '赢单金额 ÷（赢单金额 + 输单金额），按关闭日期统计。',
    },
    unit: 'ratio',
    format: '.1%',
    ratio: { numerator: 'won_amount', denominator: 'closed_amount' },
    n: 'closed_count',
  },
  {
    name: 'average_deal_size',
    label: { en: 'Average deal size', zh: '客单价' },
    definition: {
      en: 'Won amount ÷ number of opportunities won, by the day they closed.',
      zh: '赢单金额 ÷ 赢单数，按关闭日期统计。',
    },
    unit: 'money',
    format: ',.0f',
    ratio: { numerator: 'won_amount', denominator: 'won_count' },
    n: 'won_count',
  },
  {
    name: 'sales_cycle_days',
    label: { en: 'Sales cycle', zh: '销售周期' },
    definition: {
      en: 'Median days from creation to winning, by the day they closed. Those whose creation date was estimated are left out.',
      zh: '赢单商机从创建到赢单的天数中位数，按关闭日期统计。创建日期为估计值的不计入。',
    },
    unit: 'days',
    format: '.1f',
    from: 'closing',
    value: { aggregate: 'median', of: 'opportunity_close.cycle_days', where: won },
  },
  {
    name: 'pipeline_velocity',
    label: { en: 'Pipeline velocity', zh: '商机流速' },
    definition: {
      en: 'Open deals × win rate × average deal size ÷ median sales cycle: amount won per day at this pace.',
      zh: '进行中商机数 × 赢单率 × 客单价 ÷ 销售周期中位数：按此节奏每天的赢单金额。',
    },
    unit: 'money_per_day',
    format: ',.0f',
    formula: { times: ['pipeline_count', 'win_rate', 'average_deal_size'], divided_by: ['sales_cycle_days'] },
    n: 'sales_cycle_days',
  },
  {
    name: 'quota',
    label: { en: 'Quota', zh: '业绩指标' },
    definition: {
      en: 'Quota of the months that begin in the period.',
      zh: '周期内各月（按月初日期）的业绩指标合计。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'quota',
    value: { aggregate: 'sum', of: 'fct_quota.quota' },
  },
  {
    name: 'attainment',
    label: { en: 'Quota attainment', zh: '指标完成率' },
    definition: {
      en: 'Won amount ÷ quota of the same period; a person’s quota stays with the team they were in that month.',
      zh: '赢单金额 ÷ 同期业绩指标；个人指标计入其当月所在团队。',
    },
    unit: 'ratio',
    format: '.1%',
    ratio: { numerator: 'won_amount', denominator: 'quota' },
    n: 'won_count',
  },
];
