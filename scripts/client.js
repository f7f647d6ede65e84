import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from './failure.js';
import { runQuietly } from './processes.js';
import { showSteps } from './terminal.js';

/** All that the bundle is made from: a change of any of these is a reason to build it again. */
const sources = [
  'dashboards',
  'warehouse/metrics',
  'crm/entities',
  'api/contracts',
  'vite.config.ts',
  'package-lock.json',
];
const output = join('dashboards', 'dist');
const stampOf = (root) => join(root, output, '.stamp');

export const isBuilt = (root) => existsSync(stampOf(root)) && readFileSync(stampOf(root), 'utf8') === hashSources(root);

/** Builds the web client into `dashboards/dist`; the mark is set last, so a build that stopped half way is done again. */
export async function build(root, { node }) {
  const hash = hashSources(root);
  rmSync(stampOf(root), { force: true });
  mkdirSync(join(root, output), { recursive: true });
  const steps = showSteps('Building the web client', null);
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { code, output: said } = await runQuietly(node, [vite, 'build'], { cwd: root });
  if (code !== 0) {
    steps.fail();
    throw new Failure(`${said.trimEnd()}\nThe web client could not be built; Vite says why above.`);
  }
  writeFileSync(stampOf(root), hash);
  steps.end();
}

/** Contents, not times: a checkout or a copy changes times. Some 200 small files, a few milliseconds. */
function hashSources(root) {
  const hash = createHash('sha256');
  for (const source of sources) addTo(hash, root, source);
  return hash.digest('hex');
}

function addTo(hash, root, path) {
  const full = join(root, path);
  if (path === output || !existsSync(full)) return;
  if (statSync(full).isDirectory()) {
    for (const name of readdirSync(full).sort()) addTo(hash, root, join(path, name));
  } else {
    hash.update(`${path}\0`).update(readFileSync(full));
  }
}
