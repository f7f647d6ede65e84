import type { TopLevelSpec } from 'vega-lite';
import { asRange, type ChartLook, chart, columnsOf, tip, written } from './chart.ts';

/** What was forecast for one period on `as_of`. */
export interface ForecastMoment {
  as_of: string;
  mean: number;
  p10: number | null;
  p90: number | null;
  won: number;
}

interface Texts {
  description: string;
  forecast: string;
  range80: string;
  won: string;
  day: string;
  quota: string;
}

const column = columnsOf<ForecastMoment>();

/** How the forecast of a period moved: mean with its 80 % band, what was won by then, and the quota. */
export function forecastHistory(
  moments: readonly ForecastMoment[],
  { palette, narrow, quota, texts }: ChartLook & { quota: number | null; texts: Texts },
): TopLevelSpec {
  const x = {
    field: column('as_of'),
    type: 'temporal' as const,
    scale: { type: 'utc' as const },
    axis: {
      title: null,
      tickCount: narrow ? 3 : 6,
      grid: false,
      labelOverlap: 'parity' as const,
      labelSeparation: 12,
      ...written('day'),
    },
  };
  const y = { type: 'quantitative' as const, axis: { title: null, tickCount: 5, ...written('moneyShort') } };
  const tooltip = [
    { ...tip(column('as_of'), texts.day), formatType: 'day', format: '', type: 'temporal' as const },
    tip(column('mean'), texts.forecast, 'money'),
    tip('range80', texts.range80),
    tip(column('won'), texts.won, 'money'),
  ];
  const names = [texts.forecast, texts.won];
  const color = {
    type: 'nominal' as const,
    scale: { domain: names, range: [palette.likely, palette.certain] },
    legend: { symbolType: 'stroke', symbolStrokeWidth: 3 },
  };
  return chart(moments, {
    description: texts.description,
    height: narrow ? 200 : 240,
    transform: [asRange('range80', { low: column('p10'), high: column('p90') }, 'money')],
    dates: ['as_of'],
    layer: [
      {
        mark: { type: 'area', opacity: 0.22, color: palette.likely },
        encoding: { x, y: { field: column('p10'), ...y }, y2: { field: column('p90') } },
      },
      {
        mark: { type: 'line', strokeWidth: 2 },
        encoding: { x, y: { field: column('won'), ...y }, color: { datum: texts.won, ...color } },
      },
      {
        mark: { type: 'line' },
        encoding: { x, y: { field: column('mean'), ...y }, color: { datum: texts.forecast, ...color } },
      },
      ...(quota === null
        ? []
        : [
            {
              data: { values: [{ quota }] },
              mark: { type: 'rule' as const, color: palette.target, strokeWidth: 2, strokeDash: [5, 3] },
              encoding: { y: { field: 'quota', ...y }, tooltip: [tip('quota', texts.quota, 'money')] },
            },
            {
              data: { values: [{ quota, label: texts.quota }] },
              mark: { type: 'text' as const, align: 'right' as const, dy: -10, color: palette.target },
              encoding: { x: { value: 'width' as const }, y: { field: 'quota', ...y }, text: { field: 'label' } },
            },
          ]),
      {
        mark: { type: 'point', filled: true, size: 72, opacity: 1, color: palette.likely, cursor: 'pointer' },
        encoding: { x, y: { field: column('mean'), ...y }, tooltip },
      },
    ],
  });
}
