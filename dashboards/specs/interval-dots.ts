import type { TopLevelSpec } from 'vega-lite';
import { asRange, type ChartLook, chart, columnsOf, tip, written } from './chart.ts';
import type { FormatName } from './format-names.ts';
import { labelsByKey } from './value-bars.ts';

/** An estimate with its interval. `emphasis` is strong where it differs for sure, quiet where there is too little. */
export interface IntervalDot {
  key: string;
  label: string;
  value: number | null;
  low: number | null;
  high: number | null;
  n: number;
  emphasis: 'strong' | 'plain' | 'quiet';
}

interface Texts {
  description: string;
  value: string;
  interval: string;
  n: string;
}

const column = columnsOf<IntervalDot>();

/** A dot and its interval a row, in the order given, beside a reference line. */
export function intervalDots(
  dots: readonly IntervalDot[],
  {
    palette,
    narrow,
    format,
    reference = null,
    texts,
  }: ChartLook & { format: FormatName; reference?: { value: number; label: string } | null; texts: Texts },
): TopLevelSpec {
  const y = {
    field: column('key'),
    type: 'nominal' as const,
    sort: null,
    axis: { title: null, labelLimit: narrow ? 120 : 200, labelColor: palette.ink, labelExpr: labelsByKey(dots) },
  };
  const x = {
    type: 'quantitative' as const,
    scale: { zero: false, nice: true },
    // A list longer than the screen is read from its top.
    axis: {
      title: null,
      tickCount: narrow ? 3 : 6,
      orient: dots.length > 20 ? ('top' as const) : ('bottom' as const),
      ...written(format),
    },
  };
  const color = {
    field: column('emphasis'),
    type: 'nominal' as const,
    scale: { domain: ['strong', 'plain', 'quiet'], range: [palette.certain, palette.likely, palette.muted] },
    legend: null,
  };
  const tooltip = [
    tip(column('label'), 'title'),
    tip(column('value'), texts.value, format),
    tip('interval', texts.interval),
    tip(column('n'), texts.n, 'count'),
  ];
  return chart(dots, {
    description: texts.description,
    height: Math.max(1, dots.length) * 28 + 8,
    transform: [asRange('interval', { low: column('low'), high: column('high') }, format)],
    layer: [
      ...(reference
        ? [
            {
              data: { values: [{ reference: reference.value }] },
              mark: { type: 'rule' as const, color: palette.target, strokeDash: [5, 3], strokeWidth: 1.5 },
              encoding: { x: { field: 'reference', ...x }, tooltip: [tip('reference', reference.label, format)] },
            },
          ]
        : []),
      {
        mark: { type: 'rule', strokeWidth: 4, opacity: 0.5, strokeCap: 'round', cursor: 'pointer' },
        encoding: { y, x: { field: column('low'), ...x }, x2: { field: column('high') }, color, tooltip },
      },
      {
        mark: {
          type: 'point',
          filled: true,
          size: 96,
          opacity: 1,
          stroke: palette.surface,
          strokeWidth: 1.5,
          cursor: 'pointer',
        },
        encoding: { y, x: { field: column('value'), ...x }, color, tooltip },
      },
    ],
  });
}
