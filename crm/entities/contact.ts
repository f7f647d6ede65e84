import type { Entity } from './entity.ts';

/** A person at an account. */
export const contact = {
  name: 'contact',
  label: { en: 'Contact', zh: '联系人' },
  key: 'contact_id',
  title: 'contact_name',
  fields: {
    contact_id: { type: 'text', required: true, label: { en: 'Contact ID', zh: '联系人编号' } },
    contact_name: { type: 'text', required: true, label: { en: 'Name', zh: '姓名' } },
    account_id: { type: 'reference', to: 'account', label: { en: 'Account', zh: '客户' } },
    title: { type: 'text', label: { en: 'Job title', zh: '职位' } },
    buying_role: { type: 'text', label: { en: 'Buying role', zh: '采购角色' } },
    created_at: { type: 'moment', label: { en: 'Created', zh: '创建时间' } },
  },
} as const satisfies Entity;
