import { basename } from 'node:path';
import { Worker } from 'node:worker_threads';
import { AppError, cancelled, invalid } from '../../errors.ts';
import { fingerprint } from './fingerprint.ts';
import { csvSource, type FoundFile, type Source } from './source.ts';

/** A workbook is unpacked whole in memory, some ten times its size; a larger table belongs in CSV or Parquet. */
export const maxWorkbookBytes = 50_000_000;

interface Sheet {
  readonly name: string;
  readonly file: string;
  readonly isEmpty: boolean;
}

/** One source a sheet that is not empty, named `book.xlsx/Sheet1`. */
export async function xlsxSources(
  { path, print }: FoundFile,
  { scratch, signal }: { scratch: string; signal: AbortSignal },
): Promise<Source[]> {
  const file = basename(path);
  if (print.bytes > maxWorkbookBytes)
    throw invalid(
      `the workbook is larger than ${maxWorkbookBytes / 1e6} MB: ${file} (${Math.round(print.bytes / 1e6)} MB); save its sheets as CSV`,
      { file },
    );
  const sources: Source[] = [];
  for (const sheet of await unpack({ path, scratch, prefix: print.hash.slice(0, 16) }, signal)) {
    if (sheet.isEmpty) continue;
    const name = `${file}/${sheet.name}`;
    const source = await csvSource(
      { path: sheet.file, print: await fingerprint(sheet.file, { signal }) },
      { scratch, signal, name },
    );
    if (source) sources.push(source);
  }
  return sources;
}

function unpack(data: { path: string; scratch: string; prefix: string }, signal: AbortSignal): Promise<Sheet[]> {
  const file = basename(data.path);
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./xlsx-worker.ts', import.meta.url), { workerData: data });
    const stop = () => {
      void worker.terminate();
      reject(cancelled('reading the files'));
    };
    signal.addEventListener('abort', stop, { once: true });
    worker.once('message', resolve);
    worker.once('error', (cause: Error) =>
      reject(
        new AppError('invalid', `the workbook cannot be read: ${file}: ${cause.message}; open it and save it again`, {
          where: { file },
          cause,
        }),
      ),
    );
    worker.once('exit', (code) => {
      signal.removeEventListener('abort', stop);
      if (code !== 0) reject(new Error(`the workbook reader ended with code ${code}: ${file}`));
    });
  });
}
