import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const project = join(import.meta.dirname, '..', '..');
const rooms = ['crm', 'warehouse', 'ingest', 'models', 'jobs', 'api', 'dashboards'];
/** The entries of the server and of `npm run ingest`: they hand the environment to `config.ts`. */
const entries = [join('ingest', 'cli.ts')];

test('no room reads the environment by itself', () => {
  const readers = rooms
    .flatMap((room) => readdirSync(join(project, room), { recursive: true }).map((path) => join(room, String(path))))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('dist') && !entries.includes(path))
    .filter((path) => readFileSync(join(project, path), 'utf8').includes('process.env'));
  expect(readers).toEqual([]);
});
