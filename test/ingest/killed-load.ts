// Run by interrupted-load.test.ts: loads a folder into a warehouse file and dies, as by kill -9, at a step of the load.
import { loadFolder } from '../../ingest/load.ts';
import { Warehouse } from '../../warehouse/database.ts';
import { migrate } from '../../warehouse/migrate.ts';

const [path = '', folder = '', step = ''] = process.argv.slice(2);
const warehouse = await Warehouse.open(path);
await migrate(warehouse);
const progress = {
  signal: new AbortController().signal,
  report(name: string, { note = '' }: { note?: string }) {
    if (`${name} ${note}` === step) process.kill(process.pid, 'SIGKILL');
  },
};
await loadFolder(warehouse, { folder, now: new Date('2020-05-04T10:00:00Z'), progress });
await warehouse.close();
