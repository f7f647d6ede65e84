import { useTranslation } from 'react-i18next';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { MetricInfo } from '../../parts/metric-info.tsx';
import { Stat } from '../../parts/stat.tsx';
import type { StageFigures } from './stages.ts';

/** The funnel in three figures and the stage that holds it up. */
export function Bottleneck({ stages }: { stages: readonly StageFigures[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const language = useLanguage();
  const first = stages[0];
  const narrowest = stages.find((stage) => stage.is_bottleneck);
  return (
    <section className="panel stat-row" aria-label={t('funnel.stages')}>
      <Stat
        name={t('funnel.in_funnel')}
        info={<MetricInfo name="stage_entries" />}
        value={formats.count(first?.entries ?? 0)}
        remark={first?.label[language]}
      />
      <Stat
        name={t('funnel.overall_conversion')}
        info={<MetricInfo name="stage_win_rate" />}
        value={formats.share(first?.won_share)}
        remark={t('funnel.overall_conversion_text')}
      />
      <div className="stat attention">
        <span className="stat-name">
          {narrowest ? t('funnel.bottleneck', { stage: narrowest.label[language] }) : t('funnel.bottleneck_none')}
        </span>
        {narrowest && (
          <>
            <span className="stat-value">{formats.share(narrowest.step_share)}</span>
            <span className="stat-remark">
              {t('funnel.bottleneck_text', {
                share: formats.share(narrowest.step_share),
                n: formats.count(narrowest.entries),
              })}
            </span>
          </>
        )}
      </div>
    </section>
  );
}
