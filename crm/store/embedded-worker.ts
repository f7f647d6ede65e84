import { rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import { openFolder } from './durable-folder.ts';

/** What the worker is started with. `listen` is the path of a socket, or a port of the loopback interface, 0 for a free one. */
export interface EmbeddedTask {
  readonly folder: string;
  readonly listen: string | number;
  /** One number, shared: how many fsyncs have reached the disk. */
  readonly syncs: SharedArrayBuffer;
}

export type FromWorker = { ready: string | number } | { trouble: string };

const { folder, listen, syncs } = workerData as EmbeddedTask;
const counter = new Int32Array(syncs);
const tell = (message: FromWorker) => parentPort?.postMessage(message);

const database = await openFolder(folder, {
  onSync: () => void Atomics.add(counter, 0, 1),
  onStderr: (line) => {
    if (/\b(WARNING|FATAL|PANIC):/.test(line)) tell({ trouble: line });
    return false;
  },
});
endOnFault(database);

const onPath = typeof listen === 'string';
if (onPath) rmSync(listen, { force: true });
const server = new PGLiteSocketServer({
  db: database,
  ...(onPath ? { path: listen } : { host: '127.0.0.1', port: listen }),
  // One client works at a time; the rest is room for it to connect anew while its old connection is being cleared.
  maxConnections: 4,
});
await server.start();
tell({ ready: onPath ? listen : Number(server.getServerConn().split(':')[1]) });

parentPort?.once('message', async () => {
  await server.stop();
  await database.exec('CHECKPOINT').catch((error) => tell({ trouble: String(error) }));
  await database.close();
  process.exit(0);
});

/**
 * A statement that breaks the engine itself (not one that merely fails) leaves memory nobody can trust and, in
 * pglite-socket 0.2.17, a queue that stands still. The log on disk is sound: end, and be started again.
 */
function endOnFault(db: PGlite): void {
  const run = db.execProtocolRawStream.bind(db);
  db.execProtocolRawStream = async (...given) => {
    try {
      await run(...given);
    } catch (error) {
      tell({ trouble: error instanceof Error ? (error.stack ?? error.message) : String(error) });
      process.exit(1);
    }
  };
}
