import { useMemo } from 'react';
import { useSearchParams } from 'react-router';
import type { Filter } from '../../../warehouse/metrics/metric-query.ts';
import { useWorkspace } from '../api/queries.ts';
import { dayIn, type Period, type PeriodName, periodDays, periodNames } from '../format/periods.ts';

/** The dimensions a page can be narrowed by, by the name they have in its address. */
export const filterDimensions = {
  team: 'team_id',
  owner: 'owner_id',
  source: 'source',
  product: 'product_id',
} as const;
export type FilterName = keyof typeof filterDimensions;

export interface Selection {
  periodName: PeriodName;
  period: Period;
  values: Partial<Record<FilterName, string>>;
  /** As a metric query takes them. */
  filters: Filter[];
  choosePeriod(name: PeriodName): void;
  choose(name: FilterName, value: string | null): void;
  clear(): void;
}

/** What the page is narrowed to. It lives in the address: a link shows the same. */
export function useSelection({ names, initial }: { names: readonly FilterName[]; initial: PeriodName }): Selection {
  const [search, setSearch] = useSearchParams();
  const workspace = useWorkspace().data;
  return useMemo(() => {
    const asked = search.get('period');
    const periodName = periodNames.find((name) => name === asked) ?? initial;
    const today = workspace ? dayIn(workspace.time_zone, workspace.as_of) : new Date().toISOString().slice(0, 10);
    const values: Selection['values'] = {};
    for (const name of names) {
      const value = search.get(name);
      if (value !== null) values[name] = value;
    }
    const change = (name: string, value: string | null) =>
      setSearch((before) => {
        const after = new URLSearchParams(before);
        if (value === null) after.delete(name);
        else after.set(name, value);
        return after;
      });
    return {
      periodName,
      period: periodDays(periodName, today, workspace?.fiscal_year_start_month ?? 1),
      values,
      filters: names.flatMap((name) => {
        const value = values[name];
        // "-" stands for records that have none.
        return value === undefined
          ? []
          : [{ dimension: filterDimensions[name], op: 'in' as const, values: [value === '-' ? null : value] }];
      }),
      choosePeriod: (name) => change('period', name === initial ? null : name),
      choose: change,
      clear: () =>
        setSearch((before) => {
          const after = new URLSearchParams(before);
          for (const name of names) after.delete(name);
          return after;
        }),
    };
  }, [search, setSearch, workspace, names, initial]);
}
