import type { Entity } from './entity.ts';

/** A company that buys or may buy. */
export const account = {
  name: 'account',
  label: { en: 'Account', zh: '客户' },
  key: 'account_id',
  title: 'account_name',
  fields: {
    account_id: { type: 'text', required: true, label: { en: 'Account ID', zh: '客户编号' } },
    account_name: { type: 'text', required: true, label: { en: 'Account', zh: '客户名称' } },
    industry: { type: 'text', label: { en: 'Industry', zh: '行业' } },
    country: { type: 'text', label: { en: 'Country', zh: '国家/地区' } },
    employees: { type: 'integer', label: { en: 'Employees', zh: '员工人数' } },
    size_band: { type: 'text', label: { en: 'Company size', zh: '企业规模' } },
    annual_revenue: { type: 'money', label: { en: 'Annual revenue', zh: '年营业额' } },
    founded_year: { type: 'integer', label: { en: 'Founded', zh: '成立年份' } },
    parent_account_id: { type: 'reference', to: 'account', label: { en: 'Parent account', zh: '母公司' } },
    created_at: { type: 'moment', label: { en: 'Created', zh: '创建时间' } },
  },
} as const satisfies Entity;
