import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';

/** The environment with the folder of `node` first on the path, so that whatever starts `node` gets this one. */
export function withNode(node, env = process.env) {
  const name = Object.keys(env).find((key) => key.toLowerCase() === 'path') ?? 'PATH';
  return { ...env, [name]: `${dirname(node)}${delimiter}${env[name] ?? ''}` };
}

/**
 * Runs `node` with `args` in this terminal until it ends and answers its exit code. Signals pass through, and the child
 * is told when we, or the npm that started us, are gone: its IPC channel closes.
 */
export function runNode(node, args, { cwd, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, {
      cwd,
      env: { ...withNode(node), ...env },
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    const passOn = (signal) => child.kill(signal);
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, passOn);
    const watch = watchParent(() => child.connected && child.disconnect());
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      clearInterval(watch);
      for (const each of signals) process.off(each, passOn);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Runs `node` with `args` quietly; answers its exit code and all it wrote. */
export function runQuietly(node, args, { cwd }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, args, { cwd, env: withNode(node), stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/**
 * npm cannot pass on a `kill -9` of itself; under another parent we are an orphan, and so would be the server. npm stands
 * above us directly or with a shell between, as its shell pleases.
 */
function watchParent(onGone) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const above = () => `${process.ppid} ${isShell(process.ppid) ? parentOf(process.ppid) : ''}`;
  const atStart = above();
  return setInterval(() => above() !== atStart && onGone(), 250).unref();
}

/** Where the system tells of processes in files, as Linux does; elsewhere our own parent has to do. */
const isShell = (pid) => /sh\0-c\0/.test(processFile(pid, 'cmdline'));
const parentOf = (pid) => /^PPid:\s*(\d+)/m.exec(processFile(pid, 'status'))?.[1];

function processFile(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
