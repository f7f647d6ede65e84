import { Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProfileAnswer } from '../../../../api/contracts/ideal-customer.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { shareInterval } from '../../../specs/interval.ts';
import { type IntervalDot, intervalDots } from '../../../specs/interval-dots.ts';
import { useMetricQuery, useMetrics } from '../../api/queries.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { useValueLabel } from '../../language/value-label.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { LoadFailed, NothingHere } from '../../parts/states.tsx';
import { attributesOf } from './lift.tsx';
import { useOpenProfile } from './open-profile.ts';

const most = 18;
const preferred = ['industry', 'source', 'size_band', 'country'];

/** Win rate by one attribute as counted, straight from the metric. `place` picks which attribute is shown first. */
export function WinRates({ profile, place }: { profile: ProfileAnswer; place: number }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  const { open } = useOpenProfile();
  const dimensions = useMetrics().data?.dimensions;
  const attributes = useMemo(
    () => attributesOf(profile).filter((row) => dimensions?.some(({ name }) => name === row.attribute) ?? true),
    [profile, dimensions],
  );
  const known = [
    ...preferred.filter((name) => attributes.some((row) => row.attribute === name)),
    attributes[0]?.attribute ?? '',
  ];
  const first = known[place] ?? known[0] ?? '';
  const [attribute, setAttribute] = useState(first);
  const info = attributes.find((row) => row.attribute === attribute);
  const answer = useMetricQuery({ metrics: ['win_rate'], by: [attribute] });
  const title = answer.data?.columns.find((column) => column.kind === 'label')?.name ?? attribute;
  const rows = useMemo(
    () =>
      (answer.data?.rows ?? [])
        .flatMap((row) => {
          const n = Number(row.win_rate_n ?? 0);
          if (typeof row.win_rate !== 'number' || n === 0 || !(attribute in row)) return [];
          const interval = shareInterval(row.win_rate * n, n);
          const stored = row[attribute] ?? null;
          return [
            {
              key: String(stored),
              stored: stored === null ? null : String(stored),
              label: valueLabel(attribute, row[title]),
              value: row.win_rate,
              low: interval?.low ?? null,
              high: interval?.high ?? null,
              n,
              emphasis: n < 30 ? ('quiet' as const) : ('plain' as const),
            } satisfies IntervalDot & { stored: string | null },
          ];
        })
        .sort((a, b) => b.n - a.n)
        .slice(0, most)
        .sort((a, b) => (b.value ?? 0) - (a.value ?? 0)),
    [answer.data, attribute, title, valueLabel],
  );
  const label = info?.attribute_label ?? { en: attribute, zh: attribute };
  const draw = useCallback(
    (look: ChartLook) =>
      intervalDots(rows, {
        ...look,
        format: 'share',
        reference: profile.base_win_rate === null ? null : { value: profile.base_win_rate, label: t('ideal.average') },
        texts: {
          description: t('ideal.win_rate_description', { attribute: label[language], count: rows.length }),
          value: t('ideal.win_rate'),
          interval: t('chart.interval90'),
          n: t('chart.n'),
        },
      }),
    [rows, profile, label, language, t],
  );
  if (answer.isError) return <LoadFailed error={answer.error} retry={() => void answer.refetch()} />;
  return (
    <ChartPanel
      title={t('ideal.win_rates', { attribute: language === 'en' ? label.en.toLowerCase() : label.zh })}
      text={t('ideal.win_rates_text')}
      info={<MetricInfo name="win_rate" />}
      rows={rows}
      draw={draw}
      rowKey={(row) => row.key}
      onMark={(row) => open({ attribute, attribute_label: label, value: row.stored })}
      empty={<NothingHere title={t('state.no_rows')} />}
      actions={
        <Select
          size="small"
          aria-label={t('ideal.attribute')}
          value={attribute}
          onChange={setAttribute}
          popupMatchSelectWidth={false}
          options={attributes.map((row) => ({ value: row.attribute, label: row.attribute_label[language] }))}
        />
      }
      columns={[
        { key: 'value', title: label[language], cell: (row) => row.label },
        { key: 'rate', title: t('ideal.win_rate'), isNumber: true, cell: (row) => formats.share(row.value) },
        {
          key: 'interval',
          title: t('chart.interval90'),
          isNumber: true,
          cell: (row) => `${formats.share(row.low)} – ${formats.share(row.high)}`,
        },
        { key: 'n', title: t('chart.n'), isNumber: true, cell: (row) => formats.count(row.n) },
      ]}
    />
  );
}
