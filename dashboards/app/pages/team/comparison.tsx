import { Select } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerRow } from '../../../../warehouse/metrics/metric-query.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { intervalDots } from '../../../specs/interval-dots.ts';
import { valueBars } from '../../../specs/value-bars.ts';
import { useMetrics } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { NothingHere } from '../../parts/states.tsx';
import { enoughDeals, type MeasureName, measures, type RepFigures } from './measures.ts';
import { barsOf, dotsOf, formatOf, isQuiet, measureOf, queryOf, type RepQueries, sortedBy } from './reps.ts';

interface Props {
  reps: readonly RepFigures[];
  initial: MeasureName;
  /** The same measures of all together. */
  overall: AnswerRow;
  queries: RepQueries;
}

/** People side by side in one measure: shares of counted deals with their interval, the rest as bars. */
export function Comparison({ reps: everyone, initial, overall, queries }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const [measure, setMeasure] = useState(initial);
  const reps = useMemo(() => sortedBy(everyone, measure), [everyone, measure]);
  const known = useMetrics().data?.rows ?? [];
  const label = (name: MeasureName) => known.find((row) => row.name === name)?.label[language] ?? name;
  const name = label(measure);
  const { unit } = measureOf(measure);
  const written = (value: number) => (unit === 'money' ? formats.moneyShort(value) : formats.ofUnit(unit, value));
  const rows = useMemo(() => reps.filter((rep) => rep.values[measure] !== null), [reps, measure]);
  const average = numberOrNull(overall[measure]);
  // What adds up has no sensible line to hold single people against.
  const isRate = measure !== 'won_amount' && measure !== 'activity_count';
  const reference = useMemo(
    () => (isRate && average !== null ? { value: average, label: t('team.all_together') } : null),
    [isRate, average, t],
  );
  const hasInterval = measure === 'win_rate' || measure === 'stage_win_rate';
  const draw = useCallback(
    (look: ChartLook) => {
      const description = t('team.compare_description', { metric: name, count: rows.length });
      const format = formatOf(measure);
      return hasInterval
        ? intervalDots(dotsOf(rows, measure, average), {
            ...look,
            format,
            reference,
            texts: { description, value: name, interval: t('chart.interval90'), n: t('chart.n') },
          })
        : valueBars(barsOf(rows, measure), {
            ...look,
            format,
            reference,
            texts: { description, value: name, n: t('chart.n') },
          });
    },
    [rows, measure, name, average, reference, hasInterval, t],
  );
  return (
    <ChartPanel
      title={t('team.compare')}
      info={<MetricInfo name={measure} />}
      text={average === null ? undefined : t('team.team_average', { value: written(average) })}
      className="tall"
      rows={rows}
      draw={draw}
      rowKey={(row) => row.owner_id}
      onMark={(rep) =>
        open({
          kind: 'metric',
          title: `${name} · ${rep.owner_name}`,
          metric: measure,
          query: queryOf(queries, measure),
          mark: { owner_id: rep.owner_id },
        })
      }
      empty={<NothingHere title={t('state.no_rows')} />}
      footnote={rows.some((rep) => isQuiet(rep, measure)) ? t('team.small_n', { n: enoughDeals }) : undefined}
      actions={
        <Select
          size="small"
          aria-label={t('team.sorted_by')}
          value={measure}
          onChange={setMeasure}
          popupMatchSelectWidth={false}
          options={measures
            .filter(({ metric }) => metric === measure || reps.some((rep) => (rep.values[metric] ?? 0) !== 0))
            .map(({ metric }) => ({ value: metric, label: label(metric) }))}
        />
      }
      columns={[
        { key: 'rep', title: t('team.rep'), cell: (rep) => rep.owner_name },
        { key: 'value', title: name, isNumber: true, cell: (rep) => formats.ofUnit(unit, rep.values[measure]) },
        { key: 'n', title: t('chart.n'), isNumber: true, cell: (rep) => formats.count(rep.n[measure]) },
      ]}
    />
  );
}

const numberOrNull = (value: unknown) => (typeof value === 'number' ? value : null);
