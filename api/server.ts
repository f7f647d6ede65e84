import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppError } from '../errors.ts';

/** An open port. Until `serve` it answers 503, so that nobody else takes the port and an early browser sees why. */
export interface OpenPort {
  /** `http://127.0.0.1:3000`. */
  readonly address: string;
  serve(app: RequestListener): void;
  /** Lets running answers end for a moment, then closes every connection. */
  close(): Promise<void>;
}

/** How long a running answer may still take when the server closes. */
const graceMs = 2000;

/** Listens on `port` (0: any free one). Throws `conflict` when it is taken and `invalid` when `host` is not of this machine. */
export async function openPort({
  port,
  host,
  version,
}: {
  port: number;
  host: string;
  version: string;
}): Promise<OpenPort> {
  let answer: RequestListener = starting(version);
  const server = createServer((request, response) => {
    // A connection kept alive would outlast the last answer when the server closes.
    response.once('close', () => {
      if (!server.listening) setImmediate(() => server.closeIdleConnections());
    });
    answer(request, response);
  });
  await listen(server, port, host);
  const { port: taken } = server.address() as AddressInfo;
  return {
    address: `http://${host.includes(':') ? `[${host}]` : host}:${taken}`,
    serve: (app) => {
      answer = app;
    },
    close: () => closeServer(server),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(asSentence(cause, port, host)));
    server.listen(port, host, () => resolve());
  });
}

function asSentence(cause: NodeJS.ErrnoException, port: number, host: string): unknown {
  if (cause.code === 'EADDRINUSE')
    return new AppError(
      'conflict',
      `port ${port} is in use: choose another with --port N, or --port 0 for any free one`,
      {
        cause,
      },
    );
  if (cause.code === 'EACCES')
    return new AppError('invalid', `port ${port} is not open to this user: choose one above 1023 with --port N`, {
      cause,
    });
  if (cause.code === 'EADDRNOTAVAIL' || cause.code === 'ENOTFOUND' || cause.code === 'EAI_AGAIN')
    return new AppError('invalid', `--host is no address of this machine: ${host}`, { cause });
  return cause;
}

const starting =
  (version: string): RequestListener =>
  (request, response) => {
    const isHealth = request.url?.split('?')[0] === '/health';
    response.writeHead(503, {
      'Content-Type': isHealth ? 'application/json' : 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Retry-After': '2',
      ...(isHealth ? {} : { Refresh: '2' }),
    });
    response.end(
      isHealth
        ? JSON.stringify({ status: 'starting', version, dataVersion: 0 })
        : '<!doctype html><title>Dealcast</title><p>Dealcast is starting … 正在启动…</p>',
    );
  };

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
}
