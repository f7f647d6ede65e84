import { useTranslation } from 'react-i18next';
import type { ForecastAnswer, ForecastPeriod } from '../../../../api/contracts/forecast.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { addDays } from '../../format/periods.ts';
import { useFormats } from '../../format/use-formats.ts';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { Stat } from '../../parts/stat.tsx';
import { RangeStrip } from './range-strip.tsx';

/** The one number of the page, its range, and what to hold it against. */
export function Headline({ forecast, current }: { forecast: ForecastAnswer; current: ForecastPeriod }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const { total } = current;
  const quarter = formats.quarter(current.period_from);
  const next = forecast.periods.find((period) => period.period_from === current.period_to);
  const hasRange = total.p10 !== null && total.p90 !== null;
  return (
    <section className="panel headline" aria-label={t('forecast.summary', { quarter })}>
      <div className="headline-main">
        <span className="stat-name">{t('forecast.summary', { quarter })}</span>
        <strong className="big-number" title={formats.money(total.mean)}>
          {formats.moneyShort(total.mean)}
        </strong>
        {hasRange ? (
          <>
            <RangeStrip total={total} quota={current.quota} />
            <dl className="ranges">
              <RangeLine
                tone="range-80"
                name={t('chart.range80')}
                often={t('forecast.in80')}
                low={total.p10}
                high={total.p90}
              />
              <RangeLine
                tone="range-95"
                name={t('chart.range95')}
                often={t('forecast.in95')}
                low={total.p025}
                high={total.p975}
              />
              {current.quota !== null && (
                <div>
                  <dt>
                    <i className="range-quota" aria-hidden="true" />
                    {t('forecast.quota')}
                  </dt>
                  <dd>{formats.moneyShort(current.quota)}</dd>
                </div>
              )}
            </dl>
          </>
        ) : (
          <p className="faint">{t('forecast.no_range')}</p>
        )}
      </div>
      <div className="headline-stats">
        <Stat
          name={t('forecast.won')}
          info={<MetricInfo name="won_amount" />}
          value={formats.moneyShort(current.won)}
          remark={t('forecast.period', {
            from: formats.dayShort(current.period_from),
            to: formats.dayShort(addDays(current.period_to, -1)),
          })}
          onOpen={() =>
            open({
              kind: 'metric',
              title: `${t('forecast.won')} · ${quarter}`,
              metric: 'won_amount',
              query: { metrics: ['won_amount'], from: current.period_from, to: current.period_to },
            })
          }
        />
        <AgainstQuota current={current} />
        {next && (
          <Stat
            name={`${t('forecast.next')} · ${formats.quarter(next.period_from)}`}
            value={formats.moneyShort(next.total.mean)}
            remark={
              next.total.p10 !== null && next.total.p90 !== null ? (
                <>
                  {t('chart.range80')}
                  <br />
                  <span className="whole">
                    {formats.moneyShort(next.total.p10)} – {formats.moneyShort(next.total.p90)}
                  </span>
                </>
              ) : undefined
            }
          />
        )}
      </div>
    </section>
  );
}

function AgainstQuota({ current }: { current: ForecastPeriod }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const { quota, quota_probability: chance, total } = current;
  if (quota === null) return <Stat name={t('forecast.against_quota')} value="–" remark={t('forecast.no_quota')} />;
  const gap = total.mean - quota;
  return (
    <Stat
      name={t('forecast.against_quota')}
      info={<MetricInfo name="quota" />}
      value={chance === null ? formats.share(total.mean / quota) : formats.chance(chance)}
      remark={
        <>
          {t(chance === null ? 'forecast.quota_of' : 'forecast.quota_chance', { quota: formats.moneyShort(quota) })}
          <br />
          {gap < 0 ? t('forecast.gap') : t('forecast.above')} {formats.moneyShort(Math.abs(gap))}
        </>
      }
      onOpen={() =>
        open({
          kind: 'metric',
          title: `${t('forecast.quota')} · ${formats.quarter(current.period_from)}`,
          metric: 'quota',
          query: { metrics: ['quota'], from: current.period_from, to: current.period_to },
        })
      }
    />
  );
}

function RangeLine({
  tone,
  name,
  often,
  low,
  high,
}: {
  tone: string;
  name: string;
  often: string;
  low: number | null;
  high: number | null;
}) {
  const formats = useFormats();
  if (low === null || high === null) return null;
  return (
    <div>
      <dt>
        <i className={tone} aria-hidden="true" />
        {name}
      </dt>
      <dd>
        {formats.moneyShort(low)} – {formats.moneyShort(high)} <span className="faint">{often}</span>
      </dd>
    </div>
  );
}
