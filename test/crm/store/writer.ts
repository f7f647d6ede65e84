import { writeSync } from 'node:fs';
import { createRecord, updateRecord } from '../../../crm/store/records.ts';
import { openStore } from '../../../crm/store/store.ts';
import { syncTables } from '../../../crm/store/tables.ts';
import { deal, entities, me } from './support.ts';

/** A process that writes without end and says `id version` for each commit it was told of; meant to be killed. */
const store = await openStore({ dataDir: process.argv[2]!, log: () => undefined });
await store.transaction(me, (tx) => syncTables(tx, entities));
await Promise.all(Array.from({ length: 4 }, (_, writer) => write(writer)));

async function write(writer: number): Promise<never> {
  for (let n = 0; ; n++) {
    let record = await store.transaction(me, (tx) =>
      createRecord(tx, deal, { name: `${writer}-${n}`, amount: String(n) }),
    );
    acknowledge(record);
    record = await store.transaction(me, (tx) => updateRecord(tx, deal, record, { weight: n, hot: n % 2 === 0 }));
    acknowledge(record);
  }
}

/** In one piece and at once, so that nothing acknowledged is lost on the way to the parent. */
function acknowledge({ id, version }: { id: string; version: number }): void {
  writeSync(1, `${id} ${version}\n`);
}
