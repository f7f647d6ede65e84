import type { TopLevelSpec } from 'vega-lite';
import { type ChartLook, chart, columnsOf, tip, written } from './chart.ts';

/** A stage of the funnel; shares 0–1, null where nothing entered. `is_bottleneck` is the step with most loss. */
export interface FunnelStage {
  stage: string;
  label: string;
  entries: number;
  step_share: number | null;
  overall_share: number | null;
  is_bottleneck: boolean;
}

interface Texts {
  description: string;
  entries: string;
  step: string;
  overall: string;
}

const column = columnsOf<FunnelStage>();

/** Entries a stage, in the order of the rows; the bar behind is the stage before, so what is lost shows as pale. */
export function stageFunnel(
  stages: readonly FunnelStage[],
  { palette, narrow, texts }: ChartLook & { texts: Texts },
): TopLevelSpec {
  const rows = stages.map((row, index) => ({ ...row, before: stages[index - 1]?.entries ?? row.entries }));
  const most = Math.max(1, ...rows.map((row) => row.before));
  const y = {
    field: column('label'),
    type: 'nominal' as const,
    sort: null,
    axis: { title: null, labelLimit: narrow ? 104 : 160, labelColor: palette.ink },
    scale: { paddingInner: 0.28, paddingOuter: 0.1 },
  };
  const x = {
    type: 'quantitative' as const,
    scale: { domain: [0, most * (narrow ? 1.3 : 1.16)], nice: false },
    axis: null,
  };
  const tooltip = [
    tip(column('label'), 'title'),
    tip(column('entries'), texts.entries, 'count'),
    tip(column('step_share'), texts.step, 'share'),
    tip(column('overall_share'), texts.overall, 'share'),
  ];
  return chart(rows, {
    description: texts.description,
    height: Math.max(1, rows.length) * 48,
    layer: [
      {
        mark: { type: 'bar', cornerRadiusEnd: 3, color: palette.line, cursor: 'pointer' },
        encoding: { y, x: { field: 'before', ...x }, tooltip },
      },
      {
        mark: { type: 'bar', cornerRadiusEnd: 3, cursor: 'pointer' },
        encoding: {
          y,
          x: { field: column('entries'), ...x },
          color: {
            field: column('is_bottleneck'),
            type: 'nominal',
            scale: { domain: [false, true], range: [palette.certain, palette.target] },
            legend: null,
          },
          tooltip,
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 8, fontWeight: 600 },
        encoding: {
          y,
          x: { field: 'before', ...x },
          text: { field: column('entries'), type: 'quantitative', ...written('count') },
        },
      },
    ],
  });
}
