import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { z } from 'zod';
import { DrillQuery } from '../../../warehouse/metrics/metric-query.ts';

/** What the drawer of records shows: a mark of a metric, or the open deals a forecast counts on. */
export const DrillTarget = z.discriminatedUnion('kind', [
  DrillQuery.pick({ query: true, metric: true, mark: true }).extend({
    kind: z.literal('metric'),
    title: z.string().max(200),
  }),
  z.strictObject({ kind: z.literal('open'), period: z.enum(['current', 'next']), title: z.string().max(200) }),
]);
export type DrillTarget = z.infer<typeof DrillTarget>;
export type DrillTargetInput = z.input<typeof DrillTarget>;

const parameter = 'records';

export const writeTarget = (target: DrillTargetInput): string => JSON.stringify(target);

/** Null where the text is no target: a link that was cut short opens the page without its drawer. */
export function readTarget(text: string | null): DrillTarget | null {
  if (text === null) return null;
  try {
    return DrillTarget.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** The open drawer lives in the address, so it can be linked to and left with the back button. */
export function useDrillTarget() {
  const [search, setSearch] = useSearchParams();
  const text = search.get(parameter);
  const target = useMemo(() => readTarget(text), [text]);
  const open = useCallback(
    (next: DrillTargetInput) =>
      setSearch(
        (before) => {
          const after = new URLSearchParams(before);
          after.set(parameter, writeTarget(next));
          return after;
        },
        { preventScrollReset: true },
      ),
    [setSearch],
  );
  const close = useCallback(
    () =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        after.delete(parameter);
        return after;
      }),
    [setSearch],
  );
  return { target, open, close };
}
