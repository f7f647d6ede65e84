import { spawn } from 'node:child_process';
import { mkdtemp, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { exportFolder } from './export-folder.ts';

let data: string;
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'dealcast-cli-'));
});

function ingest(...args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const cli = join(import.meta.dirname, '../../ingest/cli.ts');
  const child = spawn(process.execPath, [cli, ...args, '--data', data]);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

test('loads a folder, and reports what became of its rows', async () => {
  expect(await ingest('--report')).toMatchObject({ code: 0, out: expect.stringContaining('nothing has been loaded') });
  const folder = await exportFolder();
  const loaded = await ingest('--load', folder);
  expect(loaded).toMatchObject({ code: 0, err: '' });
  const table = loaded.out.split('\n').slice(3, 9);
  expect(table).toEqual([
    'file                entity       rows in  loaded  repaired  quarantined',
    'sales_pipeline.csv  opportunity        4       0         4            0',
    'accounts.csv        account            2       0         2            0',
    'products.csv        product            2       2         0            0',
    'sales_teams.csv     user               2       2         0            0',
    'all files                             10       4         6            0',
  ]);
  const again = await ingest('--load', folder);
  expect(again.out).toContain('unchanged: these files were loaded before; nothing was written');
  expect((await ingest('--report')).out).toBe(loaded.out);
  const [json] = JSON.parse((await ingest('--report', '--json')).out);
  expect(json).toMatchObject({ source_system: 'crm_sales_opportunities', files: [{ rows_in: 4 }, {}, {}, {}] });
});

test('the mapping it prints can be edited and used', async () => {
  const { out } = await ingest('--example');
  const mapping = join(data, 'mine.json');
  await writeFile(mapping, out.replace('"CRM Sales Opportunities"', '"Mine"'));
  expect(await ingest('--load', await exportFolder(), '--mapping', mapping)).toMatchObject({ code: 0, err: '' });
});

test('what is wrong is said in one sentence, with exit code 1', async () => {
  expect(await ingest('--lod', 'x')).toEqual({
    code: 1,
    out: '',
    err: "Unknown option '--lod'; see npm run ingest -- --help\n",
  });
  expect(await ingest('--load', '/no/such/folder')).toEqual({
    code: 1,
    out: '',
    err: 'the folder cannot be read: /no/such/folder\n',
  });
});

test('a data directory that cannot be one is told so', async () => {
  await rmdir(data);
  await writeFile(data, '');
  expect(await ingest('--load', await exportFolder())).toEqual({
    code: 1,
    out: '',
    err: `the data directory cannot be made: ${data} (EEXIST)\n`,
  });
});

test('a data directory in use is left to the process that uses it', async () => {
  await ingest('--load', await exportFolder());
  const holder = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `import { Warehouse } from '${join(import.meta.dirname, '../../warehouse/database.ts')}';
     await Warehouse.open('${join(data, 'warehouse.duckdb')}');
     process.stdout.write('open');
     process.stdin.resume();`,
  ]);
  await new Promise((resolve) => holder.stdout.once('data', resolve));
  const answer = await ingest('--report');
  holder.kill('SIGKILL');
  expect(answer).toMatchObject({ code: 1, err: expect.stringMatching(/^Dealcast is running on .*stop it first/) });
});
