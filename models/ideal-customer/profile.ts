import { z } from 'zod';
import type { Warehouse } from '../../warehouse/database.ts';
import { sql } from '../../warehouse/sql.ts';
import { asOfNow, dataVersion, loadWorkspace } from '../../warehouse/workspace.ts';
import { rankLift } from './lift.ts';

const attributes = {
  industry: { en: 'Industry', zh: '行业' },
  country: { en: 'Country', zh: '国家/地区' },
  size_band: { en: 'Company size', zh: '企业规模' },
  revenue_band: { en: 'Annual revenue', zh: '年营业额' },
  source: { en: 'Source', zh: '来源' },
  product: { en: 'Product', zh: '产品' },
  competitor: { en: 'Competitor', zh: '竞争对手' },
} as const;
type Attribute = keyof typeof attributes;

/** Closed deals a profile asks for. */
const closedNeeded = 80;

const Counted = z.object({
  attribute: z.string(),
  value: z.string().nullable(),
  n: z.int(),
  won: z.int(),
  won_amount: z.number(),
  average_deal_size: z.number().nullable(),
});

/**
 * Win rate by value of each attribute of customer and deal, drawn towards the rate of all, with its lift and 90 % range.
 * It tells whom the company has sold to, not who would buy.
 */
export async function readProfile(warehouse: Warehouse, { now }: { now: Date }) {
  const asOf = asOfNow(await loadWorkspace(warehouse), now);
  const rows = await warehouse.query(
    sql`
    WITH closed AS (
      SELECT opportunity_id, outcome = 'won' AS is_won, amount::DOUBLE AS amount, closed_at FROM opportunity_close
      WHERE valid_from <= ${asOf}::TIMESTAMP AND ${asOf}::TIMESTAMP < valid_to
    ),
    quarters AS (
      SELECT quantile_cont(annual_revenue::DOUBLE, [0.25, 0.5, 0.75]) AS cut FROM dim_account
    ),
    described AS (
      SELECT closed.*, dim_account.industry, dim_account.country, coalesce(dim_account.size_band, CASE
          WHEN dim_account.employees < 50 THEN '1–49' WHEN dim_account.employees < 250 THEN '50–249'
          WHEN dim_account.employees < 1000 THEN '250–999' WHEN dim_account.employees < 5000 THEN '1,000–4,999'
          WHEN dim_account.employees >= 5000 THEN '5,000+' END) AS size_band,
        dim_account.annual_revenue, dim_opportunity.source, dim_product.product_name AS product, dim_opportunity.competitor
      FROM closed JOIN dim_opportunity USING (opportunity_id)
      LEFT JOIN dim_account ON dim_account.account_id = dim_opportunity.account_id
        AND dim_account.valid_from <= closed.closed_at AND closed.closed_at < dim_account.valid_to
      LEFT JOIN dim_product ON dim_product.product_id = dim_opportunity.product_id
    ),
    banded AS (
      SELECT described.*, CASE
          WHEN annual_revenue < cut[1] THEN format('< {:,}', cut[1]::BIGINT)
          WHEN annual_revenue < cut[2] THEN format('{:,}–{:,}', cut[1]::BIGINT, cut[2]::BIGINT)
          WHEN annual_revenue < cut[3] THEN format('{:,}–{:,}', cut[2]::BIGINT, cut[3]::BIGINT)
          WHEN annual_revenue >= cut[3] THEN format('≥ {:,}', cut[3]::BIGINT) END AS revenue_band
      FROM described CROSS JOIN quarters
    ),
    long AS (
      SELECT is_won, amount, attribute, value FROM banded
      UNPIVOT INCLUDE NULLS (value FOR attribute IN (industry, country, size_band, revenue_band, source, product, competitor))
    )
    SELECT attribute, value, count(*)::INTEGER AS n, count(*) FILTER (is_won)::INTEGER AS won,
      coalesce(sum(amount) FILTER (is_won), 0)::DOUBLE AS won_amount, avg(amount) FILTER (is_won)::DOUBLE AS average_deal_size
    FROM long GROUP BY attribute, value ORDER BY attribute, value NULLS LAST`,
    Counted,
  );
  const [all] = await warehouse.query<{ n: number; won: number }>(sql`
    SELECT count(*)::INTEGER AS n, count(*) FILTER (outcome = 'won')::INTEGER AS won FROM opportunity_close
    WHERE valid_from <= ${asOf}::TIMESTAMP AND ${asOf}::TIMESTAMP < valid_to`);
  const { n = 0, won = 0 } = all ?? {};
  // An attribute with one value, or none, splits nothing.
  const values = Map.groupBy(rows, ({ attribute }) => attribute);
  const split = rows.filter(({ attribute }) => (values.get(attribute)?.length ?? 0) > 1);
  return {
    as_of: asOf,
    data_version: await dataVersion(warehouse),
    base_win_rate: n > 0 ? won / n : null,
    n,
    need: closedNeeded,
    rows:
      n < closedNeeded
        ? []
        : rankLift(split, { n, won }).map((row) => ({
            ...row,
            attribute_label: attributes[row.attribute as Attribute],
          })),
  };
}
