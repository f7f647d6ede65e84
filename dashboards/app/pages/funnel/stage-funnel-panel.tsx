import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MetricQueryInput } from '../../../../warehouse/metrics/metric-query.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { stageFunnel } from '../../../specs/stage-funnel.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Chart } from '../../parts/chart.tsx';
import { FiguresTable } from '../../parts/figures-table.tsx';
import { MetricInfo, WithInfo } from '../../parts/metric-info.tsx';
import { Panel } from '../../parts/panel.tsx';
import { NothingHere } from '../../parts/states.tsx';
import { labelled, type StageFigures } from './stages.ts';

/** The funnel as bars beside its figures; every figure opens the records behind it. */
export function StageFunnel({ stages, query }: { stages: StageFigures[]; query: MetricQueryInput }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const language = useLanguage();
  const { open } = useDrillTarget();
  const rows = useMemo(() => labelled(stages, language), [stages, language]);
  const draw = useCallback(
    (look: ChartLook) =>
      stageFunnel(rows, {
        ...look,
        texts: {
          description: t('funnel.description', { list: rows.map((row) => `${row.label} ${row.entries}`).join(', ') }),
          entries: t('funnel.entries'),
          step: t('funnel.step'),
          overall: t('funnel.overall'),
        },
      }),
    [rows, t],
  );
  const records = (metric: string, row: { stage: string; label: string }, name: string) =>
    open({ kind: 'metric', title: `${name} · ${row.label}`, metric, query, mark: { stage: row.stage } });
  const figure = (metric: string, name: string, write: (row: (typeof rows)[number]) => string) => ({
    key: metric,
    title: (
      <WithInfo name={name}>
        <MetricInfo name={metric} />
      </WithInfo>
    ),
    isNumber: true,
    cell: (row: (typeof rows)[number]) => (
      <button type="button" className="link" onClick={() => records(metric, row, name)}>
        {write(row)}
      </button>
    ),
  });
  if (rows.every((row) => row.entries === 0)) {
    return (
      <Panel title={t('funnel.stages')}>
        <NothingHere title={t('state.no_rows')} text={t('state.no_rows_text')} />
      </Panel>
    );
  }
  return (
    <Panel title={t('funnel.stages')} text={t('chart.click_hint')} info={<MetricInfo name="stage_conversion" />}>
      <div className="grid two funnel">
        <Chart
          draw={draw}
          onMark={(index) => rows[index] && records('stage_entries', rows[index], t('funnel.entries'))}
        />
        <FiguresTable
          caption={t('funnel.stages')}
          rows={rows}
          rowKey={(row) => row.stage}
          columns={[
            {
              key: 'stage',
              title: t('funnel.stage'),
              cell: (row) => <span className={row.is_bottleneck ? 'marked' : undefined}>{row.label}</span>,
            },
            figure('stage_entries', t('funnel.entries'), (row) => formats.count(row.entries)),
            figure('stage_conversion', t('funnel.step'), (row) => formats.share(row.step_share)),
            figure('stage_win_rate', t('funnel.won_share'), (row) => formats.share(row.won_share)),
            figure('time_in_stage', t('funnel.median_days'), (row) => formats.days(row.median_days)),
          ]}
        />
      </div>
    </Panel>
  );
}
