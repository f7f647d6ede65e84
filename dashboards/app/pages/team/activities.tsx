import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { MetricQueryInput } from '../../../../warehouse/metrics/metric-query.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { type PeriodCount, stackedPeriods } from '../../../specs/stacked-periods.ts';
import { useMetricQuery } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { addDays, weekStart } from '../../format/periods.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useValueLabel } from '../../language/value-label.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';

const weeks = 26;

/** Activities by kind over the last weeks before `to`. */
export function Activities({ filters, to }: { filters: NonNullable<MetricQueryInput['filters']>; to: string }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  const { open } = useDrillTarget();
  const query = {
    metrics: ['activity_count'],
    by: ['activity_kind'],
    filters,
    from: weekStart(addDays(to, -7 * weeks)),
    to,
    grain: 'week' as const,
  };
  const answer = useMetricQuery(query);
  const rows = useMemo(
    () =>
      (answer.data?.rows ?? []).flatMap((row): (PeriodCount & { stored: string | null })[] =>
        typeof row.activity_count === 'number' && row.activity_count > 0
          ? [
              {
                period: String(row.period),
                kind: String(row.activity_kind),
                stored: row.activity_kind === null ? null : String(row.activity_kind),
                kind_label: valueLabel('activity_kind', row.activity_kind),
                value: row.activity_count,
              },
            ]
          : [],
      ),
    [answer.data, valueLabel],
  );
  const draw = useCallback(
    (look: ChartLook) =>
      stackedPeriods(rows, {
        ...look,
        texts: {
          description: t('team.activities_description', { count: new Set(rows.map((row) => row.period)).size }),
          period: t('team.week'),
          value: t('team.count'),
        },
      }),
    [rows, t],
  );
  if (answer.isError) return <LoadFailed error={answer.error} retry={() => void answer.refetch()} />;
  return (
    <ChartPanel
      title={t('team.activities')}
      info={<MetricInfo name="activity_count" />}
      rows={rows}
      draw={draw}
      rowKey={(row) => `${row.period}${row.kind}`}
      onMark={(row) =>
        open({
          kind: 'metric',
          title: `${row.kind_label} · ${t('team.week')} ${formats.dayShort(row.period)}`,
          metric: 'activity_count',
          query,
          mark: { period: row.period, activity_kind: row.stored },
        })
      }
      empty={<NothingHere title={t('team.no_activities')} text={t('team.no_activities_text')} />}
      footnote={rows.length > 0 ? t('team.association') : undefined}
      columns={[
        { key: 'week', title: t('team.week'), cell: (row) => formats.day(row.period) },
        { key: 'kind', title: t('team.kind'), cell: (row) => row.kind_label },
        { key: 'count', title: t('team.count'), isNumber: true, cell: (row) => formats.count(row.value) },
      ]}
    />
  );
}
