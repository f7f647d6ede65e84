import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { dataDirOf, sensibleMemoryMb } from '../config.ts';
import { AppError, invalid } from '../errors.ts';
import type { Progress } from '../progress.ts';
import { Warehouse } from '../warehouse/database.ts';
import { migrate } from '../warehouse/migrate.ts';
import { loadFolder } from './load.ts';
import { crmSalesOpportunities } from './mappings/crm-sales-opportunities.ts';
import { readLoadReports, reportText } from './report.ts';

const usage = `npm run ingest -- [options]

  --load DIR      load the export in this folder
  --mapping FILE  how the export's columns are to be read (JSON); without it, a known mapping is recognised
  --example       print a mapping to copy and edit: npm run -s ingest -- --example > my-mapping.json
  --report        show what became of each row of the last loads
  --json          print reports as JSON
  --data DIR      where Dealcast keeps its data (DATA_DIR; ./data)
  --help          show this
`;

const reportsShown = 5;

async function run(args: readonly string[], env: Record<string, string | undefined>): Promise<string> {
  const given = readFlags(args);
  if (given.example) return JSON.stringify(crmSalesOpportunities, null, 2);
  if (given.help || (!given.load && !given.report)) return usage;
  if (given.mapping && !given.load) throw invalid('--mapping needs --load');
  const dataDir = resolve(given.data ?? dataDirOf(env));
  const file = join(dataDir, 'warehouse.duckdb');
  if (!given.load && !existsSync(file)) return `nothing has been loaded into ${dataDir} yet`;
  makeFolder(dataDir);
  const warehouse = await open(file, dataDir);
  try {
    await migrate(warehouse);
    if (given.load) {
      const progress = onScreen();
      const report = await loadFolder(warehouse, {
        folder: resolve(given.load),
        mappingFile: given.mapping && resolve(given.mapping),
        now: new Date(),
        progress,
      }).finally(() => progress.end());
      return given.json ? JSON.stringify(report, null, 2) : reportText(report);
    }
    const reports = await readLoadReports(warehouse, { limit: reportsShown });
    if (given.json) return JSON.stringify(reports, null, 2);
    return reports.length > 0 ? reports.map(reportText).join('\n\n') : `nothing has been loaded into ${dataDir} yet`;
  } finally {
    await warehouse.close();
  }
}

function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new AppError('upstream', `the data directory cannot be made: ${dataDir} (${code})`, { cause });
  }
}

function readFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        load: { type: 'string' },
        mapping: { type: 'string' },
        example: { type: 'boolean' },
        report: { type: 'boolean' },
        json: { type: 'boolean' },
        data: { type: 'string' },
        help: { type: 'boolean' },
      },
      strict: true,
    }).values;
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split(/\.\s|\n/)[0] ?? '') : String(cause);
    throw new AppError('invalid', `${said}; see npm run ingest -- --help`, { cause });
  }
}

async function open(file: string, dataDir: string): Promise<Warehouse> {
  try {
    return await Warehouse.open(file, { memoryLimit: `${sensibleMemoryMb()}MB`, tempFolder: join(dataDir, 'temp') });
  } catch (cause) {
    if (!(cause instanceof AppError) || cause.code !== 'conflict') throw cause;
    throw new AppError(
      'conflict',
      `Dealcast is running on ${dataDir}: stop it first, or ask it for GET /api/v1/workspace (its loads) and /api/v1/loads/ID/repairs or /quarantine`,
      { cause },
    );
  }
}

/** One line of progress on the terminal's error stream, so that a report can be piped; Ctrl-C cancels the load. */
function onScreen(): Progress & { end(): void } {
  const stop = new AbortController();
  const ask = () => stop.abort();
  process.once('SIGINT', ask).once('SIGTERM', ask);
  const screen = process.stderr;
  return {
    signal: stop.signal,
    report(step, { done, total, note = '' }) {
      if (!screen.isTTY) return;
      screen.write(`\r\x1b[K${step}  ${total ? `${Math.floor((done / total) * 100)} %` : done}  ${note}`);
    },
    end() {
      process.off('SIGINT', ask).off('SIGTERM', ask);
      if (screen.isTTY) screen.write('\r\x1b[K');
    },
  };
}

/** One line for the person at the keyboard; the rest of a bug is for whoever looks for it. */
function sentence(error: unknown): string {
  if (error instanceof AppError) return error.message;
  if (process.env.LOG_LEVEL === 'debug') return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return `something went wrong that should not: ${said} (LOG_LEVEL=debug shows all of it)`;
}

try {
  process.stdout.write(`${await run(process.argv.slice(2), process.env)}\n`);
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = 1;
}
