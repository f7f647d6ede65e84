import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { AppError, invalid } from '../../errors.ts';
import type { Progress } from '../../progress.ts';
import type { Db } from '../../warehouse/database.ts';
import { fingerprint } from './fingerprint.ts';
import { csvSource, type FoundFile, jsonSource, parquetSource, type Source } from './source.ts';
import { xlsxSources } from './xlsx.ts';

const readers = ['.csv', '.tsv', '.txt', '.parquet', '.jsonl', '.ndjson', '.json', '.xlsx', '.xls'];

/** The readable files of `folder`, in order of name, each read once for its hash and encoding. Throws `invalid` on an empty one. */
export async function findFiles(folder: string, progress: Progress): Promise<FoundFile[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new AppError('invalid', `the folder cannot be read: ${folder}`, { where: { folder }, cause });
  });
  const paths = names
    .filter((name) => !name.startsWith('.') && readers.includes(extname(name).toLowerCase()))
    .sort()
    .map((name) => join(folder, name));
  if (paths.length === 0)
    throw invalid(`the folder holds no file of data (${readers.join(', ')}): ${folder}`, { folder });
  const sizes = await Promise.all(paths.map((path) => sizeOf(path)));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let done = 0;
  const files: FoundFile[] = [];
  for (const path of paths) {
    const note = basename(path);
    const read = (bytes: number) => {
      done += bytes;
      progress.report('check files', { done, total, note });
    };
    const print = await fingerprint(path, { signal: progress.signal, read }).catch((cause: unknown) => {
      throw cause instanceof AppError ? cause : unreadable(path, cause);
    });
    if (print.bytes === 0)
      throw invalid(`the file is empty: ${note}; export it again, or take it out of the folder`, { file: note });
    files.push({ path, print });
  }
  return files;
}

/** Bytes. Throws `invalid` for a link to nothing, a folder, and what is no file at all. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (!found.isFile()) {
    const file = basename(path);
    throw invalid(`it has the name of a file of data and is none: ${file}; take it out of the folder`, { file });
  }
  return found.size;
}

function unreadable(path: string, cause: unknown): AppError {
  const file = basename(path);
  const { code = String(cause) } = cause as NodeJS.ErrnoException;
  return new AppError('invalid', `the file cannot be read: ${file} (${code}); mend it, or take it out of the folder`, {
    where: { file },
    cause,
  });
}

/** Opens a file as the tables it holds; none when it is nothing that could be a table. */
export async function openFile(
  db: Pick<Db, 'query'>,
  file: FoundFile,
  where: { scratch: string; signal: AbortSignal },
): Promise<Source[]> {
  switch (extname(file.path).toLowerCase()) {
    case '.parquet':
      return [await parquetSource(db, file)];
    case '.jsonl':
    case '.ndjson':
    case '.json':
      return present(await jsonSource(db, file, where));
    case '.xlsx':
    case '.xls':
      return xlsxSources(file, where);
    default:
      return present(await csvSource(file, where));
  }
}

const present = (source: Source | null) => (source ? [source] : []);
