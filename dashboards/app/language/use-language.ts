import { useTranslation } from 'react-i18next';
import type { Language } from '../../../warehouse/metrics/metric-query.ts';

export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return i18n.language === 'zh' ? 'zh' : 'en';
}
