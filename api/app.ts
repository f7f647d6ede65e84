import type { Express } from 'express';
import type { Jobs, Log } from '../jobs/jobs.ts';
import type { Models } from '../models/models.ts';
import type { Warehouse } from '../warehouse/database.ts';
import type { Engine } from '../warehouse/engine.ts';
import { dataKey } from './freshness.ts';
import { httpApp } from './http.ts';
import { withDescription } from './openapi.ts';
import type { Route } from './route.ts';
import { forecastRoutes } from './routes/forecast.ts';
import { isTraining, jobRoutes } from './routes/jobs.ts';
import { loadRoutes } from './routes/loads.ts';
import { metricRoutes } from './routes/metrics.ts';
import { workspaceRoutes } from './routes/workspace.ts';

export interface AppOptions {
  warehouse: Warehouse;
  engine: Engine;
  /** null where nothing can be trained. */
  models: Models | null;
  jobs: Jobs;
  version: string;
  /** The built web client; null serves the API alone. */
  clientFolder: string | null;
  clock: () => Date;
  log: Log;
  /** Host names this server answers for, besides `localhost` and IP addresses. */
  hosts?: readonly string[];
  /** Hold each answer against its declared schema: for tests and development. */
  checkAnswers?: boolean;
}

/** The whole HTTP side of Dealcast. It listens to nothing: hand it to `http.createServer`. */
export function createApp(o: AppOptions): Express {
  return httpApp(apiRoutes(o), {
    clientFolder: o.clientFolder,
    log: o.log,
    hosts: o.hosts ?? [],
    checkAnswers: o.checkAnswers ?? false,
    etag: async (dependsOn) => (dependsOn === 'version' ? o.version : `${o.version}-${await keyOfData(o)}`),
  });
}

/** Every operation there is, the description included. */
export function apiRoutes(o: AppOptions): Route[] {
  const routes = [...workspaceRoutes(o), ...metricRoutes(o), ...forecastRoutes(o), ...jobRoutes(o), ...loadRoutes(o)];
  return withDescription(routes, o);
}

const keyOfData = ({ warehouse, clock, jobs }: AppOptions) =>
  dataKey(warehouse, { now: clock(), training: isTraining(jobs) });
