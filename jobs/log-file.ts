import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Logger, pino } from 'pino';
import { AppError } from '../errors.ts';

/** A log that has grown past this is set aside at the next start; one old log is kept. */
const keptBytes = 20_000_000;

/** The log of this data directory, `log/dealcast.log`, one JSON object a line. */
export function openLog(dataDir: string, level: string): { log: Logger; close: () => void } {
  const file = join(dataDir, 'log', 'dealcast.log');
  const to = openFile(file);
  // A disk that is full costs lines of the log, never the server.
  const write = (line: string) => {
    try {
      writeSync(to, line);
    } catch {}
  };
  const log = pino(
    { level, redact: ['*.password', '*.token', '*.authorization', '*.cookie', 'req.headers', 'res.headers'] },
    { write },
  );
  return { log, close: () => closeSync(to) };
}

function openFile(file: string): number {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > keptBytes) renameSync(file, `${file}.1`);
    return openSync(file, 'a');
  } catch (cause) {
    const { code = String(cause) } = cause as NodeJS.ErrnoException;
    throw new AppError('upstream', `the log cannot be written: ${file} (${code})`, { cause });
  }
}
