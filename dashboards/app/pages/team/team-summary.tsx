import { useTranslation } from 'react-i18next';
import type { AnswerRow, MetricQueryInput } from '../../../../warehouse/metrics/metric-query.ts';
import { useMetrics } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { Stat } from '../../parts/stat.tsx';

const shown = ['won_amount', 'win_rate', 'average_deal_size', 'sales_cycle_days', 'attainment', 'activity_count'];

/** The figures of the whole selection: computed, never added up from people's rates. */
export function TeamSummary({ row, query }: { row: AnswerRow | undefined; query: MetricQueryInput }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const metrics = useMetrics().data?.rows ?? [];
  const figures = shown.flatMap((name) => {
    const metric = metrics.find((known) => known.name === name);
    const value = row?.[name];
    // A data set without quotas or activities has nothing to say of them.
    return metric && typeof value === 'number' && !(name === 'activity_count' && value === 0)
      ? [{ metric, value }]
      : [];
  });
  return (
    <section className="panel stat-row" aria-label={t('team.all_together')}>
      {figures.map(({ metric, value }) => (
        <Stat
          key={metric.name}
          name={metric.label[language]}
          info={<MetricInfo name={metric.name} />}
          value={metric.unit === 'money' ? formats.moneyShort(value) : formats.ofUnit(metric.unit, value)}
          remark={remark(formats.count(Number(row?.[`${metric.name}_n`] ?? 0)), metric.additive)}
          onOpen={() =>
            open({
              kind: 'metric',
              title: `${metric.label[language]} · ${t('team.all_together')}`,
              metric: metric.name,
              query,
            })
          }
        />
      ))}
    </section>
  );
}

const remark = (n: string, isSum: boolean) => (isSum ? undefined : `n = ${n}`);
