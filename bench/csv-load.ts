import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { loadFolder } from '../ingest/load.ts';
import { Warehouse } from '../warehouse/database.ts';
import { migrate } from '../warehouse/migrate.ts';
import { median, ms, report } from './measure.ts';
import { writePipeline } from './pipeline-csv.ts';

interface CsvLoadResult {
  name: string;
  ours_ms: number;
  raw_ms: number;
  /** Throughput of ours as a share of the raw one's: raw_ms ÷ ours_ms. */
  ratio: number;
  note: string;
}

const rows = 1_000_000;
const turns = 5;

const phases = [
  {
    name: 'checked and accounted for',
    note: 'hash, encoding, types, rules, references, duplicate keys; each repair and refused row written to the ledger',
  },
  {
    name: 'landed as records and history',
    note: 'and each opportunity written as a record and its events: 2.8 rows for one of the file',
  },
  { name: 'whole load', note: 'and the five derived tables of history published: 7 rows more; committed' },
] as const;

/**
 * A million opportunities loaded, beside a bare `CREATE TABLE AS FROM read_csv` of the same file into a file of its own,
 * in turns. Each phase counts from the beginning of the load. Medians.
 */
async function csvLoadBench(): Promise<CsvLoadResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'dealcast-bench-'));
  try {
    const writer = await Warehouse.open(':memory:');
    await writePipeline(writer, folder, rows);
    await writer.close();
    const raws: number[] = [];
    const ours: number[][] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      raws.push(await bare(folder, join(folder, `raw-${turn}.duckdb`)));
      ours.push(await load(folder, join(folder, `ours-${turn}.duckdb`)));
    }
    const raw_ms = median(raws);
    return phases.map(({ name, note }, at) => {
      const ours_ms = median(ours.map((times) => times[at] ?? Number.NaN));
      return { name, ours_ms, raw_ms, ratio: raw_ms / ours_ms, note };
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function bare(folder: string, file: string): Promise<number> {
  const instance = await DuckDBInstance.create(file);
  const connection = await instance.connect();
  const from = performance.now();
  await connection.run(`CREATE TABLE pipeline AS FROM read_csv('${join(folder, 'sales_pipeline.csv')}')`);
  const took = performance.now() - from;
  connection.closeSync();
  instance.closeSync();
  return took;
}

/** Milliseconds from the beginning to the end of each phase, told from the progress of a real load. */
async function load(folder: string, file: string): Promise<number[]> {
  const warehouse = await Warehouse.open(file);
  await migrate(warehouse);
  const from = performance.now();
  const ends = new Map<string, number>();
  const progress = {
    signal: new AbortController().signal,
    report(step: string, { note = '' }: { note?: string }) {
      const name = step === 'write' && !note.startsWith('ledger') ? 'land' : step;
      if (!ends.has(name)) ends.set(name, performance.now() - from);
    },
  };
  await loadFolder(warehouse, { folder, now: new Date(), progress });
  const whole = performance.now() - from;
  await warehouse.close();
  return [ends.get('land') ?? Number.NaN, ends.get('history') ?? Number.NaN, whole];
}

if (import.meta.main) {
  const goal = 0.6;
  const results = await csvLoadBench();
  report('bare CREATE TABLE AS FROM read_csv', ms(results[0]?.raw_ms ?? Number.NaN));
  results.forEach(({ name, ours_ms, ratio, note }, at) => {
    const judged = at === 0 ? { text: `at least ${goal}`, isMet: ratio >= goal } : undefined;
    report(name, `${ms(ours_ms)}, ${ratio.toFixed(2)} × the throughput of bare (${note})`, judged);
  });
}
