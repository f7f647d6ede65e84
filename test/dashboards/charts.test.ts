import type { TopLevelSpec } from 'vega-lite';
import { expect, test } from 'vitest';
import { palettes } from '../../dashboards/specs/palette.ts';
import { problemsOf } from '../../dashboards/specs/problems.ts';
import { charts, partRows } from './charts.ts';
import { draw, look } from './draw.ts';

const each = Object.entries(charts);

test.each(each)('%s draws its golden picture', async (name, chart) => {
  await expect(await draw(chart(look))).toMatchFileSnapshot(`../golden/${name}.svg`);
});

test.each(each)('%s has no problems, on a phone and in the dark either', (_name, chart) => {
  expect(problemsOf(chart(look))).toEqual([]);
  expect(problemsOf(chart({ palette: palettes.dark, narrow: true }))).toEqual([]);
});

test.each(each)('%s says what it shows and carries its rows’ index to every mark', (_name, chart) => {
  const spec = chart(look) as { description: string; data: { values: { row_index: number }[] } };
  expect(spec.description).not.toBe('');
  expect(spec.data.values.map((row) => row.row_index)).toEqual(spec.data.values.map((_, index) => index));
});

test('the parts of a forecast stand end to end and the total holds their sum', () => {
  const [won, open, later, total] = partRows;
  expect(won).toMatchObject({ from: 0, to: 4_100, p10: null });
  expect(open).toMatchObject({ from: 4_100, to: 7_100 });
  expect(later).toMatchObject({ from: 7_100, to: 7_900 });
  expect(total).toMatchObject({ from: 0, to: 7_900, p10: 7_200 });
});

test('problems name a field that no row has, a date left as text, and what Vega-Lite warns of', () => {
  const spec = (values: object[], encoding: object): TopLevelSpec =>
    ({ data: { values }, mark: 'bar', encoding }) as TopLevelSpec;
  expect(problemsOf(spec([{ a: 1 }], { x: { field: 'a', type: 'quantitative' } }))).toEqual([]);
  expect(problemsOf(spec([{ a: 1 }], { x: { field: 'b', type: 'quantitative' } }))).toEqual([
    'no row has the field: b',
  ]);
  expect(problemsOf(spec([{ a: '2026-01-01' }], { x: { field: 'a', type: 'temporal' } }))).toEqual([
    'a date is left as text: a',
  ]);
  expect(problemsOf(spec([{ a: 1 }], { wobble: { field: 'a', type: 'nominal' } }))[0]).toContain('wobble');
});
