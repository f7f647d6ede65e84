import type { EntityName } from '../crm/entities/entity.ts';
import type { Db } from '../warehouse/database.ts';
import { id, join, raw, type Sql, sql } from '../warehouse/sql.ts';
import { duplicateCode, type Refusal, type Repair } from './stage.ts';
import { good, type Staged } from './staged.ts';

/** Where a record of each entity is found in the warehouse: id, name and, for products, the list price. */
const known: Record<EntityName, { table: string; key: string; title: string }> = {
  team: { table: 'dim_team', key: 'team_id', title: 'team_name' },
  user: { table: 'dim_user', key: 'user_id', title: 'user_name' },
  product: { table: 'dim_product', key: 'product_id', title: 'product_name' },
  account: { table: 'dim_account', key: 'account_id', title: 'account_name' },
  campaign: { table: 'dim_campaign', key: 'campaign_id', title: 'campaign_name' },
  contact: { table: 'dim_contact', key: 'contact_id', title: 'contact_name' },
  lead: { table: 'fct_lead', key: 'lead_id', title: 'lead_id' },
  opportunity: { table: 'dim_opportunity', key: 'opportunity_id', title: 'opportunity_id' },
  activity: { table: 'fct_activity', key: 'activity_id', title: 'activity_id' },
};
/** Entities a record of which can be made from a name alone. */
const makeable: ReadonlySet<EntityName> = new Set(['team', 'user', 'product', 'account']);

/**
 * `found` (an id or a name) → `id` of one entity, in a temporary table. `translates` tells whether any id differs from
 * what is found; while none does, a reference is its own id and nothing is joined.
 */
export interface Keys {
  readonly table: Sql;
  readonly count: number;
  readonly translates: boolean;
}

/** The keys of the records that this load brings and those the warehouse holds already. An id goes before a name. */
export async function collectKeys(db: Db, entity: EntityName, staged: readonly Staged[]): Promise<Keys> {
  const { table: from, key, title } = known[entity];
  const price = entity === 'product' ? raw('list_price') : raw('NULL::DECIMAL(18, 2) AS list_price');
  const brought = staged.map((each) => {
    const names = each.staging.fields.map((field) => field.name);
    const value = (name: string) => (names.includes(name) ? id(`v_${name}`) : raw('NULL'));
    return sql`SELECT ${value(key)}::VARCHAR AS key, ${value(names.includes(title) ? title : key)}::VARCHAR AS title,
      ${entity === 'product' ? value('list_price') : raw('NULL')}::DECIMAL(18, 2) AS list_price, 0 AS age
      FROM (${good(each)})`;
  });
  const held = sql`SELECT ${id(key)} AS key, ${id(title)} AS title, ${price}, 1 AS age FROM ${id(from)}`;
  const table = id(`key_${entity}`);
  await db.execute(sql`CREATE TEMP TABLE ${table} AS
    WITH record AS (${join([...brought, held], ' UNION ALL ')}),
    way AS (
      SELECT key AS found, key AS id, list_price, age, 0 AS by_title FROM record
      UNION ALL SELECT title, key, list_price, age, 1 FROM record WHERE title IS NOT NULL AND title <> key)
    SELECT found, arg_min(id, by_title * 2 + age) AS id, arg_min_null(list_price, by_title * 2 + age) AS list_price
    FROM way GROUP BY found`);
  const [row] = await db.query<{ count: number; translates: boolean }>(
    sql`SELECT count(*)::BIGINT AS count, coalesce(bool_or(found <> id), false) AS translates FROM ${table}`,
  );
  return { table, count: row?.count ?? 0, translates: row?.translates ?? false };
}

/** Records that have to be made because rows name them and no file holds them. */
export interface Made {
  readonly entity: EntityName;
  readonly names: Sql;
}

/**
 * Settles what needs other rows to decide: references to nothing, list prices that are not there, keys met twice (within
 * the file, or in an `earlier` one of the same entity). Writes only where something is found. Answers records to make.
 */
export async function settle(
  db: Db,
  staged: Staged,
  { keys, earlier }: { keys: ReadonlyMap<EntityName, Keys>; earlier: readonly Staged[] },
): Promise<Made[]> {
  const made: Made[] = [];
  for (const { name, field, mapped } of staged.staging.fields) {
    if (field.type !== 'reference' || field.to === undefined || field.to === staged.staging.entity.name) continue;
    const to = keys.get(field.to);
    if (!to) continue;
    const value = id(`v_${name}`);
    const strangers = sql`SELECT DISTINCT ${value} AS name FROM ${staged.table}
      WHERE refused = 0 AND ${value} IS NOT NULL AND ${value} NOT IN (SELECT found FROM ${to.table})`;
    const [seen] = await db.query<{ n: number }>(sql`SELECT count(*)::INTEGER AS n FROM (${strangers})`);
    if (!seen?.n) continue;
    // Where no file brings such records at all, a name is all there is to know of them.
    const make = makeable.has(field.to) && (mapped.unknown === 'make' || to.count === 0);
    const theirs = sql`refused = 0 AND ${value} IN (${strangers})`;
    if (make) {
      const names = id(`made_${name}_${staged.table.text[0]?.replaceAll('"', '') ?? ''}`);
      await db.execute(sql`CREATE TEMP TABLE ${names} AS ${strangers}`);
      await mark(db, staged, repairFor(staged, name, 'made_reference'), theirs);
      made.push({ entity: field.to, names });
    } else if (to.count === 0) {
      // Nothing to hold the reference against: it is kept as it is.
    } else if (mapped.unknown === 'empty') {
      await mark(db, staged, repairFor(staged, name, 'empty_reference'), theirs);
      await db.execute(sql`UPDATE ${staged.table} SET ${value} = NULL WHERE ${theirs}`);
    } else
      await refuse(
        db,
        staged,
        sql`rowid IN (SELECT rowid FROM ${staged.table} WHERE ${theirs})`,
        refusalFor(staged, name),
      );
  }
  await withdrawPrices(db, staged, keys.get('product'));
  await refuseDuplicates(db, staged, earlier);
  return made;
}

/** A list price can stand in only where the product has one. */
async function withdrawPrices(db: Db, { staging, table }: Staged, products: Keys | undefined): Promise<void> {
  const bits = staging.repairs.filter((repair) => repair.use === 'list_price').reduce((all, each) => all | each.bit, 0);
  if (bits === 0) return;
  const mask = raw(String(bits));
  const hasProduct = staging.fields.some((field) => field.name === 'product_id');
  const priced =
    products && hasProduct
      ? sql`coalesce(v_product_id IN (SELECT found FROM ${products.table} WHERE list_price IS NOT NULL), false)`
      : raw('false');
  await db.execute(sql`UPDATE ${table} SET repaired = repaired & ~${mask}::UINTEGER
    WHERE (repaired & ${mask}) <> 0 AND NOT ${priced}`);
}

async function refuseDuplicates(db: Db, staged: Staged, earlier: readonly Staged[]): Promise<void> {
  const key = id(`v_${staged.staging.entity.key}`);
  const [twice] = await db.query<{ n: number }>(sql`
    SELECT count(*)::BIGINT AS n FROM (SELECT 1 FROM ${staged.table} WHERE refused = 0 GROUP BY ${key} HAVING count(*) > 1)`);
  if (twice?.n)
    await refuse(
      db,
      staged,
      sql`rowid IN (
        SELECT rowid FROM ${staged.table} WHERE refused = 0
        QUALIFY row_number() OVER (PARTITION BY ${key} ORDER BY rowid) > 1)`,
      duplicateCode,
    );
  for (const before of earlier)
    await refuse(db, staged, sql`refused = 0 AND ${key} IN (SELECT ${key} FROM (${good(before)}))`, duplicateCode);
}

/** The whole row is needed for the report, and only the source still has it: it is read again, in its order. */
async function refuse(db: Db, staged: Staged, which: Sql, code: number): Promise<void> {
  const { table, staging } = staged;
  const changed = await db.execute(sql`UPDATE ${table} SET refused = ${raw(String(code))} WHERE ${which}`);
  if (changed === 0) return;
  await db.execute(sql`
    UPDATE ${table} SET raw = again.raw
    FROM (
      SELECT row_number() OVER () - 1 + ${raw(String(staged.first_rowid))} AS at_rowid, ${staging.rawRow} AS raw
      FROM (${staging.source.rows(null)})) AS again
    WHERE again.at_rowid = ${table}.rowid AND ${table}.refused = ${raw(String(code))} AND ${table}.raw IS NULL`);
}

const mark = (db: Db, { table }: Staged, { bit }: Repair, which: Sql) =>
  db.execute(sql`UPDATE ${table} SET repaired = repaired | ${raw(String(bit))}::UINTEGER WHERE ${which}`);

function repairFor({ staging }: Staged, field: string, use: Repair['use']): Repair {
  return staging.repairs.find((repair) => repair.field === field && repair.use === use)!;
}

const refusalFor = ({ staging }: Staged, field: string): number =>
  staging.refusals.find((each: Refusal) => each.field === field && each.reason === 'unknown_reference')!.code;
