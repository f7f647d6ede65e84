import type { Metric } from './metric.ts';

export const pipelineMetrics: readonly Metric[] = [
  {
    name: 'pipeline_count',
    label: { en: 'Open deals', zh: '进行中商机数' },
    definition: {
      en: 'Opportunities that are open at the moment, or at the end of each period.',
      zh: '在该时点（或每个周期末）仍处于进行中的商机数量。',
    },
    unit: 'count',
    format: ',d',
    from: 'pipeline',
    value: { aggregate: 'count' },
  },
  {
    name: 'pipeline_amount',
    label: { en: 'Pipeline', zh: '商机金额' },
    definition: {
      en: 'Amount of the opportunities that are open at the moment, or at the end of each period.',
      zh: '在该时点（或每个周期末）进行中商机的金额合计。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'pipeline',
    value: { aggregate: 'sum', of: 'opportunity_state.amount' },
  },
  {
    name: 'expected_pipeline',
    label: { en: 'Expected pipeline', zh: '预期商机金额' },
    definition: {
      en: 'Amount of each open opportunity × its win probability as last scored by that moment. Opportunities without a score are left out.',
      zh: '每个进行中商机的金额 × 该时点最近一次评分的赢单概率。没有评分的商机不计入。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'pipeline',
    value: {
      aggregate: 'sum',
      of: 'opportunity_state.amount * said.probability',
      where: 'said.probability IS NOT NULL',
      via: ['score'],
    },
  },
  {
    name: 'weighted_pipeline',
    label: { en: 'Weighted pipeline', zh: '加权商机金额' },
    definition: {
      en: 'Amount of each open opportunity × the share won of the decided opportunities that had been in its stage by that moment. Nothing is counted for a stage without decided ones.',
      zh: '每个进行中商机的金额 × 截至该时点曾处于同一阶段且已有结果的商机的赢单比例。尚无结果记录的阶段不计入。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'pipeline',
    value: {
      aggregate: 'sum',
      of: 'opportunity_state.amount * stage_history.won_share',
      where: 'stage_history.won_share IS NOT NULL',
      via: ['stage_history'],
    },
  },
  {
    name: 'created_count',
    label: { en: 'Deals created', zh: '新增商机数' },
    definition: {
      en: 'Opportunities created in the period, whatever became of them. Those whose creation date was estimated are left out.',
      zh: '周期内创建的商机数量，不论后来结果如何。创建日期为估计值的不计入。',
    },
    unit: 'count',
    format: ',d',
    from: 'creation',
    value: { aggregate: 'count' },
  },
  {
    name: 'created_pipeline',
    label: { en: 'Pipeline created', zh: '新增商机金额' },
    definition: {
      en: 'Amount, at the moment of creation, of the opportunities created in the period.',
      zh: '周期内创建的商机在创建时的金额合计。',
    },
    unit: 'money',
    format: ',.0f',
    from: 'creation',
    value: { aggregate: 'sum', of: 'opportunity_creation.amount' },
  },
  {
    name: 'stage_entries',
    label: { en: 'Entered the stage', zh: '进入阶段数' },
    definition: {
      en: 'Opportunities that entered an open stage for the first time in the period. A skipped stage counts as entered.',
      zh: '周期内首次进入某个进行中阶段的商机数量；被跳过的阶段视为已进入。',
    },
    unit: 'count',
    format: ',d',
    from: 'entry',
    value: { aggregate: 'count' },
  },
  {
    name: 'stage_passed',
    label: { en: 'Got further', zh: '推进数' },
    definition: {
      en: 'Of the opportunities that entered the stage in the period, those that have since reached a later stage or been won.',
      zh: '周期内进入该阶段的商机中，之后到达更后阶段或赢单的数量。',
    },
    unit: 'count',
    format: ',d',
    from: 'entry',
    value: { aggregate: 'count', where: 'stage_entry.next_at <= $as_of' },
  },
  {
    name: 'stage_won',
    label: { en: 'Won since', zh: '后续赢单数' },
    definition: {
      en: 'Of the opportunities that entered the stage in the period, those that have since been won.',
      zh: '周期内进入该阶段的商机中，之后赢单的数量。',
    },
    unit: 'count',
    format: ',d',
    from: 'entry',
    value: { aggregate: 'count', where: 'stage_entry.won_at <= $as_of' },
  },
  {
    name: 'stage_pending',
    label: { en: 'Still in the stage', zh: '仍在阶段中' },
    definition: {
      en: 'Of the opportunities that entered the stage in the period, those that have neither got further nor been lost yet.',
      zh: '周期内进入该阶段的商机中，既未推进也未输单的数量。',
    },
    unit: 'count',
    format: ',d',
    from: 'entry',
    value: {
      aggregate: 'count',
      where:
        '(stage_entry.next_at IS NULL OR stage_entry.next_at > $as_of) AND (stage_entry.lost_at IS NULL OR stage_entry.lost_at > $as_of)',
    },
  },
  {
    name: 'stage_immature',
    label: { en: 'Too young to judge', zh: '尚未成熟' },
    definition: {
      en: 'Of the opportunities that entered the stage in the period, those that entered more recently than nine in ten take to get further. Where there are any, the conversion of the cohort still rises.',
      zh: '周期内进入该阶段的商机中，进入时间短于九成商机推进所需时间的数量；存在此类商机时，该组转化率仍会上升。',
    },
    unit: 'count',
    format: ',d',
    from: 'entry',
    value: { aggregate: 'count', where: 'stage_entry.entered_at > $as_of - maturity.dwell', via: ['maturity'] },
  },
  {
    name: 'stage_undecided',
    label: { en: 'Still undecided', zh: '尚无结果' },
    definition: {
      en: 'Of the opportunities that entered the stage in the period, those that have been neither won nor lost yet.',
      zh: '周期内进入该阶段的商机中，既未赢单也未输单的数量。',
    },
    unit: 'count',
    format: ',d',
    from: 'entry',
    value: {
      aggregate: 'count',
      where:
        '(stage_entry.won_at IS NULL OR stage_entry.won_at > $as_of) AND (stage_entry.lost_at IS NULL OR stage_entry.lost_at > $as_of)',
    },
  },
  {
    name: 'stage_conversion',
    label: { en: 'Stage conversion', zh: '阶段转化率' },
    definition: {
      en: 'Share of the opportunities that entered the stage in the period which have since reached a later stage or been won. By cohort of first entry; young cohorts still rise.',
      zh: '周期内首次进入该阶段的商机中，之后到达更后阶段或赢单的比例。按进入时间分组；较新的组别仍会上升。',
    },
    unit: 'ratio',
    format: '.1%',
    ratio: { numerator: 'stage_passed', denominator: 'stage_entries' },
    n: 'stage_entries',
  },
  {
    name: 'stage_win_rate',
    label: { en: 'Win rate from stage', zh: '阶段赢单率' },
    definition: {
      en: 'Share of the opportunities that entered the stage in the period which have since been won. By cohort of first entry; young cohorts still rise.',
      zh: '周期内首次进入该阶段的商机中，之后赢单的比例。按进入时间分组；较新的组别仍会上升。',
    },
    unit: 'ratio',
    format: '.1%',
    ratio: { numerator: 'stage_won', denominator: 'stage_entries' },
    n: 'stage_entries',
  },
  {
    name: 'time_in_stage',
    label: { en: 'Days in stage', zh: '阶段停留天数' },
    definition: {
      en: 'Median days of completed stays in an open stage, by the day the stage was left. Stays still going on are left out.',
      zh: '已结束的阶段停留天数的中位数，按离开阶段的日期统计；仍在停留的不计入。',
    },
    unit: 'days',
    format: '.1f',
    from: 'dwell',
    value: { aggregate: 'median', of: 'stage_event.dwell_days' },
  },
];
