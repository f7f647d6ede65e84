import { afterAll, beforeAll, expect, test } from 'vitest';
import { fiscalQuarters } from '../../../models/forecast/periods.ts';
import { Warehouse } from '../../../warehouse/database.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await Warehouse.open(':memory:');
});
afterAll(() => warehouse.close());

test('runs from the quarter of the first day to the one after that of the last', async () => {
  const found = await fiscalQuarters(warehouse, {
    from: '2024-02-10T00:00:00Z',
    until: '2024-06-30T23:59:59Z',
    time_zone: 'UTC',
    fiscal_year_start_month: 1,
  });
  expect(found.map(({ period_from, period_to }) => [period_from, period_to])).toEqual([
    ['2024-01-01', '2024-04-01'],
    ['2024-04-01', '2024-07-01'],
    ['2024-07-01', '2024-10-01'],
  ]);
  expect(found[0]!.from_at).toBe(Date.UTC(2024, 0, 1) / 86_400_000);
});

test('follows the fiscal year and the clock of the workspace', async () => {
  // In New York it is still January at that moment.
  const found = await fiscalQuarters(warehouse, {
    from: '2024-02-01T03:00:00Z',
    until: '2024-02-01T03:00:00Z',
    time_zone: 'America/New_York',
    fiscal_year_start_month: 2,
  });
  expect(found.map(({ period_from }) => period_from)).toEqual(['2023-11-01', '2024-02-01']);
  // Midnight in New York, in daylight saving time and out of it.
  expect(found[0]!.from_at).toBe(Date.UTC(2023, 10, 1, 4) / 86_400_000);
  expect(found[1]!.from_at).toBe(Date.UTC(2024, 1, 1, 5) / 86_400_000);
});
