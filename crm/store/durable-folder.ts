import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

interface FileStream {
  readonly nfd?: number;
}

interface FileSystemModule {
  readonly FS: {
    readonly ErrnoError: new (code: number) => Error;
    readonly filesystems?: { readonly NODEFS?: { readonly stream_ops: Record<string, unknown> } };
  };
  readonly NODEFS?: { readonly stream_ops: Record<string, unknown> };
}

/** EIO in the numbering of the WebAssembly system interface. */
const inputOutputError = 29;

/**
 * PGlite's folder on disk, with the fsync it lacks: without it PostgreSQL asks for safety and gets none.
 * `onSync` is told of each fsync that reached the disk.
 */
export class DurableFolder extends NodeFS {
  private readonly onSync: () => void;

  constructor(folder: string, onSync: () => void) {
    super(folder);
    this.onSync = onSync;
  }

  override async init(...given: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(...given);
    const addSync = (module: unknown) => this.addSync(module as FileSystemModule);
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...(emscriptenOpts.preRun ?? []), addSync] } };
  }

  private addSync({ FS, NODEFS = FS.filesystems?.NODEFS }: FileSystemModule): void {
    // It has moved between versions of PGlite; not finding it must not mean losing data.
    if (!NODEFS) throw new Error('the embedded store would not be durable: NODEFS was not found in PGlite');
    NODEFS.stream_ops.fsync = ({ nfd }: FileStream): number => {
      if (nfd === undefined) return 0;
      try {
        fsyncSync(nfd);
      } catch (error) {
        if (isFolderOnWindows(error)) return 0;
        throw new FS.ErrnoError(inputOutputError);
      }
      this.onSync();
      return 0;
    };
  }
}

/** `-F` turns fsync off, and fdatasync does nothing in the WebAssembly build; nothing else is changed. */
const startParams = [
  ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
  ...['-c', 'wal_sync_method=fsync'],
  ...['-c', 'min_wal_size=32MB'],
  ...['-c', 'shared_buffers=64MB'],
];

/** Starts PostgreSQL on `folder`, which is made in one step when it is new, and repaired from its log after a crash. */
export async function openFolder(
  folder: string,
  { onSync, ...options }: { onSync: () => void } & PGliteOptions,
): Promise<PGlite> {
  const open = (at: string) => PGlite.create({ ...options, fs: new DurableFolder(at, onSync), startParams });
  if (!existsSync(join(folder, 'PG_VERSION'))) await createFolder(folder, open);
  refuseOtherVersion(folder);
  return open(folder);
}

/** A half-made database never stands at `folder`: it is made beside it, brought to disk and then renamed. */
async function createFolder(folder: string, open: (at: string) => Promise<PGlite>): Promise<void> {
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const database = await open(draft);
  await database.close();
  for (const entry of readdirSync(draft, { recursive: true, withFileTypes: true })) {
    syncPath(join(entry.parentPath, entry.name));
  }
  syncPath(draft);
  renameSync(draft, folder);
  syncPath(dirname(folder));
}

function syncPath(path: string): void {
  try {
    const file = openSync(path, 'r');
    try {
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    // Windows syncs no folders and no file opened for reading.
    if (process.platform !== 'win32') throw error;
  }
}

function refuseOtherVersion(folder: string): void {
  const version = readFileSync(join(folder, 'PG_VERSION'), 'utf8').trim();
  if (version !== '18')
    throw new Error(`the embedded store was made by PostgreSQL ${version}, and this is 18: ${folder}`);
}

const isFolderOnWindows = (error: unknown) =>
  process.platform === 'win32' && error instanceof Error && 'code' in error && error.code === 'EPERM';
