import { randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import helmet from 'helmet';
import type { Log } from '../jobs/jobs.ts';
import { RequestError } from './problems.ts';

/**
 * Everything comes from this server: no script from elsewhere, none inline, no `eval` (Vega runs on its interpreter).
 * antd and Vega write style elements, so inline style is allowed. There is no TLS here, so nothing demands it.
 */
export const securityHeaders: RequestHandler = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'", "'unsafe-inline'"],
      'img-src': ["'self'", 'data:', 'blob:'],
      'font-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'manifest-src': ["'self'"],
      'worker-src': ["'self'"],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
  xFrameOptions: { action: 'deny' },
  strictTransportSecurity: false,
});

/** Gives each request an id, taken over from a proxy when it is a plain one, and says it back in `X-Request-Id`. */
export const requestIds: RequestHandler = (req, res, next) => {
  const given = req.get('x-request-id');
  res.locals.requestId = given && /^[\w-]{1,64}$/.test(given) ? given : randomUUID();
  res.set('X-Request-Id', res.locals.requestId);
  next();
};

/** One line for each request of the API: never a body, never a query string. */
export const requestLog =
  (log: Log): RequestHandler =>
  (req, res, next) => {
    const from = performance.now();
    const { method } = req;
    const path = req.originalUrl.split('?')[0];
    res.once('close', () => {
      const ms = Math.round(performance.now() - from);
      log.info({ request_id: res.locals.requestId, method, path, status: res.statusCode, ms }, 'request');
    });
    next();
  };

/**
 * Against DNS rebinding: a page of another site can point its own name at this machine, but then `Host` is that name.
 * An IP address or `localhost` cannot be pointed anywhere; other names must be listed in `hosts`.
 */
export const knownHosts =
  (hosts: readonly string[]): RequestHandler =>
  (req, _res, next) => {
    const name = hostName(req.headers.host ?? '');
    if (name !== 'localhost' && !isIP(name) && !hosts.includes(name)) {
      throw new RequestError('unknown_host', `host: ${name || 'none'}`);
    }
    next();
  };

/** What changes something is refused when a browser sends it from another site. Scripts send no Origin and pass. */
export const sameOrigin: RequestHandler = (req, _res, next) => {
  if (req.method !== 'GET' && req.method !== 'HEAD' && isForeign(req)) {
    throw new RequestError('foreign_origin', `origin: ${req.headers.origin ?? req.get('sec-fetch-site')}`);
  }
  next();
};

/** A browser's own word comes first: behind a proxy that renames the host, `Origin` and `Host` differ. */
function isForeign(req: Request): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site !== 'same-origin' && site !== 'none';
  const { origin } = req.headers;
  return origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== req.headers.host);
}

/** `host[:port]` without the port, an IPv6 address without its brackets. */
const hostName = (host: string) =>
  host
    .toLowerCase()
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1');
