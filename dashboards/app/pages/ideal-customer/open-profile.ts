import { useCallback } from 'react';
import type { ProfileRow } from '../../../../api/contracts/workspace.ts';
import { useMetrics } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useLanguage } from '../../language/use-language.ts';
import { useValueLabel } from '../../language/value-label.ts';

/** Opens the closed deals of an attribute's value: the numerator and denominator of its win rate. */
export function useOpenProfile(): (row: Pick<ProfileRow, 'attribute' | 'attribute_label' | 'value'>) => void {
  const { open } = useDrillTarget();
  const language = useLanguage();
  const valueLabel = useValueLabel();
  const dimensions = useMetrics().data?.dimensions;
  return useCallback(
    (row) => {
      if (!dimensions?.some((dimension) => dimension.name === row.attribute)) return;
      open({
        kind: 'metric',
        title: `${row.attribute_label[language]}: ${valueLabel(row.attribute, row.value)}`,
        metric: 'win_rate',
        query: { metrics: ['win_rate'], by: [row.attribute] },
        mark: { [row.attribute]: row.value },
      });
    },
    [open, language, valueLabel, dimensions],
  );
}
