import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from '../warehouse/database.ts';
import { sql } from '../warehouse/sql.ts';

/** Bytes of one row of the pipeline, on average. */
export const bytesPerRow = 71;

/**
 * An export of the shape of a CRM's pipeline: 7 products, 85 accounts, 30 people, and `rows` opportunities of which 48 % are
 * won, 28 % lost and 24 % open, with the faults of a real one: a product spelt two ways, open deals without account, date
 * or amount, and one row in a thousand that has to be refused. Answers the size of the pipeline's file in bytes.
 */
export async function writePipeline(db: Pick<Db, 'execute'>, folder: string, rows: number): Promise<number> {
  const file = (name: string) => join(folder, name);
  const csv = async (name: string, select: ReturnType<typeof sql>) => {
    await db.execute(sql`COPY (${select}) TO ${file(name)} (FORMAT csv, HEADER true)`);
  };
  await csv(
    'products.csv',
    sql`SELECT 'Product ' || n AS product, 'P' AS series, 100 * n AS sales_price FROM range(1, 8) AS t(n)`,
  );
  await csv(
    'accounts.csv',
    sql`SELECT 'Company Number ' || n AS account, 'retail' AS sector, 1990 AS year_established, n * 10.5 AS revenue,
      n * 20 AS employees, 'United States' AS office_location, NULL AS subsidiary_of FROM range(1, 86) AS t(n)`,
  );
  await csv(
    'sales_teams.csv',
    sql`SELECT 'Salesperson ' || n AS sales_agent, 'Manager ' || n % 6 AS manager, 'Central' AS regional_office
      FROM range(1, 31) AS t(n)`,
  );
  // GTXPro is the misspelling that the mapping mends; the product it means is not in this list, so it is put in.
  await db.execute(sql`COPY (
    SELECT * FROM read_csv(${file('products.csv')}) UNION ALL SELECT 'GTX Pro', 'GTX', 4821
  ) TO ${file('products.csv')} (FORMAT csv, HEADER true)`);
  await csv(
    'sales_pipeline.csv',
    sql`
    SELECT upper(format('{:08x}', n)) AS opportunity_id, 'Salesperson ' || 1 + h % 30 AS sales_agent,
      CASE WHEN h % 6 = 0 THEN 'GTXPro' ELSE 'Product ' || 1 + h % 7 END AS product,
      CASE WHEN stage IN ('Engaging', 'Prospecting') AND h % 3 <> 0 THEN NULL ELSE 'Company Number ' || 1 + h % 85 END AS account,
      stage AS deal_stage,
      CASE WHEN n % 1000 = 999 THEN 'someday' WHEN stage <> 'Prospecting' THEN opened::VARCHAR END AS engage_date,
      CASE WHEN stage IN ('Won', 'Lost') THEN (opened + (h % 120)::INTEGER)::VARCHAR END AS close_date,
      CASE stage WHEN 'Won' THEN 50 + h % 5000 WHEN 'Lost' THEN 0 END AS close_value
    FROM (
      SELECT n, h, DATE '2016-10-20' + (h // 7 % 300)::INTEGER AS opened,
        CASE WHEN h % 100 < 48 THEN 'Won' WHEN h % 100 < 76 THEN 'Lost' WHEN h % 100 < 94 THEN 'Engaging' ELSE 'Prospecting' END AS stage
      FROM (SELECT n, (hash(n) % 1000000007)::BIGINT AS h FROM range(${rows}) AS t(n)))`,
  );
  return (await stat(file('sales_pipeline.csv'))).size;
}
