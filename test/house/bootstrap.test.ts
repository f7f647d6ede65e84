import { spawn } from 'node:child_process';
import { copyFileSync, linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const project = join(import.meta.dirname, '..', '..');
/** What a fresh clone has: the scripts, a lock, sources of the client, and a `main.ts` that says it ran. */
let clone: string;
/** The only folder on the path: Node and a stand-in for npm. */
let bin: string;

beforeEach(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dealcast-house-'));
  clone = join(folder, 'clone');
  bin = join(folder, 'bin');
  mkdirSync(bin);
  placeNode(join(bin, 'node'));
  copyFileSync(join(import.meta.dirname, 'fake-npm.js'), join(bin, 'npm'));
  writeFileSync(join(bin, 'package.json'), '{ "type": "module" }');
  await cp(join(project, 'scripts'), join(clone, 'scripts'), { recursive: true });
  put('package.json', '{ "type": "module" }');
  put('package-lock.json', JSON.stringify({ packages: { '': {}, 'node_modules/vite': { version: '1.0.0' } } }));
  put('dashboards/app/main.tsx', 'first');
  put('main.ts', "console.log('served', process.argv.slice(2), process.env.PRIVATE_NODE ?? 'own node');");
});
afterEach(() => rmSync(dirname(clone), { recursive: true, force: true }));

describe.skipIf(process.platform === 'win32')('npm start', () => {
  test('installs, builds and starts from nothing, and hands its arguments on', async () => {
    const { code, output } = await start({}, ['--port', '0']);
    expect(output).toContain("served [ '--port', '0' ] own node");
    expect(code).toBe(0);
    expect(calls()).toEqual(['ci', 'vite build']);
  });

  test('does neither again while nothing changed', async () => {
    await start();
    const { output } = await start();
    expect(output.trim()).toBe('served [] own node');
    expect(calls()).toEqual(['ci', 'vite build']);
  });

  test('installs and builds again when the lock changed', async () => {
    await start();
    put('package-lock.json', JSON.stringify({ packages: { '': {}, 'node_modules/vite': { version: '2.0.0' } } }));
    await start();
    expect(calls()).toEqual(['ci', 'vite build', 'ci', 'vite build']);
  });

  test('only builds again when a source of the client changed', async () => {
    await start();
    put('dashboards/app/main.tsx', 'second');
    await start();
    expect(calls()).toEqual(['ci', 'vite build', 'vite build']);
  });

  test('installs again after an install that was killed half way', async () => {
    expect((await start({ FAKE_NPM: 'killed' })).code).toBe(1);
    expect((await start()).output).toContain('served');
    expect(calls()).toEqual(['ci', 'ci', 'vite build']);
  });

  test('takes what npm install brought as installed', async () => {
    await start();
    rmSync(join(clone, 'node_modules', '.dealcast-installed'));
    await start();
    expect(calls()).toEqual(['ci', 'vite build']);
  });

  test('two first starts at once prepare once', async () => {
    const starts = await Promise.all([start(), start()]);
    expect(starts.map(({ code }) => code)).toEqual([0, 0]);
    expect(calls()).toEqual(['ci', 'vite build']);
  });

  test('says in one sentence that no registry is in reach', async () => {
    const { code, errors } = await start({ FAKE_NPM: 'offline' });
    expect(code).toBe(1);
    expect(errors.trim().split('\n')).toHaveLength(1);
    expect(errors).toMatch(/npm registry cannot be reached \(ENOTFOUND\)/);
  });

  test('says in one sentence that the disk cannot take the packages', async () => {
    const { code, errors } = await start({ FAKE_NPM: 'full' });
    expect(code).toBe(1);
    expect(errors.trim()).toMatch(/^Dealcast's packages cannot be installed: .*clone cannot be written \(ENOSPC\)\.$/);
  });

  test('says in one sentence that npm is missing', async () => {
    rmSync(join(bin, 'npm'));
    const { code, errors } = await start();
    expect(code).toBe(1);
    expect(errors.trim()).toMatch(/^npm was not found: [^\n]*$/);
  });

  test('says in one sentence that the folder cannot be written', async () => {
    put('.runtime', 'a file where a folder should be');
    const { code, errors } = await start();
    expect(code).toBe(1);
    expect(errors.trim()).toMatch(/^Dealcast cannot write to .*\.runtime.*: [^\n]*$/);
  });

  test('passes the exit code of what it started on', async () => {
    put('main.ts', 'process.exit(7);');
    expect((await start()).code).toBe(7);
  });

  test('passes a signal on and ends when what it started has ended', async () => {
    put(
      'main.ts',
      "process.on('SIGINT', () => { console.log('bye'); process.exit(0); }); setInterval(() => {}, 1000); console.log('up');",
    );
    const { code, output } = await start({}, [], (child, soFar) => {
      if (soFar.endsWith('up\n')) child.kill('SIGINT');
    });
    expect(output).toMatch(/up\nbye\n$/);
    expect(code).toBe(0);
  });

  test('what it started learns that it is gone, however it went', async () => {
    put('main.ts', "process.on('disconnect', () => { console.log('orphan'); process.exit(0); }); console.log('up');");
    const { output } = await start({}, [], (child, soFar) => {
      if (soFar.endsWith('up\n')) child.kill('SIGKILL');
    });
    expect(output).toMatch(/up\norphan\n$/);
  });
});

// A Node told not to strip types stands in for one too old to do so.
const noTypes = '--no-experimental-strip-types';
describe.skipIf(process.platform === 'win32' || !process.allowedNodeEnvironmentFlags.has('--experimental-strip-types'))(
  'under an unsuited Node',
  () => {
    test('fetches a private Node once and goes on with it', async () => {
      const old = { NODE_OPTIONS: noTypes };
      expect((await start(old)).output).toContain('served [] yes');
      expect((await start(old)).output.trim()).toBe('served [] yes');
      expect(calls()).toEqual([expect.stringMatching(/^install node-.+@24$/), 'ci', 'vite build']);
    });

    test('says in one sentence that no registry is in reach, and leaves no half a Node', async () => {
      const { code, errors } = await start({ NODE_OPTIONS: noTypes, FAKE_NPM: 'offline' });
      expect(code).toBe(1);
      expect(errors.trim()).toMatch(/^The npm registry cannot be reached[^\n]*$/);
      expect((await start({ NODE_OPTIONS: noTypes })).output).toContain('served [] yes');
    });
  },
);

test('the lock names every package it asks for, those of other systems too', () => {
  const { packages } = JSON.parse(readFileSync(join(project, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> }>;
  };
  const isThere = (from: string, name: string): boolean => {
    if (`${from ? `${from}/` : ''}node_modules/${name}` in packages) return true;
    return from !== '' && isThere(from.slice(0, Math.max(from.lastIndexOf('/node_modules/'), 0)), name);
  };
  const missing = Object.entries(packages).flatMap(([path, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies }).filter((name) => !isThere(path, name)),
  );
  expect(missing).toEqual([]);
});

function start(
  env: Record<string, string> = {},
  args: string[] = [],
  onOutput: (child: { kill(signal: NodeJS.Signals): unknown }, soFar: string) => void = () => {},
): Promise<{ code: number | null; output: string; errors: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(join(bin, 'node'), [join(clone, 'scripts', 'run.js'), 'start', ...args], {
      cwd: clone,
      env: { PATH: bin, NPM_CALLS: join(bin, 'calls'), REAL_NODE: process.execPath, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    let errors = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      onOutput(child, output);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output, errors }));
  });
}

const put = (path: string, text: string) => {
  mkdirSync(dirname(join(clone, path)), { recursive: true });
  writeFileSync(join(clone, path), text);
};

const calls = () => readFileSync(join(bin, 'calls'), 'utf8').trim().split('\n');

/** A link where possible: Node finds npm beside itself, and this one must find the stand-in. */
function placeNode(path: string): void {
  try {
    linkSync(process.execPath, path);
  } catch {
    copyFileSync(process.execPath, path);
  }
}
