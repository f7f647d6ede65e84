import { spawn } from 'node:child_process';
import { Failure } from './failure.js';
import { withNode } from './processes.js';
import { say, showSteps } from './terminal.js';

const windows = process.platform === 'win32';

/** Codes by which npm says that it could not talk to the registry. */
const unreachable =
  /^(ENOTFOUND|EAI_AGAIN|ECONN\w+|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|EPROTO|EIDLETIMEOUT|ERR_SOCKET\w*|FETCH_ERROR|ENOTCACHED|E5\d\d|E407|\w*CERT\w*)$/;
const unwritable = /^(EACCES|EPERM|EROFS|ENOSPC)$/;

/**
 * Runs npm in `cwd` with `node` on its path, showing `title` and how many of `packages` have been fetched.
 * Throws a `Failure` that says what a person can do: no npm, no registry, no room to write.
 */
export async function npm(args, { cwd, node, title, packages }) {
  const steps = showSteps(title, packages);
  const { code, errors } = await runNpm([...args, '--loglevel=http', '--no-audit', '--no-fund'], {
    cwd,
    env: withNode(node, {
      // Two quick retries: a person who is offline should hear so in seconds.
      npm_config_fetch_retries: '2',
      npm_config_fetch_retry_mintimeout: '1000',
      npm_config_fetch_retry_maxtimeout: '4000',
      ...process.env,
    }),
    onFetch: () => steps.step(),
  });
  if (code === 0) {
    steps.end();
    return;
  }
  steps.fail();
  throw new Failure(explain(errors, cwd));
}

function runNpm(args, { cwd, env, onFetch }) {
  return new Promise((resolve, reject) => {
    const child = spawn(windows ? 'npm.cmd' : 'npm', args, {
      cwd,
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
      shell: windows,
    });
    const errors = [];
    let rest = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        if (/^npm http /.test(line)) onFetch();
        else if (/^npm (error|ERR!)/.test(line)) errors.push(line.replace(/^npm (error|ERR!)\s*/, ''));
        else if (process.env.DEBUG) say(line);
      }
    });
    child.on('error', (error) => {
      if (error.code !== 'ENOENT') return reject(error);
      reject(new Failure('npm was not found: install Node.js with npm (https://nodejs.org), then try again.'));
    });
    child.on('close', (code) => resolve({ code: code ?? 1, errors: rest ? [...errors, rest] : errors }));
  });
}

function explain(errors, cwd) {
  const code = errors.find((line) => line.startsWith('code '))?.slice(5) ?? '';
  if (unreachable.test(code))
    return `The npm registry cannot be reached (${code}) and Dealcast's packages are not installed yet: connect this machine or name a registry with "npm config set registry URL", then try again.`;
  if (unwritable.test(code)) return `Dealcast's packages cannot be installed: ${cwd} cannot be written (${code}).`;
  const reason = errors.find((line) => line !== '' && !/^(code|errno|syscall|path) /.test(line)) ?? 'no reason given';
  return `npm could not install Dealcast's packages: ${reason.replace(/[.\s]+$/, '')}.`;
}
