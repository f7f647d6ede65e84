import type { TopLevelSpec } from 'vega-lite';
import { asRange, type ChartLook, chart, columnsOf, tip, written } from './chart.ts';

/** One step of the sum: `from` … `to` on the money axis. Only the total carries a range. */
export interface ForecastPart {
  part: 'won' | 'open' | 'not_yet_created' | 'total';
  label: string;
  from: number;
  to: number;
  value: number;
  p025: number | null;
  p10: number | null;
  p90: number | null;
  p975: number | null;
}

interface Texts {
  description: string;
  amount: string;
  range80: string;
  quota: string;
}

const column = columnsOf<ForecastPart>();

/** Won + open + not yet created = forecast, top to bottom, with the total's 80 % (thick) and 95 % (thin) range. */
export function forecastParts(
  parts: readonly ForecastPart[],
  { palette, narrow, quota, texts }: ChartLook & { quota: number | null; texts: Texts },
): TopLevelSpec {
  const furthest = Math.max(0, quota ?? 0, ...parts.map((row) => Math.max(row.to, row.p975 ?? 0)));
  const y = {
    field: column('label'),
    type: 'nominal' as const,
    sort: null,
    axis: { title: null, labelLimit: narrow ? 112 : 200, labelColor: palette.ink },
    scale: { paddingInner: 0.36, paddingOuter: 0.18 },
  };
  // Room at the right for the figure beside the bar.
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [0, furthest * (narrow ? 1.32 : 1.14) || 1], nice: false, zero: true },
    axis: { title: null, tickCount: narrow ? 3 : 6, ...written('moneyShort') },
  };
  const tooltip = [tip(column('label'), 'title'), tip(column('value'), texts.amount, 'money')];
  const rows = parts.map((row) => {
    const end = Math.max(row.to, row.p975 ?? 0);
    // The figure keeps clear of the quota's line.
    const collides = quota !== null && quota >= end && quota < end + furthest * (narrow ? 0.28 : 0.17);
    return { ...row, label_at: collides ? quota : end };
  });
  const total = { filter: { field: column('part'), equal: 'total' } };
  return chart(rows, {
    description: texts.description,
    height: parts.length * (narrow ? 44 : 56),
    transform: [asRange('range80', { low: column('p10'), high: column('p90') }, 'money')],
    layer: [
      {
        mark: { type: 'bar', cornerRadius: 3, cursor: 'pointer' },
        encoding: {
          y,
          x: { field: column('from'), ...x },
          x2: { field: column('to') },
          color: {
            field: column('part'),
            type: 'nominal',
            scale: {
              domain: ['won', 'open', 'not_yet_created', 'total'],
              range: [palette.certain, palette.likely, palette.possible, palette.muted],
            },
            legend: null,
          },
          tooltip,
        },
      },
      {
        transform: [total],
        mark: { type: 'rule', strokeWidth: 1.5, color: palette.ink },
        encoding: { y, x: { field: column('p025'), ...x }, x2: { field: column('p975') } },
      },
      {
        transform: [total],
        mark: { type: 'rule', strokeWidth: 7, color: palette.ink, opacity: 0.85, strokeCap: 'round' },
        encoding: {
          y,
          x: { field: column('p10'), ...x },
          x2: { field: column('p90') },
          tooltip: [tip('range80', texts.range80)],
        },
      },
      {
        transform: [total],
        mark: {
          type: 'point',
          filled: true,
          size: 64,
          color: palette.surface,
          stroke: palette.ink,
          strokeWidth: 2,
          opacity: 1,
        },
        encoding: { y, x: { field: column('to'), ...x } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, fontWeight: 600 },
        encoding: {
          y,
          x: { field: 'label_at', ...x },
          text: { field: column('value'), type: 'quantitative', ...written('moneyShort') },
        },
      },
      ...(quota === null
        ? []
        : [
            {
              data: { values: [{ quota, label: texts.quota }] },
              mark: { type: 'rule' as const, color: palette.target, strokeWidth: 2, strokeDash: [5, 3] },
              encoding: { x: { field: 'quota', ...x }, tooltip: [tip('quota', texts.quota, 'money')] },
            },
            {
              data: { values: [{ quota, label: texts.quota }] },
              mark: {
                type: 'text' as const,
                align: quota > furthest / 2 ? ('right' as const) : ('left' as const),
                dy: -8,
                color: palette.target,
              },
              encoding: { x: { field: 'quota', ...x }, y: { value: 0 }, text: { field: 'label' } },
            },
          ]),
    ],
  });
}

/** The rows of `forecastParts` from the figures of a period. */
export function forecastPartRows(
  period: {
    won: number;
    open: { mean: number };
    not_yet_created: { mean: number };
    total: { mean: number; p025: number | null; p10: number | null; p90: number | null; p975: number | null };
  },
  labels: Record<ForecastPart['part'], string>,
): ForecastPart[] {
  const none = { p025: null, p10: null, p90: null, p975: null };
  const open = period.won + period.open.mean;
  const { p025, p10, p90, p975, mean } = period.total;
  return [
    { part: 'won', label: labels.won, from: 0, to: period.won, value: period.won, ...none },
    { part: 'open', label: labels.open, from: period.won, to: open, value: period.open.mean, ...none },
    {
      part: 'not_yet_created',
      label: labels.not_yet_created,
      from: open,
      to: open + period.not_yet_created.mean,
      value: period.not_yet_created.mean,
      ...none,
    },
    { part: 'total', label: labels.total, from: 0, to: mean, value: mean, p025, p10, p90, p975 },
  ];
}
