import { afterAll, beforeAll, expect, test } from 'vitest';
import { facts } from '../../../warehouse/metrics/facts.ts';
import { DimensionInfo, MetricInfo } from '../../../warehouse/metrics/metric.ts';
import {
  basesOf,
  dimensionInfo,
  dimensions,
  dimensionsOf,
  findMetric,
  grainsOf,
  metricInfo,
  metrics,
} from '../../../warehouse/metrics/registry.ts';
import { smallCompany } from '../fixture.ts';

let company: Awaited<ReturnType<typeof smallCompany>>;
beforeAll(async () => {
  company = await smallCompany([
    {
      opportunity_id: 'a',
      of: { account_id: 'acme', product_id: 'basic' },
      changes: [
        ['2024-01-05 10:00:00', { stage: 'Prospecting', amount: 100, owner_id: 'ann' }],
        ['2024-02-05 10:00:00', { stage: 'Won' }],
      ],
    },
  ]);
});
afterAll(() => company.warehouse.close());

test('the first twelve are there', () => {
  const first = `pipeline_count pipeline_amount stage_conversion won_amount won_count win_rate average_deal_size
    sales_cycle_days pipeline_velocity attainment activity_count lead_conversion`;
  for (const name of first.split(/\s+/)) expect(findMetric(name).name).toBe(name);
});

test('names are used once, and none ends like a column that stands beside a metric', () => {
  const names = [
    ...metrics.map(({ name }) => name),
    ...dimensions.flatMap(({ name, title }) => [name, ...(title ? [title.name] : [])]),
  ];
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  expect(names.filter((name) => /(_n|_before)$/.test(name))).toEqual([]);
});

test('what the API tells of each is complete, in both languages', () => {
  for (const metric of metrics) {
    const info = MetricInfo.parse(metricInfo(metric));
    expect(info.dimensions.length, metric.name).toBeGreaterThan(0);
    expect(info.definition.zh, metric.name).toMatch(/\p{Script=Han}/u);
    expect(info.label.zh, metric.name).toMatch(/\p{Script=Han}/u);
  }
  for (const dimension of dimensions) DimensionInfo.parse(dimensionInfo(dimension));
});

test('definitions are data: they survive being written down', () => {
  expect(JSON.parse(JSON.stringify(metrics))).toEqual(metrics);
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts);
});

test('facts know only dimensions that exist, and every dimension is reached by one', () => {
  const known = dimensions.map(({ name }) => name).sort();
  const reached = new Set(Object.values(facts).flatMap((fact) => Object.keys(fact.dimensions)));
  expect([...reached].sort()).toEqual(known);
});

test('a metric can be split by what all its parts can be split by', () => {
  expect(dimensionsOf(findMetric('attainment'))).toEqual(['owner_id', 'team_id', 'region']);
  expect(grainsOf(findMetric('attainment'))).toEqual(['month', 'quarter', 'year']);
  expect(basesOf(findMetric('pipeline_velocity')).map(({ name }) => name)).toEqual([
    'pipeline_count',
    'won_count',
    'closed_count',
    'won_amount',
    'sales_cycle_days',
  ]);
});

test.each(metrics.map(({ name }) => name))(
  '%s runs by every dimension and grain it allows, and can be drilled',
  async (name) => {
    const { engine } = company;
    const span = { from: '2024-01-01', to: '2024-07-01' };
    for (const dimension of dimensionsOf(findMetric(name))) {
      await engine.query({ metrics: [name], by: [dimension], filters: [{ dimension, values: [null] }] });
      await engine.drill({ query: { metrics: [name], by: [dimension] }, metric: name, mark: { [dimension]: null } });
    }
    for (const grain of grainsOf(findMetric(name)))
      for (const compare of ['previous_period', 'previous_year'] as const) {
        const { rows, columns } = await engine.query({ metrics: [name], grain, compare, ...span });
        expect(Object.keys(rows[0] ?? {})).toEqual(columns.map((column) => column.name));
        const period = rows[0]?.period ?? null;
        await engine.drill({ query: { metrics: [name], grain, ...span }, metric: name, mark: { period } });
      }
  },
);
