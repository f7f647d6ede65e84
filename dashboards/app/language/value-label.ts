import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useWorkspace } from '../api/queries.ts';
import { useLanguage } from './use-language.ts';

export type ValueLabel = (column: string, value: string | number | boolean | null | undefined) => string;

/** What people read for a stored value: a stage's own label, an option's label, "(none)" for null, else the value. */
export function useValueLabel(): ValueLabel {
  const { t } = useTranslation();
  const language = useLanguage();
  const stages = useWorkspace().data?.stages;
  return useCallback(
    (column, value) => {
      if (value === null || value === undefined || value === '') return t('chart.none');
      const text = String(value);
      if (column === 'stage' || column === 'to_stage' || column === 'from_stage') {
        return stages?.find((stage) => stage.stage === text)?.label[language] ?? text;
      }
      return text;
    },
    [t, language, stages],
  );
}
