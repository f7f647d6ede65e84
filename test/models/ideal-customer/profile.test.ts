import { expect, test } from 'vitest';
import { rankLift } from '../../../models/ideal-customer/lift.ts';
import { readProfile } from '../../../models/ideal-customer/profile.ts';
import { raw } from '../../../warehouse/sql.ts';
import { company } from '../company.ts';

test('draws a rate of few deals towards the rate of all, with its lift', () => {
  const [strong, weak] = rankLift(
    [
      { name: 'weak', n: 10, won: 4 },
      { name: 'strong', n: 300, won: 210 },
    ],
    { n: 1000, won: 500 },
  );
  expect([strong!.name, weak!.name]).toEqual(['strong', 'weak']);
  expect(strong!.win_rate_shrunk).toBeCloseTo((15 + 210) / 330, 12);
  expect(strong!.lift).toBeCloseTo((15 + 210) / 330 / 0.5, 12);
  expect(weak!.win_rate_shrunk).toBeCloseTo((15 + 4) / 40, 12);
  expect([strong!.is_significant, weak!.is_significant]).toEqual([true, false]);
  expect(strong!.lift_low).toBeGreaterThan(1);
});

test('finds few of many values without effect significant', () => {
  const rows = Array.from({ length: 200 }, (_, i) => ({ n: 100, won: 50 + ((i * 7) % 21) - 10 }));
  expect(rankLift(rows, { n: 20_000, won: 10_000 }).filter((row) => row.is_significant).length).toBeLessThan(20);
});

test('splits the closed deals by each attribute, each split adding up to all', async () => {
  const { warehouse, now } = await company({ deals: 600 });
  const profile = await readProfile(warehouse, { now });
  const [all] = await warehouse.query<{ n: number; won: number; amount: number }>(
    raw(`SELECT count(*)::INTEGER AS n, count(*) FILTER (outcome = 'won')::INTEGER AS won, sum(amount) FILTER (outcome = 'won')::DOUBLE AS amount
      FROM opportunity_close WHERE valid_to = TIMESTAMP '9999-12-31'`),
  );
  expect(profile.n).toBe(all!.n);
  const attributes = [...new Set(profile.rows.map(({ attribute }) => attribute))];
  expect(attributes.sort()).toEqual(['industry', 'product', 'source']);
  for (const attribute of attributes) {
    const own = profile.rows.filter((row) => row.attribute === attribute);
    expect(own.reduce((n, row) => n + row.n, 0)).toBe(all!.n);
    expect(own.reduce((n, row) => n + row.won, 0)).toBe(all!.won);
    expect(own.reduce((n, row) => n + row.won_amount, 0)).toBeCloseTo(all!.amount, 2);
  }
  expect(profile.rows[0]).toMatchObject({ attribute: 'source', value: 'referral', is_significant: true });
  await warehouse.close();
});

test('says nothing under eighty closed deals', async () => {
  const { warehouse, now } = await company({ deals: 40 });
  expect(await readProfile(warehouse, { now })).toMatchObject({ need: 80, rows: [] });
  await warehouse.close();
});
