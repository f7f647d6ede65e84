import './no-eval.ts';
import type { z } from 'zod';
import { ForecastAnswer, ModelPage, ScoredPage, type ScoredQuery } from '../../../api/contracts/forecast.ts';
import { ProfileAnswer } from '../../../api/contracts/ideal-customer.ts';
import { JobPage, JobState } from '../../../api/contracts/jobs.ts';
import { QuarantinePage, RepairPage } from '../../../api/contracts/loads.ts';
import { MetricsAnswer } from '../../../api/contracts/metrics.ts';
import { WorkspaceAnswer } from '../../../api/contracts/workspace.ts';
import {
  DrillAnswer,
  type DrillQuery,
  MetricAnswer,
  type MetricQueryInput,
} from '../../../warehouse/metrics/metric-query.ts';
import { type RequestOptions, request } from './request.ts';

const base = '/api/v1';

/** Of the two quarters a forecast speaks of. */
export type ForecastQuarter = ScoredQuery['period'];

/** A page of a list. */
export interface PageOf {
  limit: number;
  offset: number;
}

const read =
  <Schema extends z.ZodType>(answer: Schema, path: string) =>
  (options: RequestOptions = {}) =>
    request(answer, base + path, options);

const search = (parts: object) =>
  `?${new URLSearchParams(Object.entries(parts).map(([name, value]) => [name, String(value)]))}`;

/** One function for each operation of the API that the client uses; answers are held against their contracts. */
export const api = {
  workspace: read(WorkspaceAnswer, '/workspace'),
  metrics: read(MetricsAnswer, '/metrics'),
  forecast: read(ForecastAnswer, '/forecast'),
  models: read(ModelPage, '/models'),
  idealCustomer: read(ProfileAnswer, '/ideal-customer'),
  jobs: read(JobPage, '/jobs'),
  query: (query: MetricQueryInput, options?: RequestOptions) =>
    request(MetricAnswer, `${base}/query`, { method: 'POST', body: query, ...options }),
  drill: (query: z.input<typeof DrillQuery>, options?: RequestOptions) =>
    request(DrillAnswer, `${base}/drill`, { method: 'POST', body: query, ...options }),
  scored: (page: PageOf & { period: ForecastQuarter }, options?: RequestOptions) =>
    request(ScoredPage, `${base}/opportunities/scored${search(page)}`, options),
  repairs: (load_id: string, page: PageOf, options?: RequestOptions) =>
    request(RepairPage, `${base}/loads/${encodeURIComponent(load_id)}/repairs${search(page)}`, options),
  quarantine: (load_id: string, page: PageOf, options?: RequestOptions) =>
    request(QuarantinePage, `${base}/loads/${encodeURIComponent(load_id)}/quarantine${search(page)}`, options),
  train: () => request(JobState, `${base}/jobs/train`, { method: 'POST', body: {} }),
  cancel: (job: string) => request(JobState, `${base}/jobs/${encodeURIComponent(job)}/cancel`, { method: 'POST' }),
};
