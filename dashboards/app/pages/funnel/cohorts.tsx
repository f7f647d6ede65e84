import { Segmented, Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageInfo } from '../../../../api/contracts/workspace.ts';
import type { Filter } from '../../../../warehouse/metrics/metric-query.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { type Cohort, cohortConversion } from '../../../specs/cohort-conversion.ts';
import { useMetricQuery, useWorkspace } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { addMonths, dayIn } from '../../format/periods.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';

/** Months of entry shown, whatever the period chosen: a cohort wants a past to be compared with. */
const months = 24;
/** A cohort is complete when at most this share of it is still undecided. */
const undecided = 0.1;

const measures = {
  next: { metric: 'stage_conversion', pending: 'stage_pending' },
  won: { metric: 'stage_win_rate', pending: 'stage_undecided' },
} as const;

/** Conversion of the deals that entered a stage, by month of entry. */
export function Cohorts({ filters, stages }: { filters: Filter[]; stages: readonly StageInfo[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const workspace = useWorkspace().data;
  const openStages = stages.filter((stage) => stage.stage_type === 'open');
  const [stage, setStage] = useState(openStages[0]?.stage ?? '');
  const [measure, setMeasure] = useState<keyof typeof measures>('won');
  const { metric, pending } = measures[measure];
  const today = workspace ? dayIn(workspace.time_zone, workspace.as_of) : '1970-01-01';
  const query = {
    metrics: [metric, pending],
    filters: [...filters, { dimension: 'stage', op: 'in' as const, values: [stage] }],
    from: addMonths(`${today.slice(0, 7)}-01`, 1 - months),
    to: addMonths(`${today.slice(0, 7)}-01`, 1),
    grain: 'month' as const,
  };
  const answer = useMetricQuery(query);
  const rows = useMemo(
    () =>
      (answer.data?.rows ?? []).flatMap((row): Cohort[] => {
        const n = Number(row[`${metric}_n`] ?? 0);
        const share = row[metric];
        return typeof share === 'number' && n > 0
          ? [{ period: String(row.period), share, n, is_mature: Number(row[pending] ?? 0) <= n * undecided }]
          : [];
      }),
    [answer.data, metric, pending],
  );
  const label = openStages.find((row) => row.stage === stage)?.label[language] ?? stage;
  const reached = t(measure === 'won' ? 'funnel.reached_won' : 'funnel.reached_next');
  const draw = useCallback(
    (look: ChartLook) =>
      cohortConversion(rows, {
        ...look,
        texts: {
          description: t('funnel.cohorts_description', {
            measure: t(measure === 'won' ? 'funnel.won_share' : 'funnel.step'),
            from: formats.month(rows[0]?.period ?? null),
            to: formats.month(rows.at(-1)?.period ?? null),
          }),
          share: t('funnel.share'),
          n: t('chart.n'),
          period: t('funnel.month'),
          mature: t('funnel.mature'),
          immature: t('funnel.immature'),
          state: t('data.status'),
        },
      }),
    [rows, measure, t, formats],
  );
  if (answer.isError) return <LoadFailed error={answer.error} retry={() => void answer.refetch()} />;
  return (
    <ChartPanel
      title={t('funnel.cohorts')}
      text={t('funnel.cohorts_text', { stage: label, reached })}
      info={<MetricInfo name={metric} />}
      rows={rows}
      draw={draw}
      rowKey={(row) => row.period}
      onMark={(row) =>
        open({
          kind: 'metric',
          title: `${label} · ${formats.month(row.period)}`,
          metric,
          query,
          mark: { period: row.period },
        })
      }
      empty={<NothingHere title={t('state.no_rows')} text={t('state.no_rows_text')} />}
      above={
        <div className="controls">
          <Select
            size="small"
            aria-label={t('funnel.stage')}
            value={stage}
            onChange={setStage}
            popupMatchSelectWidth={false}
            options={openStages.map((row) => ({ value: row.stage, label: row.label[language] }))}
          />
          <Segmented
            size="small"
            value={measure}
            onChange={setMeasure}
            options={[
              { value: 'won', label: t('funnel.won_share') },
              { value: 'next', label: t('funnel.step') },
            ]}
          />
        </div>
      }
      columns={[
        { key: 'period', title: t('funnel.month'), cell: (row) => formats.month(row.period) },
        { key: 'share', title: t('funnel.share'), isNumber: true, cell: (row) => formats.share(row.share) },
        { key: 'n', title: t('chart.n'), isNumber: true, cell: (row) => formats.count(row.n) },
        {
          key: 'state',
          title: t('data.status'),
          cell: (row) => t(row.is_mature ? 'funnel.mature' : 'funnel.immature'),
        },
      ]}
    />
  );
}
