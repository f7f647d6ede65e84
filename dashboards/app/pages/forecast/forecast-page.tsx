import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ForecastAnswer, ForecastPeriod } from '../../../../api/contracts/forecast.ts';
import { useForecast, useJobActions } from '../../api/queries.ts';
import { DrillDrawer } from '../../drill/drill-drawer.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { PageTitle } from '../../layout/page-title.tsx';
import { JobProgress } from '../../parts/job-progress.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { Banner, LoadFailed } from '../../parts/states.tsx';
import { Accuracy } from './accuracy.tsx';
import { Headline } from './headline.tsx';
import { History } from './history.tsx';
import { Parts } from './parts.tsx';
import { TopDeals } from './top-deals.tsx';
import { WinProbabilityBanner } from './win-probability-banner.tsx';

export function Page() {
  const { t } = useTranslation();
  const formats = useFormats();
  const forecast = useForecast();
  const [chosen, setChosen] = useState<string | null>(null);
  if (forecast.isPending) {
    return (
      <>
        <PageTitle title={t('page.forecast')} />
        <PageSkeleton titled />
      </>
    );
  }
  if (forecast.isError) return <LoadFailed error={forecast.error} retry={() => void forecast.refetch()} />;
  const { data } = forecast;
  const current = periodShown(data, chosen);
  return (
    <>
      <PageTitle title={t('page.forecast')} asOf={data.as_of}>
        {current && data.periods.length > 1 && (
          <Segmented
            value={current.period_from}
            onChange={setChosen}
            options={data.periods.map((period) => ({
              value: period.period_from,
              label: t(period.is_current ? 'forecast.this_quarter' : 'forecast.next_quarter', {
                quarter: formats.quarter(period.period_from),
              }),
            }))}
          />
        )}
      </PageTitle>
      <JobProgress job="train" title={t('state.training')} text={t('state.training_text')} />
      <Standing forecast={data} />
      {current && (
        <>
          <Headline forecast={data} current={current} />
          <QuarterOver forecast={data} />
          <WinProbabilityBanner forecast={data} />
          {current.is_current ? (
            <div className="grid two">
              <Parts current={current} />
              <History forecast={data} current={current} />
            </div>
          ) : (
            <Parts current={current} />
          )}
          <Accuracy forecast={data} />
          <TopDeals period={current.is_current ? 'current' : 'next'} />
        </>
      )}
      <DrillDrawer />
    </>
  );
}

/** A quarter that ends with the data has nothing left to forecast: then the next one is shown first. */
function periodShown(data: ForecastAnswer, chosen: string | null): ForecastPeriod | undefined {
  const current = data.periods.find((period) => period.is_current);
  const next = data.periods.find((period) => period.period_from === current?.period_to);
  return (
    data.periods.find((period) => period.period_from === chosen) ?? (current && isOver(data, current) ? next : current)
  );
}

const isOver = ({ as_of }: ForecastAnswer, { period_to }: ForecastPeriod) =>
  Date.parse(as_of) >= Date.parse(`${period_to}T00:00:00Z`) - 86_400_000;

function QuarterOver({ forecast }: { forecast: ForecastAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const current = forecast.periods.find((period) => period.is_current);
  if (!current || !isOver(forecast, current)) return null;
  return <Banner tone="info" title={t('forecast.quarter_over', { quarter: formats.quarter(current.period_from) })} />;
}

/** Why there is no forecast, where there is none. */
function Standing({ forecast }: { forecast: ForecastAnswer }) {
  const { t } = useTranslation();
  const { train } = useJobActions();
  if (forecast.status === 'not_enough_data') {
    const counts = { have: forecast.have, need: forecast.need };
    return (
      <Banner tone="attention" title={t('state.not_enough', counts)}>
        {t('state.not_enough_text', counts)}
      </Banner>
    );
  }
  if (forecast.status !== 'none') return null;
  return (
    <Banner tone="info" title={t('state.untrained')}>
      <p>{t('state.untrained_text')}</p>
      <Button type="primary" loading={train.isPending} onClick={() => train.mutate()}>
        {t('state.train')}
      </Button>
      {train.isError && <p role="alert">{train.error.message}</p>}
    </Banner>
  );
}
