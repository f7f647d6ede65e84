import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadDemo } from '../../ingest/demo/demo.ts';
import { silent } from '../../progress.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { createDuckDbEngine, type Engine } from '../../warehouse/engine.ts';
import type { AnswerRow, MetricQueryInput } from '../../warehouse/metrics/metric-query.ts';
import { findMetric, metricInfo } from '../../warehouse/metrics/registry.ts';
import { migrate } from '../../warehouse/migrate.ts';
import { publish } from '../../warehouse/publish.ts';
import { raw } from '../../warehouse/sql.ts';
import { saveWorkspace } from '../../warehouse/workspace.ts';
import { anyQuery, type Known, knownValues } from './random-query.ts';

const now = new Date('2026-11-23T12:00:00Z');
// The same queries every time, so that a failure is one of the code.
const runs = { seed: 20_261_123 };

let warehouse: Warehouse;
let engine: Engine;
let known: Known;
const span = { first: '2023-11-01', last: '2026-12-31' };

beforeAll(async () => {
  warehouse = await demoCompany();
  engine = createDuckDbEngine(warehouse, () => now);
  known = await knownValues(warehouse);
});
afterAll(() => warehouse.close());

/** A small demo company with a fiscal year from April; its scores are made up. */
async function demoCompany(): Promise<Warehouse> {
  const made = await Warehouse.open(':memory:');
  await migrate(made);
  await loadDemo(made, { seed: 11, scale: 0.03, now, language: 'en', truthPath: null, progress: silent() });
  await saveWorkspace(made, { fiscal_year_start_month: 4 });
  await made.execute(
    raw(`INSERT INTO score BY NAME
      SELECT opportunity_id, valid_from AS as_of, valid_from AS scored_at, 'm' AS model_version_id, 'model' AS method,
        (hash(opportunity_id) % 100) / 100 AS probability, 0.5 AS baseline_probability
      FROM opportunity_state WHERE stage_type = 'open' AND hash(opportunity_id, valid_from) % 3 = 0`),
  );
  return made;
}

const isClose = (a: unknown, b: unknown) =>
  a === b ||
  (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)));

const markOf = (row: AnswerRow, { by = [], grain }: MetricQueryInput) =>
  Object.fromEntries([...(grain ? ['period'] : []), ...by].map((name) => [name, row[name] ?? null]));

test('drilled records add up to their mark, whatever was asked', async () => {
  let drilled = 0;
  await fc.assert(
    fc.asyncProperty(anyQuery({ known, ...span }), fc.nat(), async (query, pick) => {
      const { rows } = await engine.query(query);
      const row = rows[pick % Math.max(1, rows.length)];
      if (!row) return;
      for (const metric of query.metrics) {
        const found = await engine.drill({ query, metric, mark: markOf(row, query), limit: 10_000 });
        const what: string = `${metric} ${JSON.stringify(query)} at ${JSON.stringify(row)}`;
        if (!isClose(found.total.value, row[metric])) expect.fail(`drilled to ${found.total.value}: ${what}`);
        expect(found.rows.length, what).toBe(Math.min(found.total_rows, 10_000));
        if (found.aggregate === 'sum' && found.total_rows <= 10_000) {
          const sum = found.rows.reduce((all, { value }) => all + Number(value), 0);
          if (!isClose(sum, row[metric])) expect.fail(`records sum to ${sum}: ${what}`);
        }
        if (found.aggregate === 'ratio') {
          const total = (part: 'numerator' | 'denominator') =>
            found.rows.reduce((all, each) => all + Number(each[part]), 0);
          if (found.total_rows <= 10_000 && total('denominator') !== 0)
            if (!isClose(total('numerator') / total('denominator'), row[metric]))
              expect.fail(`records give another ratio: ${what}`);
        }
        drilled += found.total_rows;
      }
    }),
    { ...runs, numRuns: 150 },
  );
  expect(drilled).toBeGreaterThan(10_000);
});

test('the groups of an additive metric add up to the whole', async () => {
  await fc.assert(
    fc.asyncProperty(anyQuery({ known, ...span }), async (query) => {
      const additive = query.metrics.filter((name) => metricInfo(findMetric(name)).additive);
      if (additive.length === 0) return;
      const asked = { ...query, metrics: additive };
      const groups = (await engine.query(asked)).rows;
      const whole = (await engine.query({ ...asked, by: [] })).rows;
      for (const row of whole)
        for (const name of additive) {
          const sum = groups
            .filter(({ period }) => period === row.period)
            .reduce((all, group) => all + Number(group[name]), 0);
          if (!isClose(sum, row[name]))
            expect.fail(`${name}: groups ${sum}, whole ${row[name]}: ${JSON.stringify(asked)}`);
        }
    }),
    { ...runs, numRuns: 120 },
  );
});

test('periods of a metric that is summed over time add up to their span', async () => {
  await fc.assert(
    fc.asyncProperty(anyQuery({ known, ...span }), async (query) => {
      const names = query.metrics.filter((name) => {
        const { additive, at_moment } = metricInfo(findMetric(name));
        return additive && !at_moment;
      });
      if (names.length === 0 || !query.grain) return;
      const asked = { ...query, metrics: names, by: [] };
      const [whole] = (await engine.query({ ...asked, grain: null })).rows;
      const periods = (await engine.query(asked)).rows;
      for (const name of names) {
        const sum = periods.reduce((all, row) => all + Number(row[name]), 0);
        if (!isClose(sum, whole?.[name]))
          expect.fail(`${name}: periods ${sum}, whole ${whole?.[name]}: ${JSON.stringify(asked)}`);
      }
    }),
    { ...runs, numRuns: 80 },
  );
});

test.each(['2025-02-03T15:30:00.000Z', '2026-03-31T20:00:00.000Z', '2026-08-15T09:00:00.000Z'])(
  'as of %s everything is as if nothing had happened since',
  async (moment) => {
    const then = await demoCompany();
    await forget(then, moment);
    const past = createDuckDbEngine(then, () => new Date(moment));
    await fc.assert(
      fc.asyncProperty(anyQuery({ known, ...span }), async (query) => {
        const today = await engine.query({ ...query, as_of: moment });
        const atTheTime = await past.query({ ...query, as_of: null });
        expect(atTheTime.rows.length, JSON.stringify(query)).toBe(today.rows.length);
        today.rows.forEach((row, at) => {
          for (const [name, value] of Object.entries(row))
            if (!isClose(value, atTheTime.rows[at]?.[name]))
              expect.fail(`${name}: ${value} now, ${atTheTime.rows[at]?.[name]} then: ${JSON.stringify(query)}`);
        });
      }),
      { ...runs, numRuns: 60 },
    );
    await then.close();
  },
);

/** Takes back everything that happened after a moment. */
async function forget(company: Warehouse, moment: string): Promise<void> {
  const after = `> TIMESTAMP '${moment.replace('Z', '')}'`;
  await company.transaction(async (db) => {
    await db.execute(raw(`DELETE FROM opportunity_event WHERE occurred_at ${after}`));
    await db.execute(raw(`DELETE FROM fct_activity WHERE started_at ${after}`));
    await db.execute(raw(`DELETE FROM fct_lead WHERE created_at ${after}`));
    await db.execute(raw(`DELETE FROM score WHERE as_of ${after}`));
    for (const column of ['first_response_at', 'qualified_at', 'converted_at', 'rejected_at'])
      await db.execute(raw(`UPDATE fct_lead SET ${column} = NULL WHERE ${column} ${after}`));
    await publish(db);
  });
}
