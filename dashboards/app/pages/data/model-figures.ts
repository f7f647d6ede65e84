import type { ModelCard } from '../../../../api/contracts/forecast.ts';
import type { Language } from '../../../../warehouse/metrics/metric-query.ts';

interface Figure {
  value: number | null;
  low: number | null;
  high: number | null;
}

/** One measure on one slice, by method. `best` is null where methods tie or the measure has no better side. */
export interface Comparison {
  slice: string;
  measure: string;
  n: number;
  better: 'low' | 'high' | null;
  best: string | null;
  values: Record<string, Figure>;
}

const better: Record<string, 'low' | 'high'> = { log_loss: 'low', brier: 'low', calibration_error: 'low', auc: 'high' };

/** The evaluations of a model turned so that its methods stand side by side. */
export function comparisons(card: Pick<ModelCard, 'evaluations'>): Comparison[] {
  const found = new Map<string, Comparison>();
  for (const { slice, method, measure, value, low, high, n } of card.evaluations) {
    const key = `${slice}/${measure}`;
    const row = found.get(key) ?? { slice, measure, n, better: better[measure] ?? null, best: null, values: {} };
    row.values[method] = { value, low, high };
    row.n = Math.max(row.n, n);
    found.set(key, row);
  }
  return [...found.values()].map((row) => ({ ...row, best: bestOf(row) }));
}

function bestOf({ better, values }: Comparison): string | null {
  if (better === null) return null;
  const known = Object.entries(values).filter(([, { value }]) => value !== null);
  if (known.length < 2) return null;
  const sign = better === 'low' ? 1 : -1;
  const sorted = known.sort(([, a], [, b]) => sign * (a.value! - b.value!));
  return sorted[0]![1].value === sorted[1]![1].value ? null : sorted[0]![0];
}

/** Why this method is shown, in the card's own words. */
export function sentenceOf(card: Pick<ModelCard, 'card'>, language: Language): string | null {
  const reason = card.card.reason;
  if (typeof reason !== 'object' || reason === null) return null;
  const said = (reason as Record<string, unknown>)[language];
  return typeof said === 'string' ? said : null;
}
