import { useTranslation } from 'react-i18next';
import type { ForecastAnswer } from '../../../../api/contracts/forecast.ts';
import { useLanguage } from '../../language/use-language.ts';
import { Banner } from '../../parts/states.tsx';

/** Which method the probabilities come from, in the models' own words; loud only where a baseline had to step in. */
export function WinProbabilityBanner({ forecast }: { forecast: ForecastAnswer }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const said = forecast.win_probability;
  if (!said || said.status === 'serving') return null;
  const title =
    said.status === 'not_enough_data'
      ? t('model_status.not_enough_data')
      : said.method_served === 'base_rate'
        ? t('forecast.no_signal')
        : t('forecast.beaten');
  return (
    <Banner tone="attention" title={title}>
      {said.reason[language]}
    </Banner>
  );
}
