import type { EntityName } from '../../crm/entities/entity.ts';
import type { Db } from '../../warehouse/database.ts';
import { raw, type Sql, sql } from '../../warehouse/sql.ts';
import type { Mapping } from '../mapping.ts';
import type { Keys } from '../settle.ts';
import type { Staged } from '../staged.ts';
import { resolve } from './references.ts';
import { insertColumns, removeSame, valueOr } from './replace.ts';

/**
 * Opportunities of a snapshot without history, and the history that can be told from it: created (open, at what it was
 * worth then), and won or lost where it is closed. `last_day` is the day a creation is put on that the source leaves out.
 */
export async function landOpportunities(
  db: Db,
  staged: Staged,
  context: { keys: ReadonlyMap<EntityName, Keys>; mapping: Mapping; now: Date; last_day: string },
): Promise<void> {
  const { mapping, keys, now, last_day } = context;
  const { from, idOf } = resolve(staged, keys);
  const rows = pricedRows(staged, from, keys);
  const bits = (use: string, field: string) =>
    staged.staging.repairs
      .filter((each) => each.use === use && each.field === field)
      .reduce((all, each) => all | each.bit, 0);
  const repaired = (mask: number) => (mask === 0 ? raw('false') : sql`(row.repaired & ${raw(String(mask))}) <> 0`);
  const created = sql`coalesce(${valueOr(staged, 'created_at', 'TIMESTAMP')}, ${startOf(last_day, mapping)})`;
  const key = staged.staging.entity.key;
  const source_system = sql`${mapping.source_system}`;
  const dateOnly = valueOr(staged, 'expected_close_on', 'DATE');
  const written = valueOr(staged, 'amount', 'DECIMAL(18, 2)');
  const listed = sql`CASE WHEN ${repaired(bits('list_price', 'amount'))} THEN ${rows.price} END`;
  const amount = sql`coalesce(${written}, ${listed})`;
  const before = mapping.amount_before_close === 'list_price' ? sql`coalesce(${rows.price}, ${amount})` : amount;

  await removeSame(db, 'dim_opportunity', { key, staged });
  await removeSame(db, 'opportunity_event', { key, staged });
  await db.execute(
    insertColumns(
      'dim_opportunity',
      [
        ['opportunity_id', raw('row.v_opportunity_id')],
        ['opportunity_name', valueOr(staged, 'opportunity_name', 'VARCHAR')],
        ['account_id', idOf('account_id')],
        ['product_id', idOf('product_id')],
        ['source', valueOr(staged, 'source', 'VARCHAR')],
        ['campaign_id', idOf('campaign_id')],
        ['lead_id', idOf('lead_id')],
        ['competitor', valueOr(staged, 'competitor', 'VARCHAR')],
        ['created_at', created],
        ['created_is_estimated', repaired(bits('last_day', 'created_at'))],
        ['amount_is_estimated', sql`${written} IS NULL AND ${repaired(bits('list_price', 'amount'))}`],
        ['lost_reason', valueOr(staged, 'lost_reason', 'VARCHAR')],
        ['source_system', source_system],
      ],
      from,
    ),
  );

  const owner = idOf('owner_id');
  const recorded = sql`${now.toISOString()}::TIMESTAMP`;
  const opening = mapping.opening_stage ?? mapping.stages.find((each) => each.type === 'open')?.stage ?? null;
  await db.execute(
    insertColumns(
      'opportunity_event',
      [
        ['opportunity_id', raw('row.v_opportunity_id')],
        ['occurred_at', created],
        ['recorded_at', recorded],
        ['position', raw('0')],
        ['actor_id', owner],
        ['cause', raw("'created'")],
        ['stage', sql`CASE WHEN row.stage_type = 'open' THEN row.v_stage ELSE ${opening} END`],
        ['amount', sql`CASE WHEN row.stage_type = 'open' THEN ${amount} ELSE ${before} END`],
        ['original_amount', sql`CASE WHEN row.stage_type = 'open' THEN ${written} END`],
        ['currency', sql`${mapping.currency}`],
        ['close_on', sql`CASE WHEN row.stage_type = 'open' THEN ${dateOnly} END`],
        ['owner_id', owner],
        ['category', sql`CASE WHEN row.stage_type = 'open' THEN ${valueOr(staged, 'category', 'VARCHAR')} END`],
        ['source_system', source_system],
      ],
      rows.from,
    ),
  );
  const closed = valueOr(staged, 'closed_at', 'TIMESTAMP');
  await db.execute(
    insertColumns(
      'opportunity_event',
      [
        ['opportunity_id', raw('row.v_opportunity_id')],
        ['occurred_at', sql`coalesce(${closed}, ${created})`],
        ['recorded_at', recorded],
        ['position', raw('1')],
        ['actor_id', owner],
        ['cause', raw('row.stage_type')],
        ['stage', raw('row.v_stage')],
        // A lost deal keeps what it was worth: sources often write 0.
        [
          'amount',
          sql`CASE WHEN row.stage_type = 'won' THEN ${amount} ELSE coalesce(nullif(${amount}, 0), ${before}) END`,
        ],
        ['original_amount', written],
        ['currency', sql`${mapping.currency}`],
        ['close_on', dayIn(sql`coalesce(${closed}, ${created})`, mapping)],
        ['source_system', source_system],
      ],
      sql`${rows.from} WHERE row.stage_type <> 'open'`,
    ),
  );
}

/** The rows with the list price of their product beside them. */
function pricedRows(staged: Staged, from: Sql, keys: ReadonlyMap<EntityName, Keys>): { from: Sql; price: Sql } {
  const products = keys.get('product');
  const hasProduct = staged.staging.fields.some((field) => field.name === 'product_id');
  if (!products || !hasProduct) return { from, price: raw('NULL::DECIMAL(18, 2)') };
  return {
    from: sql`${from} LEFT JOIN ${products.table} AS price ON price.found = row.v_product_id`,
    price: raw('price.list_price'),
  };
}

const startOf = (day: string, { time_zone }: Mapping): Sql =>
  time_zone === 'UTC' ? sql`${day}::TIMESTAMP` : sql`(${day}::TIMESTAMP AT TIME ZONE ${time_zone}) AT TIME ZONE 'UTC'`;

const dayIn = (moment: Sql, { time_zone }: Mapping): Sql =>
  time_zone === 'UTC'
    ? sql`(${moment})::DATE`
    : sql`(((${moment}) AT TIME ZONE 'UTC') AT TIME ZONE ${time_zone})::DATE`;
