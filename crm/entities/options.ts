/** What a stored key is called in each language. */
export interface Label {
  en: string;
  zh: string;
}

/**
 * Labels of the enumerations, by field and stored key. A key that is not here (a value of an imported export) is shown as it
 * is stored; see `optionLabel`.
 */
export const options = {
  industry: {
    manufacturing: { en: 'Manufacturing', zh: '制造业' },
    software: { en: 'Software and IT', zh: '软件与信息技术' },
    finance: { en: 'Finance', zh: '金融' },
    healthcare: { en: 'Healthcare', zh: '医疗健康' },
    retail: { en: 'Retail', zh: '零售' },
    logistics: { en: 'Logistics', zh: '物流' },
    education: { en: 'Education', zh: '教育' },
    energy: { en: 'Energy', zh: '能源' },
  },
  size_band: {
    small: { en: '1–99 employees', zh: '1–99 人' },
    medium: { en: '100–499 employees', zh: '100–499 人' },
    large: { en: '500–1,999 employees', zh: '500–1999 人' },
    enterprise: { en: '2,000+ employees', zh: '2000 人以上' },
  },
  country: {
    us: { en: 'United States', zh: '美国' },
    ca: { en: 'Canada', zh: '加拿大' },
    gb: { en: 'United Kingdom', zh: '英国' },
    de: { en: 'Germany', zh: '德国' },
    cn: { en: 'Mainland China', zh: '中国大陆' },
    hk: { en: 'Hong Kong, China', zh: '中国香港' },
    sg: { en: 'Singapore', zh: '新加坡' },
    my: { en: 'Malaysia', zh: '马来西亚' },
  },
  region: {
    north: { en: 'North', zh: '北区' },
    central: { en: 'Central', zh: '中区' },
    south: { en: 'South', zh: '南区' },
    west: { en: 'West', zh: '西区' },
    east: { en: 'East', zh: '东区' },
  },
  source: {
    website: { en: 'Website', zh: '官网' },
    advertising: { en: 'Advertising', zh: '广告投放' },
    event: { en: 'Event', zh: '展会活动' },
    referral: { en: 'Referral', zh: '客户转介绍' },
    partner: { en: 'Partner', zh: '渠道伙伴' },
    outbound: { en: 'Outbound', zh: '主动开发' },
    expansion: { en: 'Existing customer', zh: '老客户增购' },
  },
  channel: {
    advertising: { en: 'Advertising', zh: '广告' },
    event: { en: 'Event', zh: '线下活动' },
    webinar: { en: 'Webinar', zh: '线上研讨会' },
  },
  product_family: {
    platform: { en: 'Platform', zh: '平台' },
    analytics: { en: 'Analytics', zh: '数据分析' },
    automation: { en: 'Automation', zh: '流程自动化' },
    services: { en: 'Services', zh: '服务' },
  },
  category: {
    pipeline: { en: 'Pipeline', zh: '储备' },
    best_case: { en: 'Best case', zh: '乐观' },
    commit: { en: 'Commit', zh: '承诺' },
    closed: { en: 'Closed', zh: '已结束' },
  },
  competitor: {
    incumbent_suite: { en: 'Incumbent suite', zh: '原有套件厂商' },
    low_price_rival: { en: 'Low-price rival', zh: '低价竞品' },
    niche_specialist: { en: 'Niche specialist', zh: '细分领域厂商' },
    in_house: { en: 'In-house build', zh: '客户自研' },
  },
  lost_reason: {
    no_decision: { en: 'No decision', zh: '未作决定' },
    price: { en: 'Price', zh: '价格' },
    competitor: { en: 'Chose a competitor', zh: '选择竞品' },
    missing_feature: { en: 'Missing feature', zh: '功能不满足' },
    no_budget: { en: 'No budget', zh: '没有预算' },
    timing: { en: 'Bad timing', zh: '时机不对' },
    lost_contact: { en: 'Lost contact', zh: '失去联系' },
  },
  reject_reason: {
    no_budget: { en: 'No budget', zh: '没有预算' },
    not_a_fit: { en: 'Not a fit', zh: '不匹配' },
    unreachable: { en: 'Unreachable', zh: '联系不上' },
    student_or_private: { en: 'Student or private person', zh: '学生或个人' },
    competitor: { en: 'Works for a competitor', zh: '同行' },
    duplicate: { en: 'Duplicate', zh: '重复线索' },
  },
  activity_kind: {
    call: { en: 'Call', zh: '电话' },
    email: { en: 'E-mail', zh: '邮件' },
    meeting: { en: 'Meeting', zh: '会议' },
    visit: { en: 'Visit', zh: '拜访' },
    task: { en: 'Task', zh: '任务' },
  },
  direction: {
    outbound: { en: 'Outbound', zh: '呼出/发出' },
    inbound: { en: 'Inbound', zh: '呼入/收到' },
  },
  activity_outcome: {
    answered: { en: 'Answered', zh: '已接通' },
    no_answer: { en: 'No answer', zh: '未接通' },
    replied: { en: 'Replied', zh: '已回复' },
    no_reply: { en: 'No reply', zh: '未回复' },
    held: { en: 'Held', zh: '已进行' },
    no_show: { en: 'No show', zh: '未到场' },
    done: { en: 'Done', zh: '已完成' },
  },
  outcome: {
    won: { en: 'Won', zh: '赢单' },
    lost: { en: 'Lost', zh: '输单' },
  },
  buying_role: {
    decision_maker: { en: 'Decision maker', zh: '决策者' },
    champion: { en: 'Champion', zh: '支持者' },
    influencer: { en: 'Influencer', zh: '影响者' },
    user: { en: 'User', zh: '使用者' },
    blocker: { en: 'Blocker', zh: '反对者' },
    buyer: { en: 'Buyer', zh: '采购' },
  },
  change_cause: {
    created: { en: 'Created', zh: '新建' },
    stage_changed: { en: 'Stage changed', zh: '阶段变更' },
    amount_changed: { en: 'Amount changed', zh: '金额变更' },
    close_date_changed: { en: 'Close date changed', zh: '预计成交日变更' },
    owner_changed: { en: 'Owner changed', zh: '负责人变更' },
    team_changed: { en: 'Owner changed team', zh: '负责人调换团队' },
    currency_changed: { en: 'Currency changed', zh: '币种变更' },
    won: { en: 'Won', zh: '赢单' },
    lost: { en: 'Lost', zh: '输单' },
    reopened: { en: 'Reopened', zh: '重新打开' },
    deleted: { en: 'Deleted', zh: '删除' },
    restored: { en: 'Restored', zh: '恢复' },
  },
  touch_kind: {
    click: { en: 'Click', zh: '点击' },
    form: { en: 'Form', zh: '表单' },
    attended: { en: 'Attended', zh: '参会' },
    opened: { en: 'Opened', zh: '打开' },
  },
  quote_status: {
    sent: { en: 'Sent', zh: '已发送' },
    accepted: { en: 'Accepted', zh: '已接受' },
    rejected: { en: 'Rejected', zh: '已拒绝' },
    superseded: { en: 'Superseded', zh: '已被替换' },
    expired: { en: 'Expired', zh: '已过期' },
  },
  ticket_kind: {
    question: { en: 'Question', zh: '咨询' },
    incident: { en: 'Incident', zh: '故障' },
    complaint: { en: 'Complaint', zh: '投诉' },
    request: { en: 'Request', zh: '需求' },
  },
  severity: {
    low: { en: 'Low', zh: '低' },
    medium: { en: 'Medium', zh: '中' },
    high: { en: 'High', zh: '高' },
    critical: { en: 'Critical', zh: '紧急' },
  },
} as const satisfies Record<string, Record<string, Label>>;

/** The label of a stored key in a language; the key itself where there is none. */
export function optionLabel(field: string, key: string, language: keyof Label): string {
  const labels: Record<string, Label> | undefined = (options as Record<string, Record<string, Label>>)[field];
  return labels?.[key]?.[language] ?? key;
}
