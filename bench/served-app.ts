import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import pino from 'pino';
import { createApp } from '../api/app.ts';
import { Jobs } from '../jobs/jobs.ts';
import { Models } from '../models/models.ts';
import { createDuckDbEngine } from '../warehouse/engine.ts';
import { type DemoCompany, openDemoCompany } from './demo-company.ts';

interface ServedApp {
  url: string;
  demo: DemoCompany;
  models: Models;
  close(): Promise<void>;
}

/** The demo company at full size behind the whole API and the built pages, on a free loopback port; nothing is trained. */
export async function serveApp(): Promise<ServedApp> {
  const demo = await openDemoCompany();
  const { warehouse, folder, now } = demo;
  const log = pino({ level: 'silent' });
  const clock = () => now;
  const models = await Models.start({ warehouse, dataDir: folder, log });
  const app = createApp({
    warehouse,
    engine: createDuckDbEngine(warehouse, clock),
    models,
    jobs: new Jobs({ warehouse, log, clock }),
    version: 'bench',
    clientFolder: join(import.meta.dirname, '..', 'dashboards', 'dist'),
    clock,
    log,
  });
  const server = createServer(app).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    demo,
    models,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await models.close();
      await demo.close();
    },
  };
}
