import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastAnswer, ForecastPeriod } from '../../../../api/contracts/forecast.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { forecastHistory } from '../../../specs/forecast-history.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { NothingHere } from '../../parts/states.tsx';

/** How the forecast of this quarter moved from day to day. */
export function History({ forecast, current }: { forecast: ForecastAnswer; current: ForecastPeriod }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const rows = forecast.history;
  const quarter = formats.quarter(current.period_from);
  const first = rows[0];
  const last = rows.at(-1);
  const draw = useCallback(
    (look: ChartLook) =>
      forecastHistory(rows, {
        ...look,
        quota: current.quota,
        texts: {
          description: t('forecast.moved_description', {
            from: formats.day(rows[0]?.as_of ?? null),
            to: formats.day(rows.at(-1)?.as_of ?? null),
          }),
          forecast: t('forecast.total'),
          range80: t('chart.range80'),
          won: t('forecast.won'),
          day: t('forecast.day'),
          quota: t('forecast.quota'),
        },
      }),
    [rows, current, t, formats],
  );
  return (
    <ChartPanel
      title={t('forecast.moved')}
      text={
        first && last && rows.length > 1
          ? `${t('forecast.moved_text', { quarter })} ${t('forecast.moved_by', {
              change: signed(last.mean - first.mean, formats.moneyShort),
              day: formats.dayShort(first.as_of.slice(0, 10)),
            })}`
          : t('forecast.moved_text', { quarter })
      }
      rows={rows}
      draw={draw}
      rowKey={(row) => row.as_of}
      onMark={(row) =>
        open({
          kind: 'metric',
          title: `${t('forecast.won')} · ${formats.momentDay(row.as_of)}`,
          metric: 'won_amount',
          query: { metrics: ['won_amount'], from: current.period_from, to: current.period_to, as_of: zoned(row.as_of) },
        })
      }
      empty={<NothingHere title={t('forecast.no_history')} />}
      columns={[
        { key: 'as_of', title: t('forecast.day'), cell: (row) => formats.momentDay(row.as_of) },
        { key: 'mean', title: t('forecast.total'), isNumber: true, cell: (row) => formats.money(row.mean) },
        {
          key: 'range',
          title: t('chart.range80'),
          isNumber: true,
          cell: (row) => (row.p10 === null ? '' : `${formats.moneyShort(row.p10)} – ${formats.moneyShort(row.p90)}`),
        },
        { key: 'won', title: t('forecast.won'), isNumber: true, cell: (row) => formats.money(row.won) },
      ]}
    />
  );
}

// The sign keeps to its figure at the end of a line.
const signed = (value: number, write: (value: number) => string) =>
  `${value < 0 ? '−' : '+'}\u2060${write(Math.abs(value))}`;

/** A moment without a zone is UTC; a query wants it said. */
export const zoned = (moment: string) =>
  /(Z|[+-]\d\d:\d\d)$/.test(moment) ? moment : `${moment.replace(' ', 'T')}${moment.length <= 10 ? 'T00:00:00' : ''}Z`;
