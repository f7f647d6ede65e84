import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { entities } from '../crm/entities/entities.ts';
import type { EntityName } from '../crm/entities/entity.ts';
import { cancelled, invalid } from '../errors.ts';
import type { Progress } from '../progress.ts';
import type { Db, Warehouse } from '../warehouse/database.ts';
import { publish } from '../warehouse/publish.ts';
import { sql } from '../warehouse/sql.ts';
import { loadWorkspace, saveWorkspace } from '../warehouse/workspace.ts';
import { clearDemo } from './clear-demo.ts';
import { findFiles, openFile } from './files/folder.ts';
import type { Source } from './files/source.ts';
import { landDimension, landMade } from './land/dimensions.ts';
import { landActivities, landLeads } from './land/facts.ts';
import { landOpportunities } from './land/opportunities.ts';
import { landStages } from './land/stages.ts';
import { dayOf, lastDay, standstill } from './last-day.ts';
import { type FileCounts, keepLedger } from './ledger.ts';
import { type Mapping, readMapping } from './mapping.ts';
import { mappings } from './mappings/mappings.ts';
import { type Recognition, recognise } from './recognise.ts';
import { type LoadReport, readLoadReport } from './report.ts';
import { collectKeys, type Keys, type Made, settle } from './settle.ts';
import { planStaging } from './stage.ts';
import { dropStaged, type Staged, stageRows } from './staged.ts';
import { stoppable, watching } from './watched.ts';

export type { LoadReport } from './report.ts';

/**
 * Loads a folder of exported files: all of it or nothing, in one transaction that ends with the derived tables published
 * and the workspace standing at the export's last day. Files are known by their columns (see `Mapping`). Rows that cannot
 * be read go to `load_quarantine`. The same files under the same mapping again change nothing. Throws `invalid` for a
 * file that is empty, no text, or lacks columns, `conflict` where the demo company lives, and `cancelled`.
 */
export async function loadFolder(
  warehouse: Warehouse,
  { folder, mappingFile, now, progress }: { folder: string; mappingFile?: string; now: Date; progress: Progress },
): Promise<LoadReport> {
  const started = performance.now();
  const choice = mappingFile === undefined ? mappings : [await readMapping(mappingFile, warehouse)];
  const scratch = await mkdtemp(join(tmpdir(), 'dealcast-load-'));
  try {
    const files = await findFiles(folder, progress);
    const sources: Source[] = [];
    const blank: string[] = [];
    for (const file of files) {
      const opened = await openFile(warehouse, file, { scratch, signal: progress.signal });
      if (opened.length === 0) blank.push(basename(file.path));
      sources.push(...opened);
    }
    const recognition = recognise(sources, choice);
    const left_alone = [...recognition.left_alone, ...blank];
    const mapping_id = `${recognition.mapping.source_system}@${hashOf(recognition.mapping)}`;
    const before = await sameLoad(warehouse, recognition, mapping_id);
    if (before !== null) return { ...(await readLoadReport(warehouse, before)), unchanged: true, left_alone };
    const load_id = randomUUID();
    await warehouse.transaction(async (plain) => {
      const db = stoppable(plain, progress.signal);
      const done = await loadRows(db, recognition, { load_id, now, progress });
      await db.execute(sql`
        INSERT INTO load_run VALUES (${load_id}, ${recognition.mapping.source_system}, ${resolve(folder)}, ${mapping_id},
          ${now.toISOString()}::TIMESTAMP, ${new Date(now.getTime() + performance.now() - started).toISOString()}::TIMESTAMP,
          ${sum(done.files, 'rows_in')}, ${sum(done.files, 'rows_loaded')}, ${sum(done.files, 'rows_repaired')},
          ${sum(done.files, 'rows_quarantined')}, ${done.data_version})`);
      await dropStaged(db);
      if (progress.signal.aborted) throw cancelled('the load');
    });
    return { ...(await readLoadReport(warehouse, load_id)), left_alone };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Everything of a load but its own row in the ledger. */
async function loadRows(
  db: Db,
  { mapping, recognised }: Recognition,
  { load_id, now, progress }: { load_id: string; now: Date; progress: Progress },
): Promise<{ files: FileCounts[]; data_version: number }> {
  const workspace = await loadWorkspace(db);
  // The demo company can be made again at any time; its deals must never be counted beside real ones.
  if (workspace.kind === 'demo') await clearDemo(db);
  else await refuseOtherCurrency(db, mapping, workspace.base_currency);

  const { main, all, keys, made } = await stageAll(db, { mapping, recognised, now, progress });
  const last_day = (await lastDay(db, all, mapping.time_zone)) ?? dayOf(now, mapping.time_zone);

  const steps = main.length + all.length;
  let done = 0;
  const tell = (note: string) => progress.report('write', { done: done++, total: steps, note });
  const files: FileCounts[] = [];
  for (const staged of main) {
    tell(`ledger of ${staged.staging.source.file}`);
    files.push(await keepLedger(db, staged, { load_id, last_day }));
  }
  if (sum(files, 'rows_in') === 0)
    throw invalid(`the files hold no rows: ${files.map((each) => each.file).join(', ')}; export them again`);
  await landStages(db, mapping);
  for (const each of made) await landMade(db, each);
  for (const staged of all) {
    tell(staged.staging.source.file);
    await landStaged(db, staged, { keys, mapping, now, last_day });
  }
  tell('');
  await saveWorkspace(db, {
    kind: 'loaded',
    name: mapping.workspace_name,
    time_zone: mapping.time_zone,
    base_currency: mapping.currency,
    as_of: mapping.as_of === 'clock' ? null : await standstill(db, mapping.time_zone),
  });
  const data_version = await publish(db, (state) => progress.report('history', state));
  return { files, data_version };
}

/** Reads, checks and settles every file, entity by entity, so that what is referred to is known before what refers. */
async function stageAll(
  db: Db,
  context: { mapping: Mapping; recognised: Recognition['recognised']; now: Date; progress: Progress },
): Promise<{ main: Staged[]; all: Staged[]; keys: Map<EntityName, Keys>; made: Made[] }> {
  const { mapping, recognised, now, progress } = context;
  const main: Staged[] = [];
  const all: Staged[] = [];
  const made: Made[] = [];
  const keys = new Map<EntityName, Keys>();
  const total = recognised.reduce((bytes, { source }) => bytes + source.bytes, 0);
  let done = 0;
  for (const entity of Object.keys(entities) as EntityName[]) {
    const ofEntity: Staged[] = [];
    for (const { source, file } of recognised)
      for (const [at, feed] of file.feeds.entries()) {
        if (feed.entity !== entity) continue;
        const staging = planStaging({ source, feed }, { mapping, now });
        const span = at === 0 ? source.bytes : 0;
        const watch = { step: 'read', note: source.file, from: done, span, total };
        const staged = await watching(db, progress, watch, () => stageRows(db, staging, all.length));
        done += span;
        made.push(...(await settle(db, staged, { keys, earlier: ofEntity })));
        ofEntity.push(staged);
        all.push(staged);
        if (at === 0) main.push(staged);
      }
    if (isReferredTo(entity, recognised)) keys.set(entity, await collectKeys(db, entity, ofEntity));
  }
  return { main, all, keys, made };
}

function isReferredTo(entity: EntityName, recognised: Recognition['recognised']): boolean {
  return recognised.some(({ file }) =>
    file.feeds.some((feed) =>
      Object.keys(feed.fields).some((name) => entities[feed.entity].fields[name]?.to === entity),
    ),
  );
}

function landStaged(
  db: Db,
  staged: Staged,
  context: { keys: ReadonlyMap<EntityName, Keys>; mapping: Mapping; now: Date; last_day: string },
): Promise<void> {
  switch (staged.staging.entity.name) {
    case 'opportunity':
      return landOpportunities(db, staged, context);
    case 'lead':
      return landLeads(db, staged, context);
    case 'activity':
      return landActivities(db, staged, context);
    default:
      return landDimension(db, staged, context.keys);
  }
}

/** The newest load of the source, if it was of these very files under this mapping and still stands; else null. */
async function sameLoad(warehouse: Warehouse, { mapping, recognised }: Recognition, mapping_id: string) {
  const workspace = await loadWorkspace(warehouse);
  if (workspace.kind !== 'loaded') return null;
  const [last] = await warehouse.query<{ load_id: string; mapping: string | null }>(sql`
    SELECT load_id, mapping FROM load_run WHERE source_system = ${mapping.source_system}
    ORDER BY data_version DESC LIMIT 1`);
  if (last?.mapping !== mapping_id) return null;
  const held = await warehouse.query<{ file: string; content_hash: string }>(
    sql`SELECT file, content_hash FROM load_file WHERE load_id = ${last.load_id}`,
  );
  const list = (all: { file: string; content_hash: string }[]) =>
    all
      .map((each) => `${each.file} ${each.content_hash}`)
      .sort()
      .join('\n');
  const given = recognised.map(({ source }) => ({ file: source.file, content_hash: source.hash }));
  return list(held) === list(given) ? last.load_id : null;
}

/** All amounts of a warehouse are in one currency, and a mapping brings no rates. */
async function refuseOtherCurrency(db: Db, mapping: Mapping, held: string): Promise<void> {
  const [row] = await db.query<{ others: boolean }>(sql`
    SELECT EXISTS (FROM load_run WHERE source_system <> ${mapping.source_system}) AS others`);
  if (row?.others && held !== mapping.currency)
    throw invalid(
      `the warehouse is kept in ${held} and this export is in ${mapping.currency}; load it into a data directory of its own`,
    );
}

const hashOf = (mapping: Mapping) => createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 16);

const sum = (files: readonly FileCounts[], name: 'rows_in' | 'rows_loaded' | 'rows_repaired' | 'rows_quarantined') =>
  files.reduce((all, file) => all + file[name], 0);
