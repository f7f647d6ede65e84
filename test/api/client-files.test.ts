import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { httpApp } from '../../api/http.ts';
import { ask, askPlainly, type Listening, listen } from './support.ts';

let folder: string;
let server: Listening;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dealcast-client-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<title>the client</title>');
  await writeFile(join(folder, '.stamp'), 'not for visitors');
  await writeFile(join(folder, 'assets', 'main-1a2b.js'), 'export {};');
  const log = { info() {}, warn() {}, error() {} };
  server = await listen(
    httpApp([], { clientFolder: folder, log, hosts: [], checkAnswers: true, etag: async () => 'same' } as never),
  );
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

test.each(['/', '/forecast', '/ideal-customer?team=t1', '/index.html'])('%s is a page of the client', async (path) => {
  const { status, headers, body } = await ask(server.url + path);
  expect({ status, cache: headers.get('cache-control') }).toEqual({ status: 200, cache: 'no-cache' });
  expect(body).toMatch('the client');
});

test('an asset is kept for a year, a missing one is missing', async () => {
  const asset = await ask(`${server.url}/assets/main-1a2b.js`);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-type')).toMatch('text/javascript');
  expect((await ask(`${server.url}/assets/main-0000.js`)).status).toBe(404);
});

test('a page not changed since is answered 304', async () => {
  const { headers } = await askPlainly(`${server.url}/forecast`, {});
  const again = await askPlainly(`${server.url}/forecast`, { 'if-none-match': String(headers.etag) });
  expect(again.status).toBe(304);
});

test.each(['/../package.json', '/%2e%2e/package.json', '/assets/..%2f..%2fpackage.json', '/.stamp'])(
  'nothing outside of the client, and nothing hidden, is handed out: %s',
  async (path) => {
    const { status, body } = await ask(server.url + path);
    expect([200, 400, 403, 404]).toContain(status);
    expect(String(body)).not.toMatch(/dependencies|not for visitors/);
  },
);

test('an unknown address of the API is a problem, not a page', async () => {
  expect((await ask(`${server.url}/api/nowhere`)).body).toMatchObject({ code: 'no_such_route' });
});

test('the operations can be read by people', async () => {
  const { status, body } = await ask(`${server.url}/api/docs`, { headers: { 'accept-language': 'zh-CN' } });
  expect(status).toBe(200);
  expect(body).toMatch('Dealcast 接口');
});
