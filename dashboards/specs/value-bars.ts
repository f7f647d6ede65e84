import type { TopLevelSpec } from 'vega-lite';
import { type ChartLook, chart, columnsOf, tip, written } from './chart.ts';
import type { FormatName } from './format-names.ts';

/** One bar. `is_quiet` greys it: too few records behind it to be compared. */
export interface ValueBar {
  key: string;
  label: string;
  value: number | null;
  n: number | null;
  is_quiet: boolean;
}

interface Texts {
  description: string;
  value: string;
  n: string;
}

const column = columnsOf<ValueBar>();

/** One horizontal bar a row, in the order given, each with its figure; `reference` draws a dashed line to hold against. */
export function valueBars(
  bars: readonly ValueBar[],
  {
    palette,
    narrow,
    format,
    reference = null,
    bandHeight = 28,
    texts,
  }: ChartLook & {
    format: FormatName;
    reference?: { value: number; label: string } | null;
    /** Pixels a row. */
    bandHeight?: number;
    texts: Texts;
  },
): TopLevelSpec {
  const most = Math.max(0, reference?.value ?? 0, ...bars.map((bar) => bar.value ?? 0));
  const y = {
    field: column('key'),
    type: 'nominal' as const,
    sort: null,
    axis: { title: null, labelLimit: narrow ? 112 : 168, labelColor: palette.ink, labelExpr: labelsByKey(bars) },
    scale: { paddingInner: 0.3, paddingOuter: 0.1 },
  };
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [0, most * (narrow ? 1.3 : 1.14) || 1], nice: false },
    // Every bar carries its figure.
    axis: null,
  };
  const tooltip = [
    tip(column('label'), 'title'),
    tip(column('value'), texts.value, format),
    tip(column('n'), texts.n, 'count'),
  ];
  return chart(bars, {
    description: texts.description,
    height: Math.max(1, bars.length) * bandHeight + 8,
    layer: [
      {
        mark: { type: 'bar', cornerRadiusEnd: 3, cursor: 'pointer' },
        encoding: {
          y,
          x: { field: column('value'), ...x },
          color: {
            field: column('is_quiet'),
            type: 'nominal',
            scale: { domain: [false, true], range: [palette.certain, palette.muted] },
            legend: null,
          },
          tooltip,
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6, color: palette.inkSoft },
        encoding: {
          y,
          x: { field: column('value'), ...x },
          text: { field: column('value'), type: 'quantitative', ...written(format) },
        },
      },
      ...(reference
        ? [
            {
              data: { values: [{ reference: reference.value }] },
              mark: { type: 'rule' as const, color: palette.target, strokeDash: [5, 3], strokeWidth: 1.5 },
              encoding: { x: { field: 'reference', ...x }, tooltip: [tip('reference', reference.label, format)] },
            },
          ]
        : []),
    ],
  });
}

/** Bars are placed by key, since two people may share a name, and labelled by name. */
export function labelsByKey(rows: readonly { key: string; label: string }[]): string {
  return `(${JSON.stringify(Object.fromEntries(rows.map((row) => [row.key, row.label])))})[datum.value]`;
}
