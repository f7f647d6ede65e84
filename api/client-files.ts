import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';

/**
 * The web client: files under `assets/` carry their hash in their name and are kept for a year, the rest is asked about
 * each time. An address that is no file is a page of the client, which finds its own way.
 */
export function clientFiles(folder: string | null): RequestHandler {
  if (folder === null || !existsSync(join(folder, 'index.html'))) return notBuilt;
  const router = Router();
  router.use('/assets', express.static(join(folder, 'assets'), { immutable: true, maxAge: '1y', index: false }));
  // A missing asset is missing: a page in its place would be read as a script.
  router.use('/assets', (_req, res) => {
    res.status(404).type('text/plain').send('not found\n');
  });
  const files = express.static(folder, { cacheControl: false, index: false, setHeaders: askEachTime });
  router.use(files);
  router.get('/{*page}', (req, res, next) => {
    req.url = '/index.html';
    files(req, res, next);
  });
  return router;
}

const askEachTime = (res: { setHeader(name: string, value: string): unknown }) => {
  res.setHeader('Cache-Control', 'no-cache');
};

const notBuilt: RequestHandler = (_req, res) => {
  res
    .status(503)
    .type('text/plain')
    .send('The pages have not been built yet; `npm run build` makes them. The API answers under /api.\n');
};
