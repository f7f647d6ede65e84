import { Segmented } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageInfo } from '../../../../api/contracts/workspace.ts';
import type { Filter } from '../../../../warehouse/metrics/metric-query.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { type ValueBar, valueBars } from '../../../specs/value-bars.ts';
import { useMetricQuery } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';

const metrics = ['pipeline_amount', 'pipeline_count'] as const;

/** Open deals by stage at this moment, by amount or count. */
export function OpenPipeline({ filters, stages }: { filters: Filter[]; stages: readonly StageInfo[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const [metric, setMetric] = useState<(typeof metrics)[number]>('pipeline_amount');
  const query = { metrics: [...metrics], by: ['stage'], filters };
  const answer = useMetricQuery(query);
  const rows = useMemo(() => {
    const byStage = new Map((answer.data?.rows ?? []).map((row) => [row.stage, row]));
    if (byStage.size === 0) return [];
    return stages
      .filter((stage) => stage.stage_type === 'open')
      .map((stage): ValueBar => {
        const row = byStage.get(stage.stage);
        return {
          key: stage.stage,
          label: stage.label[language],
          value: Number(row?.[metric] ?? 0),
          n: Number(row?.pipeline_count ?? 0),
          is_quiet: false,
        };
      });
  }, [answer.data, stages, metric, language]);
  const isMoney = metric === 'pipeline_amount';
  const draw = useCallback(
    (look: ChartLook) =>
      valueBars(rows, {
        ...look,
        format: isMoney ? 'moneyShort' : 'count',
        bandHeight: 56,
        texts: {
          description: t('funnel.pipeline_description', {
            list: rows.map((row) => `${row.label} ${row.value}`).join(', '),
          }),
          value: t(isMoney ? 'funnel.open_amount' : 'funnel.open_now'),
          n: t('chart.n'),
        },
      }),
    [rows, isMoney, t],
  );
  if (answer.isError) return <LoadFailed error={answer.error} retry={() => void answer.refetch()} />;
  return (
    <ChartPanel
      title={t('funnel.pipeline')}
      text={t('funnel.pipeline_text')}
      info={<MetricInfo name={metric} />}
      rows={rows}
      draw={draw}
      rowKey={(row) => row.key}
      onMark={(row) =>
        open({
          kind: 'metric',
          title: `${t('funnel.pipeline')} · ${row.label}`,
          metric,
          query,
          mark: { stage: row.key },
        })
      }
      empty={<NothingHere title={t('forecast.no_deals')} />}
      above={
        <div className="controls">
          <Segmented
            size="small"
            value={metric}
            onChange={setMetric}
            options={[
              { value: 'pipeline_amount', label: t('funnel.by_amount') },
              { value: 'pipeline_count', label: t('funnel.by_count') },
            ]}
          />
        </div>
      }
      columns={[
        { key: 'stage', title: t('funnel.stage'), cell: (row) => row.label },
        {
          key: 'value',
          title: t(isMoney ? 'funnel.open_amount' : 'funnel.open_now'),
          isNumber: true,
          cell: (row) => (isMoney ? formats.money(row.value) : formats.count(row.value)),
        },
        { key: 'n', title: t('chart.n'), isNumber: true, cell: (row) => formats.count(row.n) },
      ]}
    />
  );
}
