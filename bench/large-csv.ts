import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFolder } from '../ingest/load.ts';
import { Warehouse } from '../warehouse/database.ts';
import { migrate } from '../warehouse/migrate.ts';
import { report } from './measure.ts';
import { bytesPerRow, writePipeline } from './pipeline-csv.ts';

// `node bench/large-csv.ts [--bytes N] [--memory MB]`: writes an export of N bytes (2,000,000,000), loads it in a process
// of its own with that much memory for the warehouse (as npm start gives it, 900 MB), and prints the most memory the
// process held at any time. Needs some three times N of disk.

const flag = (name: string, fallback: number) => {
  const at = process.argv.indexOf(`--${name}`);
  return at > 0 ? Number(process.argv[at + 1]) : fallback;
};

async function measure(): Promise<void> {
  const [bytes, memory] = [flag('bytes', 2_000_000_000), flag('memory', 900)];
  const folder = await mkdtemp(join(tmpdir(), 'dealcast-large-'));
  try {
    const writer = await Warehouse.open(':memory:', { memoryLimit: '1GB' });
    const size = await writePipeline(writer, folder, Math.round(bytes / bytesPerRow));
    await writer.close();
    report('pipeline written', `${(size / 1e9).toFixed(2)} GB`);
    const args = [import.meta.filename, '--load', folder, '--memory', String(memory)];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    const [code] = await once(child, 'exit');
    if (code !== 0) process.exitCode = 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function load(folder: string): Promise<void> {
  const warehouse = await Warehouse.open(join(folder, 'warehouse.duckdb'), {
    memoryLimit: `${flag('memory', 900)}MB`,
    tempFolder: join(folder, 'temp'),
  });
  await migrate(warehouse);
  const from = performance.now();
  let last = '';
  const progress = {
    signal: new AbortController().signal,
    report(step: string, { note = '' }: { note?: string }) {
      const peak = process.resourceUsage().maxRSS / 1e6;
      const now = `${step} ${note}`;
      if (now === last) return;
      last = now;
      report(now, `after ${((performance.now() - from) / 1000).toFixed(1)} s, peak so far ${peak.toFixed(2)} GB`);
    },
  };
  const done = await loadFolder(warehouse, { folder, now: new Date(), progress });
  const peak = process.resourceUsage().maxRSS / 1e6;
  const file = done.files[0];
  report('rows', `${file?.rows_in} in, ${file?.rows_repaired} repaired, ${file?.rows_quarantined} quarantined`);
  report('whole load', `${((performance.now() - from) / 1000).toFixed(1)} s`);
  report('peak memory of the process', `${peak.toFixed(2)} GB`, { text: 'at most 2 GB', isMet: peak <= 2 });
  await warehouse.close();
}

if (import.meta.main) {
  const at = process.argv.indexOf('--load');
  if (at > 0) await load(process.argv[at + 1] ?? '');
  else await measure();
}
