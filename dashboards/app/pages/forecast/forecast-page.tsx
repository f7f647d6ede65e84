import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ForecastAnswer } from '../../../../api/contracts/forecast.ts';
import { useForecast, useJobActions } from '../../api/queries.ts';
import { DrillDrawer } from '../../drill/drill-drawer.tsx';
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
  const forecast = useForecast();
  if (forecast.isPending) return <PageSkeleton />;
  if (forecast.isError) return <LoadFailed error={forecast.error} retry={() => void forecast.refetch()} />;
  const { data } = forecast;
  const current = data.periods.find((period) => period.is_current);
  return (
    <>
      <PageTitle title={t('page.forecast')} asOf={data.as_of} />
      <JobProgress job="train" title={t('state.training')} text={t('state.training_text')} />
      <Standing forecast={data} />
      {current && (
        <>
          <Headline forecast={data} current={current} />
          <WinProbabilityBanner forecast={data} />
          <div className="grid wide-narrow">
            <Parts current={current} />
            <History forecast={data} current={current} />
          </div>
          <Accuracy forecast={data} />
          <TopDeals />
        </>
      )}
      <DrillDrawer />
    </>
  );
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
