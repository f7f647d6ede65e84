import type { TopLevelSpec } from 'vega-lite';
import { type ChartLook, chart, columnsOf, tip, written } from './chart.ts';

/** A count of one kind in one period. */
export interface PeriodCount {
  period: string;
  kind: string;
  kind_label: string;
  value: number;
}

interface Texts {
  description: string;
  period: string;
  value: string;
}

const column = columnsOf<PeriodCount>();

/** Counts a week or month, stacked by kind in the order the kinds first appear. */
export function stackedPeriods(
  counts: readonly PeriodCount[],
  { palette, narrow, texts }: ChartLook & { texts: Texts },
): TopLevelSpec {
  const kinds = [...new Set(counts.map((row) => row.kind_label))];
  const periods = new Set(counts.map((row) => row.period)).size;
  return chart(counts, {
    description: texts.description,
    height: narrow ? 200 : 240,
    layer: [
      {
        // A bar takes most of its share of the width; periods may be uneven (months), so it is set here.
        mark: { type: 'bar', cursor: 'pointer', width: { band: 0.8 }, ...(periods > 0 ? {} : { size: 8 }) },
        encoding: {
          x: {
            field: column('period'),
            type: 'ordinal',
            sort: 'ascending',
            axis: { title: null, labelAngle: 0, labelOverlap: 'greedy', labelSeparation: 12, ...written('day') },
          },
          y: {
            field: column('value'),
            type: 'quantitative',
            axis: { title: null, tickCount: 4, ...written('count') },
          },
          color: {
            field: column('kind_label'),
            type: 'nominal',
            scale: { domain: kinds, range: [...palette.series] },
            legend: { columns: narrow ? 3 : 5 },
          },
          order: { field: column('kind') },
          tooltip: [
            { ...tip(column('period'), texts.period), formatType: 'day', format: '' },
            tip(column('kind_label'), 'title'),
            tip(column('value'), texts.value, 'count'),
          ],
        },
      },
    ],
  });
}
