import { afterEach, expect, test, vi } from 'vitest';
import { api } from '../../dashboards/app/api/client.ts';
import { ApiProblem } from '../../dashboards/app/api/request.ts';

const answer = (body: unknown, status = 200) =>
  vi.fn<typeof fetch>(async () => new Response(typeof body === 'string' ? body : JSON.stringify(body), { status }));
const calls = (fetched: ReturnType<typeof answer>) => fetched.mock.calls[0]!;
afterEach(() => vi.unstubAllGlobals());

const problemOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.unreachable('it should have been refused'),
    (error: unknown) => (error as ApiProblem).problem,
  );

test('an answer is held against its contract', async () => {
  vi.stubGlobal('fetch', answer({ rows: [], total: 0 }));
  expect(await api.jobs()).toEqual({ rows: [], total: 0 });
  vi.stubGlobal('fetch', answer({ rows: [{ job: 'train' }], total: 1 }));
  const problem = await problemOf(api.jobs());
  expect(problem).toMatchObject({ code: 'contract' });
  expect(problem.detail).toContain('rows.0.status');
});

test('a problem document arrives whole', async () => {
  const sent = { type: 'about:blank', title: 'Invalid', status: 400, code: 'invalid', detail: 'metrics: too few' };
  vi.stubGlobal('fetch', answer(sent, 400));
  const refused = api.query({ metrics: [] });
  await expect(refused).rejects.toThrow('metrics: too few');
  expect(await problemOf(refused)).toEqual(sent);
});

test('what is no problem document, and no answer at all, become one', async () => {
  vi.stubGlobal('fetch', answer('<html>bad gateway</html>', 502));
  expect(await problemOf(api.workspace())).toMatchObject({ status: 502, code: 'http' });
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => Promise.reject(new TypeError('fetch failed'))),
  );
  expect(await problemOf(api.workspace())).toMatchObject({ status: 0, code: 'offline' });
  await expect(api.workspace()).rejects.toBeInstanceOf(ApiProblem);
});

test('questions go as JSON, names in a path are escaped', async () => {
  const query = answer({ columns: [], rows: [], as_of: '2026-01-01T00:00:00Z', data_version: 1 });
  vi.stubGlobal('fetch', query);
  await api.query({ metrics: ['won_amount'], by: ['team_id'] });
  expect(calls(query)[0]).toBe('/api/v1/query');
  expect(JSON.parse(String(calls(query)[1]?.body))).toEqual({ metrics: ['won_amount'], by: ['team_id'] });

  const repairs = answer({ rows: [], total: 0 });
  vi.stubGlobal('fetch', repairs);
  await api.repairs('a/b?c', { limit: 20, offset: 40 });
  expect(calls(repairs)[0]).toBe('/api/v1/loads/a%2Fb%3Fc/repairs?limit=20&offset=40');
});
