import type { StageInfo } from '../../../../api/contracts/workspace.ts';
import type { AnswerRow, Language } from '../../../../warehouse/metrics/metric-query.ts';

export const funnelMetrics = [
  'stage_entries',
  'stage_passed',
  'stage_conversion',
  'stage_win_rate',
  'time_in_stage',
] as const;

/** An open stage with its figures of the period; null where nothing entered. */
export interface StageFigures {
  stage: string;
  label: { en: string; zh: string };
  entries: number;
  step_share: number | null;
  /** Of what entered the first stage in the same period. */
  overall_share: number | null;
  won_share: number | null;
  median_days: number | null;
  is_bottleneck: boolean;
}

/** Fewer entries than this name no bottleneck. */
export const enoughEntries = 30;

/** The open stages in order; the bottleneck is the one that the smallest share got past, if it can be told. */
export function funnelStages(rows: readonly AnswerRow[], stages: readonly StageInfo[]): StageFigures[] {
  const byStage = new Map(rows.map((row) => [row.stage, row]));
  const open = stages
    .filter((stage) => stage.stage_type === 'open')
    .sort((a, b) => a.stage_position - b.stage_position);
  const first = numberOf(byStage.get(open[0]?.stage ?? '')?.stage_entries) ?? 0;
  const figures = open.map((stage): StageFigures => {
    const row = byStage.get(stage.stage) ?? {};
    const entries = numberOf(row.stage_entries) ?? 0;
    return {
      stage: stage.stage,
      label: stage.label,
      entries,
      step_share: numberOf(row.stage_conversion),
      overall_share: first > 0 ? entries / first : null,
      won_share: numberOf(row.stage_win_rate),
      median_days: numberOf(row.time_in_stage),
      is_bottleneck: false,
    };
  });
  const judged = figures.filter((row) => row.entries >= enoughEntries && row.step_share !== null);
  const narrowest =
    judged.length > 1 ? judged.reduce((low, row) => (row.step_share! < low.step_share! ? row : low)) : null;
  return figures.map((row) => ({ ...row, is_bottleneck: row === narrowest }));
}

export const labelled = (stages: readonly StageFigures[], language: Language) =>
  stages.map((stage) => ({ ...stage, label: stage.label[language] }));

const numberOf = (value: unknown): number | null => (typeof value === 'number' ? value : null);
