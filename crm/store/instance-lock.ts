import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../errors.ts';

/**
 * Keeps `folder` for this process until the answer is called. Throws `conflict` when another process, or another part
 * of this one, has it. The lock is SQLite's on an empty file: the operating system drops it when the process dies.
 */
export function lockFolder(folder: string): () => void {
  const owner = join(folder, 'lock.owner');
  const lock = new DatabaseSync(join(folder, 'lock'));
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    const by = cause instanceof Error && /locked/.test(cause.message) ? readOwner(owner) : String(cause);
    throw new AppError('conflict', `the store is already in use by ${by}: ${folder}`, { cause });
  }
  writeFileSync(owner, String(process.pid));
  return () => lock.close();
}

function readOwner(file: string): string {
  try {
    return `process ${readFileSync(file, 'utf8')}`;
  } catch {
    return 'another process';
  }
}
