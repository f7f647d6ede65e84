import type { Metric } from './metric.ts';

export const leadMetrics: readonly Metric[] = [
  {
    name: 'lead_count',
    label: { en: 'Leads', zh: '线索数' },
    definition: { en: 'Leads created in the period.', zh: '周期内创建的线索数量。' },
    unit: 'count',
    format: ',d',
    from: 'lead',
    value: { aggregate: 'count' },
  },
  {
    name: 'lead_converted',
    label: { en: 'Leads converted', zh: '已转化线索数' },
    definition: {
      en: 'Of the leads created in the period, those that have since become an opportunity.',
      zh: '周期内创建的线索中，之后转化为商机的数量。',
    },
    unit: 'count',
    format: ',d',
    from: 'lead',
    value: { aggregate: 'count', where: 'fct_lead.converted_at <= $as_of' },
  },
  {
    name: 'lead_conversion',
    label: { en: 'Lead conversion', zh: '线索转化率' },
    definition: {
      en: 'Share of the leads created in the period that have since become an opportunity. By cohort of creation; young cohorts still rise.',
      zh: '周期内创建的线索中，之后转化为商机的比例。按创建时间分组；较新的组别仍会上升。',
    },
    unit: 'ratio',
    format: '.1%',
    ratio: { numerator: 'lead_converted', denominator: 'lead_count' },
    n: 'lead_count',
  },
];
