import { Select } from 'antd';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BacktestPoint, BacktestSummary, ForecastAnswer } from '../../../../api/contracts/forecast.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { forecastAccuracy } from '../../../specs/forecast-accuracy.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useNameOf } from '../../language/name-of.ts';
import { useLanguage } from '../../language/use-language.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { FiguresTable } from '../../parts/figures-table.tsx';
import { Info, WithInfo } from '../../parts/metric-info.tsx';
import { NothingHere } from '../../parts/states.tsx';

/** What would have been said of past quarters beside what happened, and each method's record. */
export function Accuracy({ forecast }: { forecast: ForecastAnswer }) {
  const { points, summary, note } = forecast.backtest;
  const language = useLanguage();
  const served = servedMethod(points);
  return (
    <PastQuarters points={points.filter((point) => point.method === served)} note={note?.[language]}>
      {summary.length > 0 && <Records summary={summary} served={served} />}
    </PastQuarters>
  );
}

/** The method shown is the one that says ranges; baselines say a single number. */
const servedMethod = (points: readonly BacktestPoint[]) =>
  (points.find((point) => point.p10 !== null) ?? points[0])?.method ?? null;

function PastQuarters({
  points,
  note,
  children,
}: {
  points: readonly BacktestPoint[];
  note: string | undefined;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const weeks = useMemo(
    () => [...new Set(points.map((point) => point.weeks_before_end))].sort((a, b) => b - a),
    [points],
  );
  const [chosen, setChosen] = useState<number | null>(null);
  const week = chosen ?? weeks[Math.floor(weeks.length / 2)] ?? 0;
  const rows = useMemo(
    () =>
      points
        .filter((point) => point.weeks_before_end === week)
        .sort((a, b) => a.period_from.localeCompare(b.period_from))
        .map((point) => ({ ...point, period: formats.quarter(point.period_from), method_label: point.method })),
    [points, week, formats],
  );
  const draw = useCallback(
    (look: ChartLook) =>
      forecastAccuracy(rows, {
        ...look,
        texts: {
          description: t('forecast.accuracy_description', { weeks: week }),
          said: t('forecast.said'),
          happened: t('forecast.happened'),
          range80: t('chart.range80'),
          range95: t('chart.range95'),
        },
      }),
    [rows, week, t],
  );
  return (
    <ChartPanel
      title={t('forecast.accuracy')}
      text={t('forecast.accuracy_text')}
      rows={rows}
      draw={draw}
      rowKey={(row) => row.period_from}
      onMark={(row) =>
        open({
          kind: 'metric',
          title: `${t('forecast.happened')} · ${row.period}`,
          metric: 'won_amount',
          query: { metrics: ['won_amount'], from: row.period_from, to: row.period_to },
        })
      }
      empty={<NothingHere title={t('forecast.no_backtest')} text={note} />}
      footnote={rows.length > 0 ? note : undefined}
      beside={children}
      actions={
        weeks.length > 1 && (
          <Select
            size="small"
            aria-label={t('forecast.weeks_before')}
            value={week}
            onChange={setChosen}
            options={weeks.map((value) => ({ value, label: t('forecast.weeks_option', { weeks: value }) }))}
          />
        )
      }
      columns={[
        { key: 'period', title: t('forecast.quarter'), cell: (row) => row.period },
        { key: 'said', title: t('forecast.said'), isNumber: true, cell: (row) => formats.money(row.said) },
        {
          key: 'range',
          title: t('chart.range80'),
          isNumber: true,
          cell: (row) => (row.p10 === null ? '' : `${formats.moneyShort(row.p10)} – ${formats.moneyShort(row.p90)}`),
        },
        { key: 'happened', title: t('forecast.happened'), isNumber: true, cell: (row) => formats.money(row.happened) },
      ]}
    />
  );
}

function Records({ summary, served }: { summary: readonly BacktestSummary[]; served: string | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const nameOf = useNameOf();
  return (
    <section aria-label={t('forecast.track_record')}>
      <h3>{t('forecast.track_record')}</h3>
      <p className="faint">{t('forecast.track_record_text', { n: summary[0]?.n ?? 0 })}</p>
      <FiguresTable
        caption={t('forecast.track_record')}
        rows={summary}
        rowKey={(row) => row.method}
        columns={[
          {
            key: 'method',
            title: t('forecast.method'),
            cell: (row) => (
              <>
                {nameOf('method', row.method)}
                {row.method === served && <span className="badge">{t('forecast.served')}</span>}
              </>
            ),
          },
          {
            key: 'error',
            title: (
              <WithInfo name={t('forecast.error')}>
                <Info label={t('forecast.error')} text={t('forecast.error_hint')} />
              </WithInfo>
            ),
            isNumber: true,
            cell: (row) => formats.share(row.absolute_error_rate),
          },
          {
            key: 'bias',
            title: (
              <WithInfo name={t('forecast.bias')}>
                <Info label={t('forecast.bias')} text={t('forecast.bias_hint')} />
              </WithInfo>
            ),
            isNumber: true,
            cell: (row) => formats.signedShare(row.bias),
          },
          {
            key: 'coverage80',
            title: t('forecast.coverage80'),
            isNumber: true,
            cell: (row) => formats.share(row.coverage_80),
          },
          {
            key: 'coverage95',
            title: t('forecast.coverage95'),
            isNumber: true,
            cell: (row) => formats.share(row.coverage_95),
          },
          { key: 'n', title: t('chart.n'), isNumber: true, cell: (row) => formats.count(row.n) },
        ]}
      />
    </section>
  );
}
