import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ProfileRow } from '../../../../api/contracts/ideal-customer.ts';
import { api } from '../../api/client.ts';
import { useMetrics } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useLanguage } from '../../language/use-language.ts';
import { useValueLabel } from '../../language/value-label.ts';

type Value = Pick<ProfileRow, 'attribute' | 'attribute_label' | 'value'>;

interface OpenProfile {
  /** Bands drawn from the data themselves (annual revenue) are no dimension, so their deals cannot be asked for. */
  canOpen(attribute: string): boolean;
  /** Opens the closed deals of an attribute's value: the numerator and denominator of its win rate. */
  open(row: Value): void;
}

/** Attributes that say a name where the dimension has a key. */
const keyed: Record<string, string> = { product: 'product_id' };

export function useOpenProfile(): OpenProfile {
  const { open } = useDrillTarget();
  const language = useLanguage();
  const valueLabel = useValueLabel();
  const client = useQueryClient();
  const dimensions = useMetrics().data?.dimensions;
  return useMemo(() => {
    const dimensionOf = (attribute: string) =>
      dimensions?.find((dimension) => dimension.name === (keyed[attribute] ?? attribute));
    const keyOf = async (dimension: string, title: string, value: string | null) => {
      const query = { metrics: ['win_rate'], by: [dimension] };
      const { rows } = await client.fetchQuery({ queryKey: ['query', query], queryFn: () => api.query(query) });
      return rows.find((row) => row[title] === value)?.[dimension] ?? null;
    };
    return {
      canOpen: (attribute) => dimensionOf(attribute) !== undefined,
      open: ({ attribute, attribute_label, value }) => {
        const dimension = dimensionOf(attribute);
        if (!dimension) return;
        const { name, title } = dimension;
        const found = title && value !== null ? keyOf(name, title.name, value) : Promise.resolve(value);
        void found.then((key) =>
          open({
            kind: 'metric',
            title: `${attribute_label[language]}: ${valueLabel(attribute, value)}`,
            metric: 'win_rate',
            query: { metrics: ['win_rate'], by: [name] },
            mark: { [name]: key },
          }),
        );
      },
    };
  }, [open, language, valueLabel, client, dimensions]);
}
