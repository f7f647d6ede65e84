import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { npm } from './npm.js';

const stampOf = (root) => join(root, 'node_modules', '.dealcast-installed');

/** Whether `node_modules` holds what `package-lock.json` asks for, whole, installed for this major version of Node. */
export function isInstalled(root, major) {
  const wanted = wantedStamp(root, major);
  if (read(stampOf(root)) === wanted) return true;
  if (!wasInstalledByHand(root)) return false;
  try {
    writeFileSync(stampOf(root), wanted);
  } catch {
    // A folder we cannot mark is a folder we can still use.
  }
  return true;
}

/** `npm ci`. The mark of a whole install is taken away first and set last, so an interrupted one is done again. */
export async function install(root, { node, major }) {
  rmSync(stampOf(root), { force: true });
  rmSync(hiddenLockOf(root), { force: true });
  const packages = Object.keys(lockOf(join(root, 'package-lock.json'))?.packages ?? {}).length;
  await npm(['ci', '--include=dev'], { cwd: root, node, title: "Installing Dealcast's packages", packages });
  writeFileSync(stampOf(root), wantedStamp(root, major));
}

function wantedStamp(root, major) {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  return `${hash.digest('hex')} node ${major}\n`;
}

const hiddenLockOf = (root) => join(root, 'node_modules', '.package-lock.json');

/**
 * Someone who typed `npm install` need not install again: npm writes down what it installed when it is through, and
 * that has to be every package of the lock that is not optional. None of them is built for one Node version.
 */
function wasInstalledByHand(root) {
  const installed = lockOf(hiddenLockOf(root))?.packages;
  const wanted = lockOf(join(root, 'package-lock.json'))?.packages;
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, devOptional, peer }]) =>
      path === '' || optional || devOptional || peer || installed[path]?.version === version,
  );
}

function lockOf(path) {
  try {
    return JSON.parse(read(path));
  } catch {
    return null;
  }
}

const read = (path) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
