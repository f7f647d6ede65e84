import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { crmSalesOpportunities } from '../../ingest/mappings/crm-sales-opportunities.ts';
import type { Warehouse } from '../../warehouse/database.ts';
import { raw } from '../../warehouse/sql.ts';
import { loadWorkspace } from '../../warehouse/workspace.ts';
import {
  contentOf,
  emptyWarehouse,
  exportFolder,
  load,
  opportunityIds,
  quarantine,
  smallExport,
} from './export-folder.ts';

let warehouse: Warehouse;
beforeEach(async () => {
  warehouse = await emptyWarehouse();
});
afterEach(() => warehouse.close());

const pipeline = smallExport['sales_pipeline.csv']!;

test('the same files again change nothing, whatever the folder is called', async () => {
  const first = await load(warehouse, await exportFolder());
  const before = await contentOf(warehouse);
  const again = await load(warehouse, await exportFolder());
  expect(again).toEqual({ ...first, unchanged: true });
  expect(await contentOf(warehouse)).toEqual(before);
});

test('a changed file replaces its rows by key; an open deal that was won since is won once', async () => {
  await load(warehouse, await exportFolder());
  const later = pipeline
    .replace('E1,Anna,GTX Pro,,Engaging,2017-03-05,,', 'E1,Anna,GTX Pro,Acme,Won,2017-03-05,2017-04-20,4000')
    .concat('N1,Boris,GTX Pro,Acme,Engaging,2017-04-21,,\n');
  const report = await load(warehouse, await exportFolder({ 'sales_pipeline.csv': later }));
  expect(report).toMatchObject({ unchanged: false, data_version: 2 });
  expect(await opportunityIds(warehouse)).toEqual(['E1', 'L1', 'N1', 'P1', 'W1']);
  expect(
    await warehouse.query(raw('SELECT opportunity_id, outcome, amount FROM opportunity_close ORDER BY closed_on')),
  ).toEqual([
    { opportunity_id: 'L1', outcome: 'lost', amount: 55 },
    { opportunity_id: 'W1', outcome: 'won', amount: 4500 },
    { opportunity_id: 'E1', outcome: 'won', amount: 4000 },
  ]);
  const counts = await warehouse.query(
    raw('SELECT count(*)::INTEGER AS n FROM dim_account UNION ALL SELECT count(*) FROM dim_user'),
  );
  expect(counts).toEqual([{ n: 2 }, { n: 2 }]);
  expect((await loadWorkspace(warehouse)).as_of).toBe('2017-04-21T23:59:59.999Z');
});

test('going back to the older files is a change too', async () => {
  await load(warehouse, await exportFolder());
  await load(warehouse, await exportFolder({ 'sales_pipeline.csv': pipeline.replace('4500', '4600') }));
  expect(await load(warehouse, await exportFolder())).toMatchObject({ unchanged: false, data_version: 3 });
  expect(await warehouse.query(raw("SELECT amount FROM opportunity_close WHERE outcome = 'won'"))).toEqual([
    { amount: 4500 },
  ]);
});

test('the same files under another mapping are loaded anew', async () => {
  const folder = await exportFolder();
  await load(warehouse, folder);
  const file = join(folder, 'mine.mapping');
  const mine = { ...crmSalesOpportunities, workspace_name: 'Mine', time_zone: 'Asia/Shanghai' };
  await writeFile(file, JSON.stringify(mine));
  expect(await load(warehouse, folder, undefined, file)).toMatchObject({ unchanged: false });
  expect(await loadWorkspace(warehouse)).toMatchObject({
    name: 'Mine',
    time_zone: 'Asia/Shanghai',
    as_of: '2017-03-05T15:59:59.999Z',
  });
  // A day begins at midnight in Shanghai, eight hours before it does in UTC; the closing day is the one in the file.
  expect(
    await warehouse.query(raw("SELECT valid_from, closed_on FROM opportunity_close WHERE outcome = 'won'")),
  ).toEqual([{ valid_from: '2017-02-28T16:00:00.000Z', closed_on: '2017-03-01' }]);
});

test('a pipeline alone makes its accounts, products and people from their names', async () => {
  const alone = { 'products.csv': null, 'accounts.csv': null, 'sales_teams.csv': null };
  const report = await load(warehouse, await exportFolder(alone));
  expect(report.files).toMatchObject([{ rows_in: 4, rows_quarantined: 0 }]);
  expect(report.repairs.map((each) => each.rule)).toEqual(
    expect.arrayContaining(['owner_made', 'account_made', 'product_made']),
  );
  expect(await warehouse.query(raw('SELECT user_id FROM dim_user ORDER BY user_id'))).toEqual([
    { user_id: 'Anna' },
    { user_id: 'Boris' },
  ]);
  // Without a price list nothing stands in for the amount of an open deal.
  expect(
    await warehouse.query(raw('SELECT count(*)::INTEGER AS n FROM dim_opportunity WHERE amount_is_estimated')),
  ).toEqual([{ n: 0 }]);
  expect(await quarantine(warehouse)).toEqual([]);
});

test('ids of a system are joined by id or by name, as its files write them', async () => {
  const mapping = {
    source_system: 'other',
    workspace_name: 'Other',
    currency: 'EUR',
    as_of: 'clock',
    decimal_separator: ',',
    stages: [
      { stage: 'open', found: ['offen'], type: 'open', label: { en: 'Open', zh: '进行中' } },
      { stage: 'won', found: ['gewonnen'], type: 'won', label: { en: 'Won', zh: '赢单' } },
      { stage: 'lost', found: ['verloren'], type: 'lost', label: { en: 'Lost', zh: '输单' } },
    ],
    files: [
      {
        name: 'people',
        feeds: [{ entity: 'user', fields: { user_id: { column: 'Id' }, user_name: { column: 'Name' } } }],
      },
      {
        name: 'deals',
        feeds: [
          {
            entity: 'opportunity',
            fields: {
              opportunity_id: { column: 'Nr' },
              owner_id: { column: 'Wer' },
              stage: { column: 'Phase' },
              created_at: { column: 'Angelegt', formats: ['%d.%m.%Y'] },
              closed_at: { column: 'Geschlossen', formats: ['%d.%m.%Y'] },
              amount: { column: 'Wert' },
              currency: { constant: 'EUR' },
            },
          },
        ],
      },
      {
        name: 'calls',
        feeds: [
          {
            entity: 'activity',
            fields: {
              activity_id: { column: 'Call' },
              kind: { column: 'Kind', codes: { Anruf: 'call' } },
              started_at: { column: 'At' },
              owner_id: { column: 'By' },
              opportunity_id: { column: 'Deal', unknown: 'empty' },
            },
          },
        ],
      },
    ],
  };
  const none = Object.fromEntries(Object.keys(smallExport).map((name) => [name, null]));
  const folder = await exportFolder({
    ...none,
    'a.csv': 'Id;Name\n7;Jürgen\n8;Heike\n',
    'b.csv':
      'Nr;Wer;Phase;Angelegt;Geschlossen;Wert\n1;Jürgen;gewonnen;03.02.2020;04.03.2020;1.234,50 €\n2;8;Offen;05.03.2020;;99\n3;9;offen;05.03.2020;;1\n4;8;offen;31.02.2020;;1\n',
    'c.csv':
      'Call;Kind;At;By;Deal\nc1;anruf;2020-03-01T10:00:00+02:00;Heike;1\nc2;call;2020-03-01 10:00;8;77\nc3;Fax;2020-03-01 10:00;8;1\n',
  });
  await writeFile(join(folder, 'mine.mapping'), JSON.stringify(mapping));
  const report = await load(warehouse, folder, undefined, join(folder, 'mine.mapping'));
  expect(
    report.files.map((file) => [file.entity, file.rows_loaded, file.rows_repaired, file.rows_quarantined]),
  ).toEqual([
    ['opportunity', 2, 0, 2],
    ['activity', 1, 1, 1],
    ['user', 2, 0, 0],
  ]);
  expect(await warehouse.query(raw('SELECT outcome, amount, owner_id, closed_on FROM opportunity_close'))).toEqual([
    { outcome: 'won', amount: 1234.5, owner_id: '7', closed_on: '2020-03-04' },
  ]);
  expect(
    await warehouse.query(
      raw('SELECT activity_id, kind, started_at, owner_id, opportunity_id FROM fct_activity ORDER BY activity_id'),
    ),
  ).toEqual([
    { activity_id: 'c1', kind: 'call', started_at: '2020-03-01T08:00:00.000Z', owner_id: '8', opportunity_id: '1' },
    { activity_id: 'c2', kind: 'call', started_at: '2020-03-01T10:00:00.000Z', owner_id: '8', opportunity_id: null },
  ]);
  expect((await quarantine(warehouse)).map((row) => [row.reason, row.found])).toEqual([
    ['unknown_reference', '9'],
    ['not_a_date', '31.02.2020'],
    ['unknown_value', 'Fax'],
  ]);
  expect(await loadWorkspace(warehouse)).toMatchObject({ as_of: null, base_currency: 'EUR' });
});
