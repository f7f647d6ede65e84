import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LoadReport } from '../../ingest/load.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { raw } from '../../warehouse/sql.ts';
import { loadWorkspace } from '../../warehouse/workspace.ts';
import { contentOf, copyOfRealExport, emptyWarehouse, load, realExport } from './export-folder.ts';

describe.skipIf(!existsSync(realExport))(`the real export (skipped when absent: ${realExport})`, () => {
  let warehouse: Warehouse;
  let report: LoadReport;
  beforeAll(async () => {
    warehouse = await emptyWarehouse();
    report = await load(warehouse, realExport);
  });
  afterAll(() => warehouse.close());
  const one = async (text: string) => (await warehouse.query(raw(text)))[0];

  test('every row of every file is loaded, repaired or in quarantine', async () => {
    expect(report.files.map((file) => [file.file, file.rows_in])).toEqual([
      ['sales_pipeline.csv', 8800],
      ['accounts.csv', 85],
      ['sales_teams.csv', 35],
      ['products.csv', 7],
    ]);
    for (const file of report.files)
      expect(file.rows_in).toBe(file.rows_loaded + file.rows_repaired + file.rows_quarantined);
    expect(await one('SELECT rows_in, rows_loaded + rows_repaired + rows_quarantined AS out FROM load_run')).toEqual({
      rows_in: 8927,
      out: 8927,
    });
    expect(report.left_alone).toEqual(['data_dictionary.csv']);
  });

  test('the known faults are each repaired by their rule', () => {
    expect(report.repairs.map(({ rule, count }) => [rule, count])).toEqual([
      ['lost_amount_from_list_price', 2473],
      ['open_amount_from_list_price', 2089],
      ['product_spelling', 1480],
      ['open_without_account', 1425],
      ['created_on_last_day', 500],
      ['sector_spelling', 12],
      ['country_spelling', 1],
    ]);
    expect(report.quarantined).toEqual([]);
  });

  test('what was won is what the file says', async () => {
    expect(
      await one(`SELECT count(*)::INTEGER AS won, sum(amount)::DOUBLE AS amount FROM opportunity_close
        WHERE outcome = 'won' AND valid_to > TIMESTAMP '9999-01-01'`),
    ).toEqual({ won: 4238, amount: 10_005_534 });
    expect(await one("SELECT count(*)::INTEGER AS lost FROM opportunity_close WHERE outcome = 'lost'")).toEqual({
      lost: 2473,
    });
  });

  test('lost and open opportunities carry the list price, marked as estimated', async () => {
    expect(
      await one(`SELECT count(*)::INTEGER AS n, count(*) FILTER (amount = list_price)::INTEGER AS at_list,
          count(*) FILTER (amount_is_estimated)::INTEGER AS estimated
        FROM opportunity_state JOIN dim_opportunity USING (opportunity_id) JOIN dim_product USING (product_id)
        WHERE valid_to > TIMESTAMP '9999-01-01' AND stage_type <> 'won'`),
    ).toEqual({ n: 2473 + 2089, at_list: 2473 + 2089, estimated: 2473 + 2089 });
  });

  test('the amount an opportunity had while open does not tell how it ended', async () => {
    expect(
      await one(`SELECT count(*)::INTEGER AS n FROM opportunity_event JOIN dim_opportunity USING (opportunity_id)
        JOIN dim_product USING (product_id) WHERE cause = 'created' AND amount IS DISTINCT FROM list_price`),
    ).toEqual({ n: 0 });
  });

  test('open opportunities without an engage date are created on the last day, marked as estimated', async () => {
    expect(
      await one(`SELECT count(*)::INTEGER AS n, min(created_at) AS first, max(created_at) AS last
        FROM dim_opportunity WHERE created_is_estimated`),
    ).toEqual({ n: 500, first: '2017-12-31T00:00:00.000Z', last: '2017-12-31T00:00:00.000Z' });
  });

  test('the workspace stands at the end of the last day of the data', async () => {
    expect(await loadWorkspace(warehouse)).toEqual({
      name: 'CRM Sales Opportunities',
      kind: 'loaded',
      time_zone: 'UTC',
      base_currency: 'USD',
      fiscal_year_start_month: 1,
      as_of: '2017-12-31T23:59:59.999Z',
    });
  });

  test('each opportunity has an owner with a team and region', async () => {
    expect(
      await one(`SELECT count(*)::INTEGER AS n, count(region)::INTEGER AS placed FROM opportunity_state
        LEFT JOIN dim_team USING (team_id) WHERE valid_to > TIMESTAMP '9999-01-01'`),
    ).toEqual({ n: 8800, placed: 8800 });
  });

  test('loading it again, and a copy of it elsewhere, changes nothing', async () => {
    const before = await contentOf(warehouse);
    expect(await load(warehouse, realExport)).toMatchObject({ ...report, unchanged: true });
    expect(await load(warehouse, await copyOfRealExport())).toMatchObject({ unchanged: true, data_version: 1 });
    expect(await contentOf(warehouse)).toEqual(before);
  });
});
