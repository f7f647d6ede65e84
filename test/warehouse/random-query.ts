import fc from 'fast-check';
import type { Warehouse } from '../../warehouse/database.ts';
import { dayFrom, dayNumber } from '../../warehouse/metrics/calendar.ts';
import type { DimensionValue, MetricQueryInput } from '../../warehouse/metrics/metric-query.ts';
import { dimensionsOf, findMetric, grainsOf, metrics } from '../../warehouse/metrics/registry.ts';
import { raw } from '../../warehouse/sql.ts';

/** Values that records of the warehouse have, for filters that let something through. */
export type Known = Readonly<Record<string, readonly DimensionValue[]>>;

const sources: Record<string, string> = {
  owner_id: 'SELECT DISTINCT user_id FROM dim_user',
  team_id: 'SELECT team_id FROM dim_team',
  region: 'SELECT DISTINCT region FROM dim_team',
  stage: 'SELECT stage FROM dim_stage',
  industry: 'SELECT DISTINCT industry FROM dim_account',
  product_family: 'SELECT DISTINCT product_family FROM dim_product',
  source: 'SELECT DISTINCT source FROM dim_opportunity',
  activity_kind: 'SELECT DISTINCT kind FROM fct_activity',
};

export async function knownValues(warehouse: Warehouse): Promise<Known> {
  const known: Record<string, DimensionValue[]> = {};
  for (const [name, statement] of Object.entries(sources)) {
    const rows = await warehouse.query<Record<string, DimensionValue>>(raw(`${statement} ORDER BY 1`));
    known[name] = [...rows.map((row) => Object.values(row)[0] ?? null), null];
  }
  return known;
}

/** Any query that may be asked, over days from `first` to `last`. */
export function anyQuery({
  known,
  first,
  last,
}: {
  known: Known;
  first: string;
  last: string;
}): fc.Arbitrary<MetricQueryInput> {
  const day = fc.integer({ min: dayNumber(first), max: dayNumber(last) }).map(dayFrom);
  return fc
    .subarray(
      metrics.map(({ name }) => name),
      { minLength: 1, maxLength: 3 },
    )
    .chain((names) => {
      const allowed = names
        .map((name) => dimensionsOf(findMetric(name)))
        .reduce((all, some) => all.filter((name) => some.includes(name)));
      const grains = names
        .map((name) => grainsOf(findMetric(name)))
        .reduce((all, some) => all.filter((grain) => some.includes(grain)));
      const filterable = allowed.filter((name) => name in known);
      const filter = fc.constantFrom(...filterable).chain((dimension) =>
        fc.record({
          dimension: fc.constant(dimension),
          op: fc.constantFrom('in' as const, 'not_in' as const),
          values: fc.subarray([...(known[dimension] ?? [])], {
            minLength: 1,
            maxLength: Math.min(4, known[dimension]?.length ?? 0),
          }),
        }),
      );
      return fc.record({
        metrics: fc.constant(names),
        by: fc.subarray([...allowed], { maxLength: 2 }),
        grain: fc.option(fc.constantFrom(...grains), { freq: 3 }),
        filters: fc.array(filter, { maxLength: 2 }),
        span: fc.option(fc.uniqueArray(day, { minLength: 2, maxLength: 2 }), { freq: 3 }),
        as_of: fc.option(
          fc
            .tuple(day, fc.integer({ min: 0, max: 86_399 }))
            .map(([on, second]) => new Date(Date.parse(on) + second * 1000).toISOString()),
        ),
      });
    })
    .map(({ span, ...query }) => {
      const [from, to] = span ? [...span].sort() : [null, null];
      return { ...query, from, to, limit: 100_000 };
    });
}
