import compression from 'compression';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { Log } from '../jobs/jobs.ts';
import { clientFiles } from './client-files.ts';
import { docsPage } from './docs-page.ts';
import { knownHosts, requestIds, requestLog, sameOrigin, securityHeaders } from './guards.ts';
import { languageOf, type MountOptions, mountRoutes } from './mount.ts';
import { RequestError, toProblem } from './problems.ts';
import type { Route } from './route.ts';

export interface HttpOptions extends MountOptions {
  /** The built web client; null serves the API alone. */
  clientFolder: string | null;
  log: Log;
  /** Host names answered for, besides `localhost` and IP addresses. */
  hosts: readonly string[];
}

/** `routes` and the client's files behind one set of guards, with one answer to whatever goes wrong. */
export function httpApp(routes: readonly Route[], o: HttpOptions): Express {
  const app = express();
  app.disable('x-powered-by').set('etag', false).set('query parser', 'simple');
  app.use(requestIds, securityHeaders, compression({ filter: isWorthCompressing }));
  app.use(['/api', '/health'], requestLog(o.log));
  app.use(knownHosts(o.hosts), sameOrigin);
  mountRoutes(app, routes, o);
  app.get('/api/docs', (req, res) => {
    res
      .vary('Accept-Language')
      .type('html')
      .send(docsPage(routes, languageOf(req)));
  });
  app.use('/api', nothingHere);
  app.use(clientFiles(o.clientFolder));
  app.use(nothingHere);
  app.use(problemAnswer(o.log));
  return app;
}

/** On the same machine, packing and unpacking takes longer than handing over. */
const isWorthCompressing: compression.CompressionFilter = (req, res) =>
  (!isOwnMachine(req) || req.headers['x-forwarded-for'] !== undefined) && compression.filter(req, res);

const isOwnMachine = (req: express.Request) => /^(::ffff:)?127\.|^::1$/.test(req.socket.remoteAddress ?? '');

const nothingHere = (req: express.Request): never => {
  throw new RequestError('no_such_route', `${req.method} ${req.originalUrl.split('?')[0]}`);
};

const problemAnswer =
  (log: Log): ErrorRequestHandler =>
  (error, req, res, next) => {
    // The caller hung up in the middle of a stream: there is nobody to answer, and nothing is wrong here.
    if ((error as NodeJS.ErrnoException)?.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    const requestId = String(res.locals.requestId);
    const problem = toProblem(error, { language: languageOf(req), requestId });
    if (problem.status === 500) {
      log.error({ err: error, request_id: requestId, method: req.method, path: req.path }, 'request failed');
    }
    // Half an answer cannot be taken back; express then closes the connection.
    if (res.headersSent) return next(error);
    for (const name of ['ETag', 'Content-Type', 'Content-Encoding']) res.removeHeader(name);
    if (error instanceof RequestError) res.set(error.headers);
    res.set('Cache-Control', 'no-store').vary('Accept-Language');
    res.status(problem.status).type('application/problem+json').send(JSON.stringify(problem));
  };
