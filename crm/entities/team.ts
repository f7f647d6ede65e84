import type { Entity } from './entity.ts';

/** Salespeople under one manager, in one sales region. */
export const team = {
  name: 'team',
  label: { en: 'Team', zh: '团队' },
  key: 'team_id',
  title: 'team_name',
  fields: {
    team_id: { type: 'text', required: true, label: { en: 'Team ID', zh: '团队编号' } },
    team_name: { type: 'text', required: true, label: { en: 'Team', zh: '团队名称' } },
    region: { type: 'text', label: { en: 'Region', zh: '区域' } },
    manager_name: { type: 'text', label: { en: 'Manager', zh: '主管' } },
  },
} as const satisfies Entity;
