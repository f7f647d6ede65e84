import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createApp } from './api/app.ts';
import { openPort } from './api/server.ts';
import { type Config, readConfig, usage } from './config.ts';
import { AppError } from './errors.ts';
import { Closing, stopOnSignals } from './jobs/closing.ts';
import { ConsoleProgress } from './jobs/console-progress.ts';
import { fillWorkspace } from './jobs/fill-workspace.ts';
import { Jobs, type Log } from './jobs/jobs.ts';
import { openLog } from './jobs/log-file.ts';
import { openData } from './jobs/open-data.ts';
import { schedule } from './jobs/schedule.ts';
import { trainModels } from './jobs/train-models.ts';
import { Models } from './models/models.ts';
import type { Progress } from './progress.ts';
import type { Warehouse } from './warehouse/database.ts';
import { createDuckDbEngine } from './warehouse/engine.ts';
import { loadWorkspace } from './warehouse/workspace.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, 'package.json'), 'utf8')) as { version: string };
const clock = () => new Date();
const screen = new ConsoleProgress(process.stdout);
const say = (line: string) => process.stdout.write(`${line}\n`);

type Training = { warehouse: Warehouse; models: Models; jobs: Jobs; log: Log };
type Shown = (progress: Progress, title: string) => Progress;

/** Opens the stores, brings data in, serves, trains what is not up to date, and waits for the end. */
async function run(config: Config, closing: Closing): Promise<void> {
  const warehouse = await openData(config.dataDir, config);
  closing.add(() => warehouse.close());
  const { log, close: closeLog } = openLog(config.dataDir, config.logLevel);
  closing.add(closeLog);
  try {
    const port = await openPort({ ...config, version });
    closing.add(() => port.close());
    const jobs = new Jobs({ warehouse, log, clock });
    await jobs.recover();
    closing.add(() => jobs.close());
    closing.signal.addEventListener('abort', () => void jobs.close());

    const shown: Shown = (progress, title) => screen.around(progress, title);
    const filled = await fillWorkspace(config.source, { warehouse, jobs, now: clock(), shown });
    screen.end();
    if (filled.said) say(filled.said);
    closing.check();

    const models = await Models.start({ warehouse, dataDir: config.dataDir, log });
    closing.add(() => models.close());
    const engine = createDuckDbEngine(warehouse, clock);
    const clientFolder = join(import.meta.dirname, 'dashboards', 'dist');
    port.serve(createApp({ warehouse, engine, models, jobs, version, clientFolder, clock, log, hosts: [config.host] }));
    closing.add(schedule([trainModels], { warehouse, models, jobs, clock, log }));
    const training = { warehouse, models, jobs, log };
    const isFirst =
      filled.isNew || !jobs.states().some((run) => run.job === trainModels.name && run.status === 'succeeded');
    if (isFirst) await trainIfNeeded(training, shown);
    closing.check();
    say(`\nDealcast ${version} is ready: ${port.address}`);
    log.info({ address: port.address, version }, 'serving');
    if (!isFirst) void trainIfNeeded(training, (progress) => progress);
    await closing.requested();
  } catch (error) {
    if (!(error instanceof AppError)) log.error({ err: error }, 'Dealcast stopped');
    throw error;
  }
}

/**
 * Trains the models if they are not up to date. One that cannot be trained is told of and does not keep the dashboards
 * from being read. What was trained on another day goes on being shown, so only a first training is waited for and seen.
 */
async function trainIfNeeded({ warehouse, models, jobs, log }: Training, shown: Shown): Promise<void> {
  const { kind } = await loadWorkspace(warehouse);
  const now = clock();
  if (kind === 'empty' || (await models.isCurrent(now))) return;
  try {
    await jobs.run(trainModels.name, (progress) =>
      trainModels.run({ warehouse, models, log, now, progress: shown(progress, 'Models') }),
    );
    screen.end();
  } catch (error) {
    screen.end('stopped');
    if (error instanceof AppError && error.code === 'cancelled') return;
    log.error({ err: error }, 'training failed');
    say(`The models could not be trained: ${sentence(error)}`);
  }
}

/** One sentence for the person at the keyboard; the stack of a bug is in the log. */
function sentence(error: unknown): string {
  if (error instanceof AppError) return error.message;
  const said = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
  return `something went wrong that should not: ${said} (the log has the details)`;
}

/** Answers the exit code. */
async function main(): Promise<number> {
  const closing = new Closing();
  stopOnSignals(closing);
  try {
    const config = readConfig(process.argv.slice(2), process.env);
    if (config.help) say(usage);
    else await run(config, closing);
    return 0;
  } catch (error) {
    screen.end('stopped');
    if (closing.signal.aborted) return 0;
    process.stderr.write(`Dealcast cannot start: ${sentence(error)}\n`);
    return 1;
  } finally {
    await closing.close();
    if (closing.signal.aborted) say('Dealcast has stopped.');
  }
}

process.exit(await main());
