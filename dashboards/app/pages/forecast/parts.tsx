import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastPeriod } from '../../../../api/contracts/forecast.ts';
import type { ChartLook } from '../../../specs/chart.ts';
import { type ForecastPart, forecastPartRows, forecastParts } from '../../../specs/forecast-parts.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useNameOf } from '../../language/name-of.ts';
import { ChartPanel } from '../../parts/chart-panel.tsx';
import { Banner } from '../../parts/states.tsx';

/** Won + open + not yet created, and for the sum its range. */
export function Parts({ current }: { current: ForecastPeriod }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const nameOf = useNameOf();
  const [explains, setExplains] = useState(false);
  const rows = useMemo(
    () =>
      forecastPartRows(current, {
        won: t('forecast.won'),
        open: t('forecast.open'),
        not_yet_created: t('forecast.not_yet_created'),
        total: t('forecast.total'),
      }),
    [current, t],
  );
  const draw = useCallback(
    (look: ChartLook) =>
      forecastParts(rows, {
        ...look,
        quota: current.quota,
        texts: {
          description: t('forecast.parts_description', {
            won: formats.moneyShort(current.won),
            open: formats.moneyShort(current.open.mean),
            later: formats.moneyShort(current.not_yet_created.mean),
            total: formats.moneyShort(current.total.mean),
          }),
          amount: t('forecast.amount'),
          range80: t('chart.range80'),
          quota: t('forecast.quota'),
        },
      }),
    [rows, current, t, formats],
  );
  const onMark = (row: ForecastPart) => {
    setExplains(row.part === 'not_yet_created' || row.part === 'total');
    if (row.part === 'open') {
      open({ kind: 'open', period: current.is_current ? 'current' : 'next', title: t('drill.open_title') });
    }
    if (row.part === 'won') {
      open({
        kind: 'metric',
        title: `${t('forecast.won')} · ${formats.quarter(current.period_from)}`,
        metric: 'won_amount',
        query: { metrics: ['won_amount'], from: current.period_from, to: current.period_to },
      });
    }
  };
  return (
    <ChartPanel
      title={t('forecast.parts')}
      text={t('forecast.parts_text')}
      rows={rows}
      draw={draw}
      rowKey={(row) => row.part}
      onMark={onMark}
      empty={null}
      columns={[
        { key: 'label', title: t('forecast.total'), cell: (row) => row.label },
        { key: 'value', title: t('forecast.amount'), isNumber: true, cell: (row) => formats.money(row.value) },
        {
          key: 'range80',
          title: t('chart.range80'),
          isNumber: true,
          cell: (row) => between(row.p10, row.p90, formats.moneyShort),
        },
        {
          key: 'range95',
          title: t('chart.range95'),
          isNumber: true,
          cell: (row) => between(row.p025, row.p975, formats.moneyShort),
        },
      ]}
      below={
        <>
          {explains && (
            <Banner tone="info" title={t('forecast.later_title')}>
              {t('forecast.later_text')}
            </Banner>
          )}
          {current.baselines.length > 0 && (
            <p className="faint baseline-line">
              {t('forecast.baseline')}:
              {current.baselines.map(({ method, mean }) => (
                <span key={method} className="whole">
                  {nameOf('method', method)} {formats.moneyShort(mean)}
                </span>
              ))}
            </p>
          )}
        </>
      }
    />
  );
}

const between = (low: number | null, high: number | null, write: (value: number) => string) =>
  low === null || high === null ? '' : `${write(low)} – ${write(high)}`;
