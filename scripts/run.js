// The one door: `npm start`, `npm test` and the other npm scripts come through here, under any Node from 18 on and with
// nothing installed. Plain JavaScript without dependencies, for that reason.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkAll } from './check.js';
import { build, isBuilt } from './client.js';
import { install, isInstalled } from './dependencies.js';
import { asProcess, Failure } from './failure.js';
import { fetchNode, isSuited, privateNode } from './node-binary.js';
import { runNode } from './processes.js';
import { inTurn } from './turn.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const binOf = (path) => join(root, 'node_modules', path);

/** What each npm script needs first, and what it runs. */
const commands = {
  start: { client: true, run: (node, args) => runNode(node, [join(root, 'main.ts'), ...args], { cwd: root }) },
  test: {
    client: true,
    run: (node, args) => runNode(node, [binOf('vitest/vitest.mjs'), 'run', ...args], { cwd: root }),
  },
  check: { run: (node) => checkAll(node, root) },
  ingest: { run: (node, args) => runNode(node, [join(root, 'ingest', 'cli.ts'), ...args], { cwd: root }) },
  bench: { run: (node, args) => runNode(node, [join(root, 'bench', 'run.ts'), ...args], { cwd: root }) },
  build: { client: true, run: async () => 0 },
  format: {
    run: (node, args) =>
      runNode(node, [binOf('@biomejs/biome/bin/biome'), 'check', '--write', ...(args.length ? args : ['.'])], {
        cwd: root,
      }),
  },
};

/** The Node to go on with; fetched, installed and built is only what is missing. */
async function prepare({ client }) {
  const node = isSuited() ? process.execPath : privateNode(root);
  const major = isSuited() ? process.versions.node.split('.')[0] : '24';
  const isReady = () => node && isInstalled(root, major) && (!client || isBuilt(root));
  if (isReady()) return node;
  return inTurn(root, async () => {
    const found = node ?? privateNode(root) ?? (await fetchNode(root));
    if (!isInstalled(root, major)) await install(root, { node: found, major });
    if (client && !isBuilt(root)) await build(root, { node: found });
    return found;
  });
}

const [name, ...args] = process.argv.slice(2);
await asProcess(async () => {
  const command = commands[name];
  if (!command) throw new Failure(`run one of: ${Object.keys(commands).join(', ')}`);
  return command.run(await prepare(command), args);
});
