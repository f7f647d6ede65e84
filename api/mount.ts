import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type Express, type Request, type RequestHandler, type Response } from 'express';
import { arrowStreamType } from '../warehouse/arrow.ts';
import { pause } from '../warehouse/columns.ts';
import type { Language } from '../warehouse/metrics/metric-query.ts';
import { checkInput } from './input.ts';
import { RequestError } from './problems.ts';
import type { Asked, Route } from './route.ts';

export interface MountOptions {
  /** The ETag of what depends on `data` or `version`, without quotes. */
  etag(dependsOn: 'data' | 'version'): Promise<string>;
  /** Hold each answer against its schema: a difference is a bug, and answered as one. */
  checkAnswers: boolean;
}

/** The largest question: 20 filters of 1,000 values each. */
const bodyLimit = '1mb';

/** Puts `routes` on `app`; a path asked with another method is answered 405, with what it allows. */
export function mountRoutes(app: Express, routes: readonly Route[], options: MountOptions): void {
  for (const [path, ofPath] of Map.groupBy(routes, (route) => route.path)) {
    const place = app.route(path);
    for (const route of ofPath) place[route.method](...bodyReader(route), answer(route, options));
    const allow = ofPath.flatMap(({ method }) => (method === 'get' ? ['GET', 'HEAD'] : ['POST'])).join(', ');
    place.all((req) => {
      throw new RequestError('method_not_allowed', `${req.method} ${req.path}; allowed: ${allow}`, {
        headers: { Allow: allow },
      });
    });
  }
}

export const languageOf = (req: Request): Language => (req.acceptsLanguages('en', 'zh') || 'en') as Language;

function bodyReader(route: Route): RequestHandler[] {
  if (!route.body) return [];
  const isJson: RequestHandler = (req, _res, next) => {
    if (hasBody(req) && !req.is('application/json')) {
      throw new RequestError('not_json', `content-type: ${req.headers['content-type'] ?? 'none'}`);
    }
    next();
  };
  return [isJson, express.json({ limit: bodyLimit, strict: false })];
}

const hasBody = (req: Request) =>
  req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0;

const answer =
  (route: Route, options: MountOptions): RequestHandler =>
  async (req, res) => {
    const asked = askedOf(route, req);
    if (route.method === 'get' && route.dependsOn !== 'nothing') {
      // no-cache: may be kept, must be asked about each time.
      res.set({ 'Cache-Control': 'no-cache', ETag: `W/"${await options.etag(route.dependsOn)}"` });
      if (req.fresh) {
        res.status(304).end();
        return;
      }
    } else {
      res.set('Cache-Control', 'no-store');
    }
    if (route.arrow) {
      res.vary('Accept');
      if (req.accepts(['application/json', arrowStreamType]) === arrowStreamType) {
        const pieces = await route.arrow(asked);
        await pipeline(Readable.from(pieces), res.type(arrowStreamType));
        return;
      }
    }
    const said = await route.handle(asked);
    if (options.checkAnswers) checkAnswer(route, said);
    await sendJson(res.status(route.status ?? 200), said);
  };

function askedOf(route: Route, req: Request): Asked<unknown, unknown, unknown> {
  const language = languageOf(req);
  const check = (schema: Route['params'], value: unknown, place: string) =>
    schema ? checkInput(schema, value, { place, language }) : undefined;
  const body: unknown = req.body === undefined && route.bodyIsOptional ? {} : req.body;
  return {
    params: check(route.params, req.params, 'path'),
    query: check(route.query, req.query, 'query'),
    body: check(route.body, body, 'body'),
    language,
  };
}

function checkAnswer(route: Route, said: unknown): void {
  const checked = route.answer.safeParse(said);
  if (!checked.success) {
    throw new Error(`the answer of ${route.method} ${route.path} is not as declared: ${checked.error.message}`);
  }
}

/** An answer of very many rows is written a piece at a time, so that other requests get their turn. */
async function sendJson(res: Response, said: unknown): Promise<void> {
  res.type('application/json');
  if (hasManyRows(said)) await pipeline(Readable.from(jsonPieces(said)), res);
  else res.send(JSON.stringify(said));
}

const rowsAtOnce = 2000;

const hasManyRows = (said: unknown): said is { rows: unknown[] } =>
  typeof said === 'object' &&
  said !== null &&
  'rows' in said &&
  Array.isArray(said.rows) &&
  said.rows.length > rowsAtOnce;

async function* jsonPieces({ rows, ...rest }: { rows: unknown[] }): AsyncGenerator<string> {
  yield JSON.stringify({ ...rest, rows: [] }).replace(/\]\}$/, '');
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const piece = JSON.stringify(rows.slice(from, from + rowsAtOnce)).slice(1, -1);
    yield from === 0 ? piece : `,${piece}`;
    await pause();
  }
  yield ']}';
}
