import type { TopLevelSpec } from 'vega-lite';
import { type ChartLook, chart, columnsOf, tip, written } from './chart.ts';

/** The opportunities that entered a stage in `period`, and the share that got further. */
export interface Cohort {
  period: string;
  share: number | null;
  n: number;
  is_mature: boolean;
}

interface Texts {
  description: string;
  share: string;
  n: string;
  period: string;
  mature: string;
  immature: string;
  state: string;
}

const column = columnsOf<Cohort>();

/** Conversion by month of entry. Cohorts with deals still to be decided are hollow, on a dashed line. */
export function cohortConversion(
  cohorts: readonly Cohort[],
  { palette, narrow, texts }: ChartLook & { texts: Texts },
): TopLevelSpec {
  let run = 0;
  const rows = cohorts.map((row, index) => {
    // A full line joins mature cohorts that follow each other, and never leaps over one that is not.
    if (row.is_mature && !cohorts[index - 1]?.is_mature) run += 1;
    return { ...row, run, maturity: row.is_mature ? texts.mature : texts.immature };
  });
  const x = {
    field: column('period'),
    type: 'temporal' as const,
    scale: { type: 'utc' as const },
    axis: {
      title: null,
      tickCount: { interval: 'month' as const, step: monthsApart(rows.length, narrow ? 4 : 8) },
      grid: false,
      labelOverlap: 'parity' as const,
      labelSeparation: 12,
      ...written('month'),
    },
  };
  const y = {
    field: column('share'),
    type: 'quantitative' as const,
    scale: { zero: true },
    axis: { title: null, tickCount: 5, ...written('share') },
  };
  const tooltip = [
    { ...tip(column('period'), texts.period), formatType: 'month', format: '', type: 'temporal' as const },
    tip(column('share'), texts.share, 'share'),
    tip(column('n'), texts.n, 'count'),
    tip('maturity', texts.state),
  ];
  return chart(rows, {
    description: texts.description,
    height: narrow ? 200 : 240,
    dates: ['period'],
    layer: [
      {
        mark: { type: 'line', color: palette.likely, strokeDash: [2, 5], strokeWidth: 2 },
        encoding: { x, y },
      },
      {
        transform: [{ filter: { field: column('is_mature'), equal: true } }],
        mark: { type: 'line', color: palette.certain },
        encoding: { x, y, detail: { field: 'run', type: 'nominal' } },
      },
      {
        mark: {
          type: 'point',
          filled: true,
          size: 64,
          opacity: 1,
          stroke: palette.certain,
          strokeWidth: 2,
          cursor: 'pointer',
        },
        encoding: {
          x,
          y,
          color: {
            field: 'maturity',
            type: 'nominal',
            scale: { domain: [texts.mature, texts.immature], range: [palette.certain, palette.surface] },
            legend: { symbolType: 'circle', symbolStrokeColor: palette.certain },
          },
          tooltip,
        },
      },
    ],
  });
}

/** Months between the labels of an axis, so that at most `labels` stand on it: a step that years are made of. */
function monthsApart(months: number, labels: number): number {
  return [1, 2, 3, 6].find((step) => months / step <= labels) ?? 12;
}
