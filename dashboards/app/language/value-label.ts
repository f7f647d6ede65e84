import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { optionLabel } from '../../../crm/entities/options.ts';
import { useWorkspace } from '../api/queries.ts';
import { useLanguage } from './use-language.ts';

export type ValueLabel = (column: string, value: string | number | boolean | null | undefined) => string;

/** Columns whose stored keys have the labels of a field of another name. */
const fieldOf: Record<string, string> = { stage_type: 'outcome' };

const stageColumns = new Set(['stage', 'to_stage', 'from_stage']);

/** What people read for a stored value: a stage's own label, an option's label, "(none)" for null, else the value. */
export function useValueLabel(): ValueLabel {
  const { t } = useTranslation();
  const language = useLanguage();
  const stages = useWorkspace().data?.stages;
  return useCallback(
    (column, value) => {
      if (value === null || value === undefined || value === '') return t('chart.none');
      const text = String(value);
      if (stageColumns.has(column)) {
        const stage = stages?.find((row) => row.stage === text);
        return stage ? stage.label[language] : optionLabel('outcome', text, language);
      }
      return optionLabel(fieldOf[column] ?? column, text, language);
    },
    [t, language, stages],
  );
}
