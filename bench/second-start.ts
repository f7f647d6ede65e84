import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { report } from './measure.ts';

const root = join(import.meta.dirname, '..');

/** `npm start` on an installed machine: the first time, with the demo company made and trained, and again. */
async function secondStartBench(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dealcast-bench-'));
  try {
    const first = await start(dataDir);
    report('first start until it serves', `${(first / 1000).toFixed(1)} s`);
    const again = [await start(dataDir), await start(dataDir), await start(dataDir)];
    const [, middle = Number.NaN] = again.sort((a, b) => a - b);
    report('second start until it serves', `${(middle / 1000).toFixed(1)} s`, {
      text: 'under 5 s',
      isMet: middle < 5000,
    });
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

/** Milliseconds from the command until `/health` answers 200 and the address is said, which ends the start. */
async function start(dataDir: string): Promise<number> {
  const port = await freePort();
  const from = performance.now();
  const child = spawn('npm', ['start', '--', '--port', String(port), '--data', dataDir], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (piece) => {
    said += piece;
  });
  try {
    while (!said.includes('is ready')) {
      if (child.exitCode !== null) throw new Error(`npm start ended with ${child.exitCode}:\n${said}`);
      await setTimeout(20);
    }
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    if (health.status !== 200) throw new Error(`/health answered ${health.status}`);
    return performance.now() - from;
  } finally {
    await stop(child);
  }
}

/** As Ctrl-C does: the signal goes to the whole group that `npm` leads. */
async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  process.kill(-child.pid, 'SIGINT');
  await once(child, 'close');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

if (import.meta.main) await secondStartBench();
