import type { Entity } from './entity.ts';

/** A person who sells or leads those who sell. */
export const user = {
  name: 'user',
  label: { en: 'Salesperson', zh: '销售人员' },
  key: 'user_id',
  title: 'user_name',
  fields: {
    user_id: { type: 'text', required: true, label: { en: 'Salesperson ID', zh: '销售人员编号' } },
    user_name: { type: 'text', required: true, label: { en: 'Name', zh: '姓名' } },
    team_id: { type: 'reference', to: 'team', label: { en: 'Team', zh: '团队' } },
    hired_on: { type: 'date', label: { en: 'Hired on', zh: '入职日期' } },
    is_active: { type: 'boolean', label: { en: 'Active', zh: '在职' } },
  },
} as const satisfies Entity;
