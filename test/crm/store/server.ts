import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL server of this machine, on a socket of its own, that a test may stop and start. */
export interface TestServer {
  readonly url: string;
  start(): Promise<void>;
  /** SIGINT asks it to leave now, SIGKILL takes it away. */
  stop(signal: 'SIGINT' | 'SIGKILL'): Promise<void>;
  remove(): Promise<void>;
}

const home = '/usr/lib/postgresql';
/** Where its programs are; null on a machine without them. */
export const serverPrograms: string | null = existsSync(home)
  ? (readdirSync(home)
      .map((version) => join(home, version, 'bin'))
      .findLast((bin) => existsSync(join(bin, 'initdb'))) ?? null)
  : null;

/** Makes a new, empty server. It does not run as root, so root lends it the user `postgres`. */
export async function startServer(programs: string): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), 'dealcast-server-'));
  const isRoot = process.getuid?.() === 0;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  const who = isRoot ? { uid: id('-u'), gid: id('-g') } : {};
  if (isRoot) chownSync(folder, id('-u'), id('-g'));
  const data = join(folder, 'data');
  execFileSync(join(programs, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8'], {
    ...who,
    cwd: folder,
  });

  let running: ChildProcess | null = null;
  const server: TestServer = {
    url: `postgresql://postgres@localhost/postgres?host=${encodeURIComponent(folder)}`,
    async start() {
      const options = ['-D', data, '-k', folder, '-c', 'listen_addresses=', '-c', 'unix_socket_permissions=0777'];
      running = spawn(join(programs, 'postgres'), options, {
        ...who,
        cwd: folder,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      const child = running;
      await new Promise<void>((ready, failed) => {
        child.stderr!.on('data', (text) => /ready to accept connections/.test(String(text)) && ready());
        child.once('exit', (code) => failed(new Error(`postgres ended with ${code}`)));
      });
    },
    async stop(signal) {
      const child = running;
      if (!child) return;
      running = null;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill(signal);
      await ended;
    },
    async remove() {
      await server.stop('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
