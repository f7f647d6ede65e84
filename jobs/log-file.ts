import { mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { destination, type Logger, pino } from 'pino';

/** A log that has grown past this is set aside at the next start; one old log is kept. */
const keptBytes = 20_000_000;

/** The log of this data directory, `log/dealcast.log`, one JSON object a line; `close` writes what is still in memory. */
export function openLog(dataDir: string, level: string): { log: Logger; close: () => void } {
  const file = join(dataDir, 'log', 'dealcast.log');
  mkdirSync(join(dataDir, 'log'), { recursive: true });
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > keptBytes) renameSync(file, `${file}.1`);
  const to = destination({ dest: file, sync: true });
  const log = pino(
    { level, redact: ['*.password', '*.token', '*.authorization', '*.cookie', 'req.headers', 'res.headers'] },
    to,
  );
  return { log, close: () => to.end() };
}
