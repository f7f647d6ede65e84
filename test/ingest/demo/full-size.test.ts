import { afterAll, beforeAll, expect, test } from 'vitest';
import { raw } from '../../../warehouse/sql.ts';
import { type Demo, demo } from './load.ts';

let company: Demo;
beforeAll(async () => {
  company = await demo({ scale: 1 });
});
afterAll(() => company.close());

const rows = <T>(text: string) => company.warehouse.query<T>(raw(text));
const one = async <T>(text: string): Promise<T> => (await rows<T>(text))[0] as T;

test('covers each deal from its creation without a gap; closed for good it is 1 or 0', async () => {
  const { gaps } = await one<{ gaps: number }>(`
    SELECT count(*)::INTEGER AS gaps FROM (
      SELECT valid_to, lead(valid_from) OVER (PARTITION BY opportunity_id ORDER BY valid_from) AS next
      FROM truth.win_probability) WHERE next <> valid_to`);
  expect(gaps).toBe(0);
  const { late } = await one<{ late: number }>(`
    SELECT count(*)::INTEGER AS late FROM dim_opportunity
    JOIN (SELECT opportunity_id, min(valid_from) AS first FROM truth.win_probability GROUP BY ALL) USING (opportunity_id)
    WHERE first <> created_at`);
  expect(late).toBe(0);
  const { wrong } = await one<{ wrong: number }>(`
    SELECT count(*)::INTEGER AS wrong FROM opportunity_close c JOIN truth.win_probability w USING (opportunity_id)
    WHERE c.valid_to = TIMESTAMP '9999-12-31' AND w.valid_to = TIMESTAMP '9999-12-31'
      AND abs(probability - (outcome = 'won')::INTEGER) > 0.02`);
  expect(wrong).toBe(0);
});

// Entering a decile is a stopping time, so what follows must average to the probability, whether the deal has closed since
// or is still open (then what follows is its probability today). One row a deal and decile: they are nearly independent.
test('is calibrated: in each decile, what became of deals averages to what was said of them', async () => {
  const deciles = await rows<{ decile: number; n: number; said: number; happened: number; error: number }>(`
    WITH last AS (
      SELECT opportunity_id, arg_max(probability, valid_from) AS final FROM truth.win_probability GROUP BY ALL
    ),
    entered AS (
      SELECT *, least(9, floor(probability * 10))::INTEGER AS decile FROM truth.win_probability
      WHERE probability > 0 AND probability < 1
      QUALIFY row_number() OVER (PARTITION BY opportunity_id, decile ORDER BY valid_from) = 1
    )
    SELECT decile, count(*)::INTEGER AS n, avg(probability) AS said, avg(final) AS happened,
      stddev(final - probability) / sqrt(count(*)) AS error
    FROM entered JOIN last USING (opportunity_id) GROUP BY decile ORDER BY decile`);
  expect(deciles).toHaveLength(10);
  for (const { decile, n, said, happened, error } of deciles) {
    expect(n, `decile ${decile}`).toBeGreaterThan(500);
    expect(Math.abs(said - happened) / error, `decile ${decile}: said ${said}, happened ${happened}`).toBeLessThan(3.8);
  }
});

test('is a martingale: its next change averages to 0, whatever its level, stage of the quarter or age', async () => {
  const groups = await rows<{ part: string; n: number; drift: number; error: number }>(`
    WITH step AS (
      SELECT probability AS p, valid_to AS changed_at,
        lead(probability) OVER w - probability AS change, row_number() OVER w AS place
      FROM truth.win_probability WINDOW w AS (PARTITION BY opportunity_id ORDER BY valid_from)
    ),
    labelled AS (
      SELECT unnest(['level ' || least(9, floor(p * 10))::INTEGER, 'age ' || least(6, place // 6),
        'month of quarter ' || (month(changed_at) % 3)]) AS part, change
      FROM step WHERE change IS NOT NULL
    )
    SELECT part, count(*)::INTEGER AS n, avg(change) AS drift, stddev(change) / sqrt(count(*)) AS error
    FROM labelled GROUP BY part ORDER BY part`);
  expect(groups.length).toBeGreaterThan(18);
  for (const { part, drift, error } of groups) expect(Math.abs(drift / error), part).toBeLessThan(3.8);
});

test('the company looks like one: win rate, cycle, quarter ends, conversion, growth, coverage', async () => {
  const results = await one<{ win_rate: number; cycle: number; signal: number }>(`
    WITH closed AS (SELECT * FROM opportunity_close WHERE valid_to = TIMESTAMP '9999-12-31'),
    ranked AS (
      SELECT outcome = 'won' AS won, rank() OVER (ORDER BY probability) + 0.0 AS place
      FROM closed JOIN truth.win_probability w USING (opportunity_id) WHERE w.valid_to <= closed.valid_from
    )
    SELECT avg((outcome = 'won')::INTEGER) AS win_rate, median(cycle_days) FILTER (outcome = 'won') AS cycle,
      (SELECT (sum(place) FILTER (won) - count(*) FILTER (won) * (count(*) FILTER (won) + 1) / 2)
        / (count(*) FILTER (won) * count(*) FILTER (NOT won)) FROM ranked) AS signal
    FROM closed`);
  expect(results.win_rate).toBeGreaterThan(0.2);
  expect(results.win_rate).toBeLessThan(0.35);
  expect(results.cycle).toBeGreaterThan(60);
  expect(results.cycle).toBeLessThan(90);
  // The area under the ROC curve of the truth itself: what no model can beat.
  expect(results.signal).toBeGreaterThan(0.75);
  expect(results.signal).toBeLessThan(0.88);

  const months = await rows<{ n: number }>(`
    SELECT (month(closed_on) + 2) % 3 AS place, count(*)::INTEGER AS n
    FROM opportunity_close WHERE outcome = 'won' AND closed_on < DATE '2026-01-01'
    GROUP BY ALL ORDER BY place`);
  expect(months[2]?.n).toBeGreaterThan(1.3 * (months[0]?.n ?? Number.NaN));

  const { conversion } = await one<{ conversion: number }>(
    'SELECT avg((converted_at IS NOT NULL)::INTEGER) AS conversion FROM fct_lead',
  );
  expect(conversion).toBeGreaterThan(0.15);
  expect(conversion).toBeLessThan(0.25);

  const { coverage, reached } = await one<{ coverage: number; reached: number }>(`
    SELECT (SELECT sum(amount) FROM opportunity_state WHERE valid_to = TIMESTAMP '9999-12-31' AND stage_type = 'open'
        AND NOT is_deleted)::DOUBLE
      / (SELECT sum(quota) FROM fct_quota WHERE period_on BETWEEN DATE '2026-01-01' AND DATE '2026-03-31')::DOUBLE AS coverage,
      (SELECT sum(amount) FROM opportunity_close WHERE outcome = 'won')::DOUBLE
      / (SELECT sum(quota) FROM fct_quota WHERE period_on < DATE '2026-03-18')::DOUBLE AS reached`);
  expect(coverage).toBeGreaterThan(2);
  expect(coverage).toBeLessThan(4);
  expect(reached).toBeGreaterThan(0.8);
  expect(reached).toBeLessThan(1);
});

test('holds the awkward cases metrics must survive', async () => {
  const few = async (text: string) => (await one<{ n: number }>(`SELECT count(*)::INTEGER AS n FROM ${text}`)).n;
  for (const cause of ['reopened', 'deleted', 'restored', 'owner_changed', 'currency_changed', 'close_date_changed'])
    expect(await few(`opportunity_event WHERE cause = '${cause}'`), cause).toBeGreaterThan(5);
  expect(await few('stage_entry WHERE is_skipped')).toBeGreaterThan(5);
  expect(await few(`opportunity_state WHERE cause = 'team_changed'`)).toBeGreaterThan(5);
  expect(await few(`opportunity_event WHERE stage = 'lost' AND amount = 0`)).toBeGreaterThan(5);
  expect(
    await few(`stage_event JOIN dim_stage f ON f.stage = from_stage JOIN dim_stage t ON t.stage = to_stage
      WHERE t.stage_position < f.stage_position AND f.stage_type = 'open'`),
  ).toBeGreaterThan(5);
  expect(await few(`opportunity_close WHERE outcome = 'won' AND valid_to < TIMESTAMP '9999-12-31'`)).toBeGreaterThan(0);
  expect(
    await few(`fct_instalment i ANTI JOIN fct_payment p ON p.instalment_id = i.instalment_id
      WHERE i.due_on < DATE '2026-02-01'`),
  ).toBeGreaterThan(5);
});
