import type { Fact, Join, RecordColumn, SqlText } from './metric.ts';

type Dimensions = Fact['dimensions'];

/** The segment of an account as it was at `moment`. Type 2, so exactly one version holds. */
export const accountJoin = (account: SqlText, moment: SqlText, needs: readonly string[] = []): Join => ({
  name: 'account',
  text: `LEFT JOIN dim_account ON dim_account.account_id = ${account}
    AND dim_account.valid_from <= ${moment} AND ${moment} < dim_account.valid_to`,
  needs,
});

export const teamJoin = (table: string): Join => ({
  name: 'team',
  text: `LEFT JOIN dim_team ON dim_team.team_id = ${table}.team_id`,
});

/** Names are those of today: the newest version. */
export const ownerJoin = (table: string): Join => ({
  name: 'owner',
  text: `LEFT JOIN dim_user ON dim_user.user_id = ${table}.owner_id AND dim_user.valid_to = TIMESTAMP '9999-12-31 00:00:00'`,
});

export const opportunityJoins = (table: string, moment: SqlText): readonly Join[] => [
  teamJoin(table),
  ownerJoin(table),
  {
    name: 'opportunity',
    text: `LEFT JOIN dim_opportunity ON dim_opportunity.opportunity_id = ${table}.opportunity_id`,
  },
  accountJoin('dim_opportunity.account_id', moment, ['opportunity']),
  {
    name: 'product',
    text: 'LEFT JOIN dim_product ON dim_product.product_id = dim_opportunity.product_id',
    needs: ['opportunity'],
  },
];

/** Owner and team as they were when the event happened. */
export const peopleDimensions = (table: string): Dimensions => ({
  owner_id: { value: `${table}.owner_id` },
  team_id: { value: `${table}.team_id` },
  region: { value: 'dim_team.region', via: ['team'] },
});

export const accountDimensions: Dimensions = {
  industry: { value: 'dim_account.industry', via: ['account'] },
  country: { value: 'dim_account.country', via: ['account'] },
  size_band: { value: 'dim_account.size_band', via: ['account'] },
};

export const opportunityDimensions = (table: string): Dimensions => ({
  ...peopleDimensions(table),
  product_id: { value: 'dim_opportunity.product_id', via: ['opportunity'] },
  product_family: { value: 'dim_product.product_family', via: ['product'] },
  account_id: { value: 'dim_opportunity.account_id', via: ['opportunity'] },
  ...accountDimensions,
  source: { value: 'dim_opportunity.source', via: ['opportunity'] },
  campaign_id: { value: 'dim_opportunity.campaign_id', via: ['opportunity'] },
  competitor: { value: 'dim_opportunity.competitor', via: ['opportunity'] },
});

export const ownerColumn = {
  name: 'owner_name',
  label: { en: 'Owner', zh: '负责人' },
  unit: null,
  value: 'dim_user.user_name',
  via: ['owner'],
} as const satisfies RecordColumn;

export const accountColumn = {
  name: 'account_name',
  label: { en: 'Account', zh: '客户' },
  unit: null,
  value: 'dim_account.account_name',
  via: ['account'],
} as const satisfies RecordColumn;

/** Which opportunity, whose, for whom. */
export const opportunityColumns = (table: string): readonly RecordColumn[] => [
  {
    name: 'opportunity_id',
    label: { en: 'Opportunity', zh: '商机编号' },
    unit: null,
    value: `${table}.opportunity_id`,
  },
  {
    name: 'opportunity_name',
    label: { en: 'Name', zh: '商机名称' },
    unit: null,
    value: 'dim_opportunity.opportunity_name',
    via: ['opportunity'],
  },
  accountColumn,
  ownerColumn,
];

export const amountColumn = (value: string): RecordColumn => ({
  name: 'amount',
  label: { en: 'Amount', zh: '金额' },
  unit: 'money',
  value,
});
export const stageColumn = (value: string): RecordColumn => ({
  name: 'stage',
  label: { en: 'Stage', zh: '阶段' },
  unit: null,
  value,
});
export const createdColumn = (value: string): RecordColumn => ({
  name: 'created_on',
  label: { en: 'Created', zh: '创建日期' },
  unit: null,
  value,
});
