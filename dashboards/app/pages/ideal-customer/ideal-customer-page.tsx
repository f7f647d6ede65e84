import { useTranslation } from 'react-i18next';
import type { ProfileAnswer } from '../../../../api/contracts/ideal-customer.ts';
import { useIdealCustomer } from '../../api/queries.ts';
import { DrillDrawer } from '../../drill/drill-drawer.tsx';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { useValueLabel } from '../../language/value-label.ts';
import { PageTitle } from '../../layout/page-title.tsx';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { PageSkeleton } from '../../parts/skeleton.tsx';
import { Stat } from '../../parts/stat.tsx';
import { Banner, LoadFailed } from '../../parts/states.tsx';
import { Lift } from './lift.tsx';
import { ProfileTable } from './profile-table.tsx';
import { WinRates } from './win-rates.tsx';

export function Page() {
  const { t } = useTranslation();
  const profile = useIdealCustomer();
  if (profile.isPending) {
    return (
      <>
        <PageTitle title={t('page.ideal_customer')} text={t('ideal.text')} />
        <PageSkeleton titled />
      </>
    );
  }
  if (profile.isError) return <LoadFailed error={profile.error} retry={() => void profile.refetch()} />;
  const { data } = profile;
  const counts = { have: data.n, need: data.need };
  return (
    <>
      <PageTitle title={t('page.ideal_customer')} text={t('ideal.text')} asOf={data.as_of} />
      {data.n < data.need || data.rows.length === 0 ? (
        <Banner tone="attention" title={t('ideal.not_enough', counts)}>
          {t('ideal.not_enough_text', counts)}
        </Banner>
      ) : (
        <>
          <Summary profile={data} />
          <div className="grid two">
            <Lift profile={data} />
            <div className="grid">
              <WinRates profile={data} place={0} />
              <WinRates profile={data} place={1} />
            </div>
          </div>
          <ProfileTable profile={data} />
        </>
      )}
      <DrillDrawer />
    </>
  );
}

function Summary({ profile }: { profile: ProfileAnswer }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const language = useLanguage();
  const valueLabel = useValueLabel();
  const clear = profile.rows.filter((row) => row.is_significant);
  const best = [...clear].sort((a, b) => b.lift - a.lift)[0];
  return (
    <>
      <section className="panel stat-row" aria-label={t('ideal.base')}>
        <Stat
          name={t('ideal.base')}
          info={<MetricInfo name="win_rate" />}
          value={formats.share(profile.base_win_rate)}
          remark={t('ideal.base_text', { n: formats.count(profile.n) })}
        />
        <Stat
          name={t('ideal.found')}
          value={formats.count(clear.length)}
          remark={t('ideal.found_text', { count: formats.count(profile.rows.length) })}
        />
        {best && best.lift > 1 && (
          <Stat
            name={t('ideal.best')}
            value={`× ${formats.decimal(best.lift)}`}
            remark={`${best.attribute_label[language]}: ${valueLabel(best.attribute, best.value)}`}
          />
        )}
      </section>
      {clear.length === 0 && (
        <Banner tone="info" title={t('ideal.none_clear')}>
          {t('ideal.none_clear_text')}
        </Banner>
      )}
    </>
  );
}
