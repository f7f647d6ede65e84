import type { TopLevelSpec } from 'vega-lite';
import { asRange, type ChartLook, chart, columnsOf, tip, written } from './chart.ts';

/** A past period: what a method said of it at some moment, and what happened. */
export interface PastForecast {
  period: string;
  method_label: string;
  said: number;
  p025: number | null;
  p10: number | null;
  p90: number | null;
  p975: number | null;
  happened: number;
}

interface Texts {
  description: string;
  said: string;
  happened: string;
  range80: string;
  range95: string;
}

const column = columnsOf<PastForecast>();

/** What happened (dot) against what was said (tick) and its 80 % and 95 % range, a period a column, in given order. */
export function forecastAccuracy(
  periods: readonly PastForecast[],
  { palette, narrow, texts }: ChartLook & { texts: Texts },
): TopLevelSpec {
  const x = {
    field: column('period'),
    type: 'ordinal' as const,
    sort: null,
    axis: {
      title: null,
      labelAngle: 0,
      labelOverlap: 'greedy' as const,
      labelLineHeight: 16,
      labelExpr: inTwoLines(periods.map((row) => row.period)),
    },
  };
  const y = { type: 'quantitative' as const, axis: { title: null, tickCount: 5, ...written('moneyShort') } };
  const tooltip = [
    tip(column('period'), 'title'),
    tip(column('happened'), texts.happened, 'money'),
    tip(column('said'), texts.said, 'money'),
    tip('range80', texts.range80),
    tip('range95', texts.range95),
  ];
  const legend = {
    type: 'nominal' as const,
    scale: {
      domain: [texts.happened, texts.said, texts.range80, texts.range95],
      range: [palette.target, palette.ink, palette.likely, palette.possible],
    },
    legend: { symbolType: 'square', columns: narrow ? 2 : 4 },
  };
  const thick = narrow ? 10 : 18;
  return chart(periods, {
    description: texts.description,
    height: narrow ? 220 : 260,
    transform: [
      asRange('range80', { low: column('p10'), high: column('p90') }, 'money'),
      asRange('range95', { low: column('p025'), high: column('p975') }, 'money'),
    ],
    layer: [
      {
        mark: { type: 'rule', strokeWidth: thick },
        encoding: {
          x,
          y: { field: column('p025'), ...y },
          y2: { field: column('p975') },
          color: { datum: texts.range95, ...legend },
        },
      },
      {
        mark: { type: 'rule', strokeWidth: thick },
        encoding: {
          x,
          y: { field: column('p10'), ...y },
          y2: { field: column('p90') },
          color: { datum: texts.range80, ...legend },
        },
      },
      {
        mark: { type: 'tick', thickness: 2.5, size: thick + 6 },
        encoding: { x, y: { field: column('said'), ...y }, color: { datum: texts.said, ...legend }, tooltip },
      },
      {
        mark: {
          type: 'point',
          filled: true,
          size: 80,
          opacity: 1,
          stroke: palette.surface,
          strokeWidth: 1.5,
          cursor: 'pointer',
        },
        encoding: { x, y: { field: column('happened'), ...y }, color: { datum: texts.happened, ...legend }, tooltip },
      },
    ],
  });
}

/** "Q3 2026" as the quarter over its year, the year only where it begins: the names of nine quarters fit on a phone. */
function inTwoLines(names: readonly string[]): string {
  const yearOf = (name: string | undefined) => name?.replace(/ ?Q\d ?/, '');
  const lines = names.map((name, index) => {
    const quarter = /Q\d/.exec(name)?.[0];
    if (!quarter) return [name, name];
    return [name, yearOf(name) === yearOf(names[index - 1]) ? quarter : [quarter, yearOf(name)]];
  });
  return `(${JSON.stringify(Object.fromEntries(lines))})[datum.value]`;
}
