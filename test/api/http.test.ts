import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { Problem } from '../../api/contracts/common.ts';
import { httpApp } from '../../api/http.ts';
import { type Route, route } from '../../api/route.ts';
import { AppError, notFound } from '../../errors.ts';
import { arrowStreamType } from '../../warehouse/arrow.ts';
import { ask, askPlainly, type Listening, listen, post } from './support.ts';

const lines: { level: string; said: Record<string, unknown> }[] = [];
const logAt = (level: string) => (said: Record<string, unknown>) => lines.push({ level, said });
const log = { info: logAt('info'), warn: logAt('warn'), error: logAt('error') } as never;

let version = '7';
let api: Listening;

const shared = { summary: { en: 'A test', zh: '测试' }, answerName: 'Test', dependsOn: 'nothing' } as const;
const thrown: Record<string, () => Error> = {
  bug: () => new TypeError('secret: password=hunter2'),
  missing: () => notFound('deal', 'd9'),
  busy: () => new AppError('conflict', 'already running: train'),
  wrong: () => new AppError('invalid', 'win_rate cannot be split by: name', { where: { field: 'by.0' } }),
  stopped: () => new AppError('cancelled', 'the query was cancelled'),
  away: () => new AppError('upstream', 'the warehouse is not available'),
};
const routes: Route[] = [
  route({
    ...shared,
    method: 'post',
    path: '/api/echo/:word',
    params: z.strictObject({ word: z.string().max(5) }),
    query: z.strictObject({ times: z.coerce.number().int().min(1).max(3).default(1) }),
    body: z.strictObject({ n: z.int(), tags: z.array(z.string()).default([]) }),
    answer: z.object({ said: z.string(), n: z.int(), tags: z.array(z.string()) }),
    handle: async ({ params, query, body }) => ({ said: params.word.repeat(query.times), ...body }),
  }),
  route({
    ...shared,
    method: 'get',
    path: '/api/throw/:what',
    params: z.strictObject({ what: z.string() }),
    answer: z.null(),
    handle: async ({ params }) => {
      throw thrown[params.what]?.();
    },
  }),
  route({
    ...shared,
    method: 'get',
    path: '/api/kept',
    dependsOn: 'data',
    answer: z.object({ text: z.string() }),
    handle: async () => ({ text: 'x'.repeat(5000) }),
  }),
  route({
    ...shared,
    method: 'get',
    path: '/api/lie',
    answer: z.object({ n: z.int() }),
    handle: async () => ({ n: 0.5 }),
  }),
  route({
    ...shared,
    method: 'get',
    path: '/api/endless',
    answer: z.null(),
    handle: async () => null,
    arrow: async () => endless(),
  }),
];

let isStreaming = false;
async function* endless() {
  isStreaming = true;
  try {
    for (;;) yield new Uint8Array(65_536);
  } finally {
    isStreaming = false;
  }
}

beforeAll(async () => {
  const app = httpApp(routes, {
    clientFolder: null,
    log,
    hosts: ['sales.example'],
    checkAnswers: true,
    etag: async (dependsOn) => `${dependsOn}-${version}`,
  });
  api = await listen(app);
});
afterAll(() => api.close());
beforeEach(() => {
  lines.length = 0;
});

test('hands over what was checked, with its defaults', async () => {
  const { status, body } = await post(`${api.url}/api/echo/hey?times=2`, { n: 1 });
  expect({ status, body }).toEqual({ status: 200, body: { said: 'heyhey', n: 1, tags: [] } });
});

test.each([
  ['the body', '/api/echo/hey', { n: 'one', tags: [1], extra: true }, ['n', 'tags.0', 'extra']],
  ['the query string', '/api/echo/hey?times=9&twice=1', { n: 1 }, ['times', 'twice']],
  ['the address', '/api/echo/heyhey', { n: 1 }, ['word']],
  ['a whole body of another type', '/api/echo/hey', [1], ['body']],
])('names each wrong field of %s', async (_what, path, sent, fields) => {
  const { status, headers, body } = await post(`${api.url}${path}`, sent);
  expect(status).toBe(400);
  expect(headers.get('content-type')).toMatch('application/problem+json');
  const problem = Problem.parse(body);
  expect(problem.code).toBe('invalid');
  expect(problem.errors?.map(({ field }) => field)).toEqual(fields);
});

test('speaks of wrong fields in the language asked for', async () => {
  const inChinese = await post(
    `${api.url}/api/echo/hey`,
    { n: 'one' },
    { 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.5' },
  );
  expect(inChinese.body).toMatchObject({
    title: '请求无效。',
    errors: [{ field: 'n', message: expect.stringMatching(/[\u4e00-\u9fff]/) }],
  });
  const inFrench = await post(`${api.url}/api/echo/hey`, { n: 'one' }, { 'accept-language': 'fr' });
  expect(inFrench.body).toMatchObject({ title: 'The request is not valid.' });
});

test.each([
  ['no body', undefined, {}, 400, 'invalid'],
  ['a body cut short', '{"n": 1', {}, 400, 'malformed_json'],
  ['a body that is no JSON', 'n=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'not_json'],
  ['a body of 10 MB', JSON.stringify({ n: 1, tags: ['x'.repeat(10_000_000)] }), {}, 413, 'body_too_large'],
  ['an unknown encoding', '{"n": 1}', { 'content-encoding': 'rot13' }, 415, 'not_json'],
])('refuses %s', async (_what, body, headers, status, code) => {
  const refused = await post(`${api.url}/api/echo/hey`, body, headers);
  expect({ status: refused.status, code: Problem.parse(refused.body).code }).toEqual({ status, code });
});

test.each([
  ['missing', 404, 'not_found', 'deal not found: d9'],
  ['busy', 409, 'conflict', 'already running: train'],
  ['wrong', 400, 'invalid', 'win_rate cannot be split by: name'],
  ['stopped', 503, 'cancelled', 'the query was cancelled'],
  ['away', 503, 'upstream', 'the warehouse is not available'],
])('gives what the caller can act on its status: %s', async (what, status, code, detail) => {
  const { body } = await ask(`${api.url}/api/throw/${what}`);
  expect(body).toMatchObject({ status, code, detail });
});

test('says nothing of a bug but an id, under which the log has it whole', async () => {
  const { status, body, headers } = await ask(`${api.url}/api/throw/bug?token=abc`, {
    headers: { 'x-request-id': 'r-1' },
  });
  expect(status).toBe(500);
  expect(JSON.stringify(body)).not.toMatch(/hunter2|TypeError|at .*\.ts/);
  expect(headers.get('x-request-id')).toBe('r-1');
  expect(body).toMatchObject({ code: 'internal', instance: 'urn:dealcast:request:r-1' });
  const [error] = lines.filter(({ level }) => level === 'error');
  expect(error?.said).toMatchObject({ request_id: 'r-1', err: { message: 'secret: password=hunter2' } });
});

test('an answer that is not as declared is a bug', async () => {
  expect((await ask(`${api.url}/api/lie`)).status).toBe(500);
  expect(lines.find(({ level }) => level === 'error')?.said).toMatchObject({
    err: { message: expect.stringMatching(/the answer of get \/api\/lie/) },
  });
});

test('an unknown address is 404, another method 405 with those allowed', async () => {
  expect((await ask(`${api.url}/api/nowhere`)).body).toMatchObject({ status: 404, code: 'no_such_route' });
  const put = await ask(`${api.url}/api/echo/hey`, { method: 'PUT' });
  expect({ status: put.status, allow: put.headers.get('allow') }).toEqual({ status: 405, allow: 'POST' });
  const options = await ask(`${api.url}/api/kept`, { method: 'OPTIONS' });
  expect({ status: options.status, allow: options.headers.get('allow') }).toEqual({ status: 405, allow: 'GET, HEAD' });
});

test('an address that cannot be decoded is 400', async () => {
  expect((await ask(`${api.url}/api/throw/%E0%A4%A`)).body).toMatchObject({ status: 400, code: 'malformed_request' });
});

test('what has not changed since is answered 304', async () => {
  const url = `${api.url}/api/kept`;
  const first = await askPlainly(url, {});
  expect(first.headers['cache-control']).toBe('no-cache');
  const known = { 'if-none-match': String(first.headers.etag) };
  expect((await askPlainly(url, known)).status).toBe(304);
  version = '8';
  expect((await askPlainly(url, known)).status).toBe(200);
});

test('a stream ends when its reader hangs up, and nobody is alarmed', async () => {
  const stop = new AbortController();
  const response = await fetch(`${api.url}/api/endless`, { headers: { accept: arrowStreamType }, signal: stop.signal });
  await response.body?.getReader().read();
  expect(isStreaming).toBe(true);
  stop.abort();
  await expect.poll(() => isStreaming).toBe(false);
  await expect.poll(() => lines.filter(({ said }) => said.path === '/api/endless')).toHaveLength(1);
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
});

test('long answers are compressed for those who are not on this machine', async () => {
  const wants = { 'accept-encoding': 'gzip' };
  const { headers } = await askPlainly(`${api.url}/api/kept`, { ...wants, 'x-forwarded-for': '192.0.2.1' });
  expect(headers['content-encoding']).toBe('gzip');
  expect((await askPlainly(`${api.url}/api/kept`, wants)).headers['content-encoding']).toBeUndefined();
});

test('allows no script but its own, no framing and no other site', async () => {
  const { headers } = await ask(`${api.url}/api/kept`, { headers: { origin: 'http://evil.example' } });
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe-eval');
  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(headers.get('x-powered-by')).toBeNull();
  expect(headers.get('x-content-type-options')).toBe('nosniff');
});

test.each([
  ['another site', { origin: 'http://evil.example' }, 403],
  ['a page without an origin', { origin: 'null' }, 403],
  ['a link of another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ['its own page behind a proxy', { 'sec-fetch-site': 'same-origin', origin: 'https://sales.example' }, 200],
  ['a script', {}, 200],
])('something is changed by %s or not', async (_who, headers: Record<string, string>, status) => {
  expect((await post(`${api.url}/api/echo/hey`, { n: 1 }, headers)).status).toBe(status);
});

test('something is changed by its own pages', async () => {
  expect((await post(`${api.url}/api/echo/hey`, { n: 1 }, { origin: api.url })).status).toBe(200);
});

test.each([
  ['evil.example', 421],
  ['localhost.evil.example:80', 421],
  ['', 421],
  ['localhost:3000', 404],
  ['127.0.0.1', 404],
  ['[::1]:3000', 404],
  ['sales.example', 404],
])('answers for its own names only: %s', async (host, status) => {
  expect((await askPlainly(`${api.url}/api/nowhere`, { host })).status).toBe(status);
});

test('logs one line a request, without query string or body', async () => {
  await post(`${api.url}/api/echo/hey?times=2`, { n: 1, tags: ['private'] });
  await expect.poll(() => lines).toHaveLength(1);
  expect(lines[0]?.said).toMatchObject({ method: 'POST', path: '/api/echo/hey', status: 200 });
  expect(JSON.stringify(lines)).not.toMatch(/times|private/);
});

test('without a built client says so plainly', async () => {
  const { status, body } = await ask(`${api.url}/forecast`);
  expect(status).toBe(503);
  expect(body).toMatch(/pages have not been built/);
});
