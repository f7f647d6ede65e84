import { join } from 'node:path';
import { runQuietly } from './processes.js';
import { say } from './terminal.js';

const folders = ['crm', 'warehouse', 'ingest', 'models', 'jobs', 'api', 'dashboards'];
const files = ['main.ts', 'config.ts', 'errors.ts', 'progress.ts'];

// Each check writes into a pipe and cannot see the terminal it is told in.
const coloured = process.stdout.isTTY === true;

const checks = [
  { name: 'types', args: ['typescript/bin/tsc', '--pretty', String(coloured)] },
  { name: 'lint and format', args: ['@biomejs/biome/bin/biome', 'ci', `--colors=${coloured ? 'force' : 'off'}`] },
  {
    name: 'import rules',
    args: [
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      ...folders,
      ...files,
    ],
  },
];

/** Runs all checks at once and tells each one's findings in turn; 1 when any of them found something. */
export async function checkAll(node, root) {
  const runs = checks.map(({ name, args: [bin, ...args] }) => ({
    name,
    result: runQuietly(node, [join(root, 'node_modules', bin), ...args], { cwd: root }),
  }));
  let failed = false;
  for (const { name, result } of runs) {
    const { code, output } = await result;
    if (code !== 0) say(output.trimEnd());
    say(`${code === 0 ? '✔' : '✘'} ${name}`);
    failed ||= code !== 0;
  }
  return failed ? 1 : 0;
}
