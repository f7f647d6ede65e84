import { afterEach, expect, test, vi } from 'vitest';
import { Health } from '../../api/contracts/common.ts';
import { type OpenPort, openPort } from '../../api/server.ts';
import { ask } from './support.ts';

const opened: OpenPort[] = [];
const open = async (port = 0, host = '127.0.0.1') => {
  const made = await openPort({ port, host, version: '1.2.3' });
  opened.push(made);
  return made;
};
afterEach(async () => {
  vi.useRealTimers();
  await Promise.all(opened.splice(0).map((port) => port.close()));
});

test('until pages can be served it says that it starts, and is not well', async () => {
  const { address } = await open();
  const health = await ask(`${address}/health`);
  expect(health.status).toBe(503);
  expect(Health.parse(health.body)).toEqual({ status: 'starting', version: '1.2.3', dataVersion: 0 });
  const page = await ask(`${address}/forecast`);
  expect({ status: page.status, again: page.headers.get('refresh') }).toEqual({ status: 503, again: '2' });
  expect(page.body).toMatch(/is starting/);
});

test('from then on it hands over to what serves', async () => {
  const port = await open();
  port.serve((_request, response) => response.end('served'));
  expect((await ask(port.address)).body).toBe('served');
});

test('closing lets a running answer end, and then waits no longer', async () => {
  // Nothing ends by a time that has run out.
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const port = await open();
  const asked = Promise.withResolvers<() => void>();
  port.serve((_request, response) => asked.resolve(() => response.end('the end')));
  const answer = ask(port.address);
  const finish = await asked.promise;
  const closed = port.close();
  finish();
  expect((await answer).body).toBe('the end');
  await closed;
  await expect(fetch(port.address)).rejects.toThrow();
});

test('a port that is taken is a conflict, named with its number', async () => {
  const taken = Number(new URL((await open()).address).port);
  await expect(open(taken)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining(`port ${taken} is in use`),
  });
});

test('an address that is not of this machine is refused', async () => {
  // 192.0.2.0/24 is set aside for examples (RFC 5737).
  await expect(open(0, '192.0.2.1')).rejects.toMatchObject({
    code: 'invalid',
    message: '--host is no address of this machine: 192.0.2.1',
  });
});
