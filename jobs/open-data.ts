import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../errors.ts';
import { Warehouse } from '../warehouse/database.ts';
import { migrate } from '../warehouse/migrate.ts';

/**
 * Opens the warehouse of a data directory, made if missing, and brings its schema up to date. The open file is also the
 * lock of the directory: the system holds it for this process and lets go however the process ends. Throws `conflict`
 * when another process holds it and `upstream` when the directory cannot be written or the file is damaged; then
 * nothing has been changed.
 */
export async function openData(dataDir: string, { memoryMb }: { memoryMb: number }): Promise<Warehouse> {
  prepareFolder(dataDir);
  const file = join(dataDir, 'warehouse.duckdb');
  const tempFolder = join(dataDir, 'temp');
  const warehouse = await Warehouse.open(file, { memoryLimit: `${memoryMb}MB`, tempFolder }).catch((cause) => {
    if (!(cause instanceof AppError) || cause.code !== 'conflict') throw cause;
    throw new AppError('conflict', `${cause.message}; stop that one first, or keep other data with --data DIR`, {
      cause,
    });
  });
  try {
    // What a killed process spilled; ours to clear now that the lock is ours.
    rmSync(tempFolder, { recursive: true, force: true });
    await migrate(warehouse);
    return warehouse;
  } catch (cause) {
    await warehouse.close();
    if (cause instanceof AppError) throw cause;
    throw new AppError('upstream', `the warehouse file is damaged: ${file}: ${firstLine(cause)}`, { cause });
  }
}

function prepareFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true });
    const probe = join(dataDir, `.write-${process.pid}`);
    writeFileSync(probe, '');
    rmSync(probe);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new AppError('upstream', `the data directory cannot be written: ${dataDir} (${code})`, { cause });
  }
}

const firstLine = (cause: unknown) => (cause instanceof Error ? cause.message : String(cause)).split('\n')[0];
