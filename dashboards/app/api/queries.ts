import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { z } from 'zod';
import type { DrillQuery, MetricQueryInput } from '../../../warehouse/metrics/metric-query.ts';
import { api, type ForecastQuarter, type PageOf } from './client.ts';

export const workspaceQuery = queryOptions({
  queryKey: ['workspace'],
  queryFn: ({ signal }) => api.workspace({ signal }),
});

export const forecastQuery = queryOptions({
  queryKey: ['forecast'],
  queryFn: ({ signal }) => api.forecast({ signal }),
});

/** Asked again from time to time, so that a page notices new data without being reloaded. */
export const useWorkspace = () => useQuery({ ...workspaceQuery, refetchInterval: 30_000 });

export const useMetrics = () =>
  useQuery({
    queryKey: ['metrics'],
    queryFn: ({ signal }) => api.metrics({ signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

export const useForecast = () => useQuery(forecastQuery);

export const useModels = () => useQuery({ queryKey: ['models'], queryFn: ({ signal }) => api.models({ signal }) });

export const useIdealCustomer = () =>
  useQuery({ queryKey: ['ideal-customer'], queryFn: ({ signal }) => api.idealCustomer({ signal }) });

/** Asked every second while a job runs, else seldom. */
export const useJobs = () =>
  useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => api.jobs({ signal }),
    refetchInterval: ({ state }) => (state.data?.rows.some((job) => job.status === 'running') ? 1_000 : 15_000),
  });

export const useScored = (page: PageOf & { period: ForecastQuarter }) =>
  useQuery({
    queryKey: ['scored', page],
    queryFn: ({ signal }) => api.scored(page, { signal }),
    placeholderData: keepPreviousData,
  });

/** A null query waits. */
export const useMetricQuery = (query: MetricQueryInput | null) =>
  useQuery({
    queryKey: ['query', query],
    queryFn: ({ signal }) => api.query(query!, { signal }),
    enabled: query !== null,
    placeholderData: keepPreviousData,
  });

export const useDrill = (query: z.input<typeof DrillQuery> | null) =>
  useQuery({
    queryKey: ['drill', query],
    queryFn: ({ signal }) => api.drill(query!, { signal }),
    enabled: query !== null,
    placeholderData: keepPreviousData,
  });

export const useLoadRows = (kind: 'repairs' | 'quarantine', load_id: string, page: PageOf) =>
  useQuery<{ rows: Record<string, unknown>[]; total: number }>({
    queryKey: [kind, load_id, page],
    queryFn: ({ signal }) => api[kind](load_id, page, { signal }),
    placeholderData: keepPreviousData,
  });

export function useJobActions() {
  const client = useQueryClient();
  const onSettled = () => client.invalidateQueries({ queryKey: ['jobs'] });
  return {
    train: useMutation({ mutationFn: api.train, onSettled }),
    cancel: useMutation({ mutationFn: api.cancel, onSettled }),
  };
}

/** Reads everything again when the data changed or a job ended. */
export function useFreshData(): void {
  const client = useQueryClient();
  const version = useWorkspace().data?.data_version;
  const ended = useJobs()
    .data?.rows.filter((job) => job.finished_at !== null)
    .map((job) => job.finished_at)
    .join();
  const seen = useRef<{ version: number | undefined; ended: string | undefined }>({ version, ended });
  useEffect(() => {
    const before = seen.current;
    const isNew = (was: unknown, is: unknown) => was !== undefined && is !== undefined && was !== is;
    if (isNew(before.version, version) || isNew(before.ended, ended)) {
      void client.invalidateQueries({
        predicate: ({ queryKey }) => queryKey[0] !== 'jobs' && queryKey[0] !== 'metrics',
      });
    }
    seen.current = { version: version ?? before.version, ended: ended ?? before.ended };
  }, [client, version, ended]);
}
