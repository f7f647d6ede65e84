import type { EntityName } from '../../crm/entities/entity.ts';
import type { Db } from '../../warehouse/database.ts';
import { id, raw, type Sql, sql } from '../../warehouse/sql.ts';
import type { Keys, Made } from '../settle.ts';
import type { Staged } from '../staged.ts';
import { type Resolved, resolve } from './references.ts';
import { insertColumns, removeSame, valueOr } from './replace.ts';

type Columns = readonly (readonly [string, Sql])[];

const always: Columns = [
  ['valid_from', raw("TIMESTAMP '1900-01-01'")],
  ['valid_to', raw("TIMESTAMP '9999-12-31'")],
];

/** Small to enterprise at 100, 500 and 2,000 employees, where the source does not say it itself. */
const sizeBand = (staged: Staged): Sql => {
  const employees = valueOr(staged, 'employees', 'BIGINT');
  return sql`coalesce(${valueOr(staged, 'size_band', 'VARCHAR')},
    CASE WHEN ${employees} < 100 THEN 'small' WHEN ${employees} < 500 THEN 'medium'
      WHEN ${employees} < 2000 THEN 'large' WHEN ${employees} >= 2000 THEN 'enterprise' END)`;
};

interface Dimension {
  readonly table: string;
  readonly columns: (staged: Staged, resolved: Resolved) => Columns;
}

const text = (staged: Staged, ...names: string[]): Columns =>
  names.map((name) => [name, valueOr(staged, name, 'VARCHAR')] as const);

const dimensions: Partial<Record<EntityName, Dimension>> = {
  team: {
    table: 'dim_team',
    columns: (staged) => text(staged, 'team_id', 'team_name', 'region', 'manager_name'),
  },
  user: {
    table: 'dim_user',
    columns: (staged, { idOf }) => [
      ...text(staged, 'user_id', 'user_name'),
      ['team_id', idOf('team_id')],
      ['hired_on', valueOr(staged, 'hired_on', 'DATE')],
      ['is_active', sql`coalesce(${valueOr(staged, 'is_active', 'BOOLEAN')}, true)`],
      ...always,
    ],
  },
  product: {
    table: 'dim_product',
    columns: (staged) => [
      ...text(staged, 'product_id', 'product_name', 'product_family'),
      ['list_price', valueOr(staged, 'list_price', 'DECIMAL(18, 2)')],
    ],
  },
  account: {
    table: 'dim_account',
    columns: (staged, { idOf }) => [
      ...text(staged, 'account_id', 'account_name', 'industry', 'country'),
      ['employees', valueOr(staged, 'employees', 'BIGINT')],
      ['size_band', sizeBand(staged)],
      ['annual_revenue', valueOr(staged, 'annual_revenue', 'DECIMAL(20, 2)')],
      ['founded_year', valueOr(staged, 'founded_year', 'INTEGER')],
      ['parent_account_id', idOf('parent_account_id')],
      ['created_at', valueOr(staged, 'created_at', 'TIMESTAMP')],
      ...always,
    ],
  },
  contact: {
    table: 'dim_contact',
    columns: (staged, { idOf }) => [
      ...text(staged, 'contact_id', 'contact_name', 'title', 'buying_role'),
      ['account_id', idOf('account_id')],
      ['created_at', valueOr(staged, 'created_at', 'TIMESTAMP')],
    ],
  },
  campaign: {
    table: 'dim_campaign',
    columns: (staged) => [
      ...text(staged, 'campaign_id', 'campaign_name', 'channel'),
      ['starts_on', valueOr(staged, 'starts_on', 'DATE')],
      ['ends_on', valueOr(staged, 'ends_on', 'DATE')],
      ['cost', valueOr(staged, 'cost', 'DECIMAL(18, 2)')],
    ],
  },
};

/** Replaces the records of a dimension by key: one version each, in force for all time. */
export async function landDimension(db: Db, staged: Staged, keys: ReadonlyMap<EntityName, Keys>): Promise<void> {
  const { entity } = staged.staging;
  const dimension = dimensions[entity.name];
  if (!dimension) throw new Error(`no dimension of ${entity.name}`);
  await removeSame(db, dimension.table, { key: entity.key, staged });
  const resolved = resolve(staged, keys);
  await db.execute(insertColumns(dimension.table, dimension.columns(staged, resolved), resolved.from));
}

/** Records of which only the name is known, because a row refers to them. */
export async function landMade(db: Db, { entity, names }: Made): Promise<void> {
  const table = dimensions[entity]?.table;
  if (table === undefined) throw new Error(`no dimension of ${entity}`);
  const period = entity === 'user' || entity === 'account';
  await db.execute(sql`
    INSERT INTO ${id(table)} (${id(`${entity}_id`)}, ${id(`${entity}_name`)} ${raw(period ? ', valid_from, valid_to' : '')})
    SELECT name, name ${raw(period ? ", TIMESTAMP '1900-01-01', TIMESTAMP '9999-12-31'" : '')}
    FROM ${names} WHERE name NOT IN (SELECT ${id(`${entity}_id`)} FROM ${id(table)})`);
}
