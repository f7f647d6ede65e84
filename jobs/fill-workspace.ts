import type { Source } from '../config.ts';
import { AppError } from '../errors.ts';
import { loadDemo } from '../ingest/demo/demo.ts';
import { loadFolder } from '../ingest/load.ts';
import type { Progress } from '../progress.ts';
import type { Warehouse } from '../warehouse/database.ts';
import { loadWorkspace } from '../warehouse/workspace.ts';
import type { Jobs } from './jobs.ts';

interface Deps {
  warehouse: Warehouse;
  jobs: Jobs;
  now: Date;
  /** How the work is shown: the answer is what the work reports to. */
  shown: (progress: Progress, title: string) => Progress;
}

/**
 * Brings the data in that a start asks for: an export, or the demo company where there is nothing yet. Answers a
 * sentence on what was brought in, null when all was there already. Throws `conflict` for an export into the demo company.
 */
export async function fillWorkspace(source: Source, { warehouse, jobs, now, shown }: Deps): Promise<string | null> {
  const { kind } = await loadWorkspace(warehouse);
  if (source.kind === 'export') {
    if (kind === 'demo')
      throw new AppError(
        'conflict',
        'this data directory holds the demo company: name another one for your export, with --data DIR',
      );
    const { folder, mappingFile } = source;
    const report = await jobs.run('load', (progress) =>
      loadFolder(warehouse, { folder, mappingFile, now, progress: shown(progress, 'Export') }),
    );
    if (report.unchanged) return null;
    const rows = (of: 'rows_in' | 'rows_repaired' | 'rows_quarantined') =>
      report.files.reduce((sum, file) => sum + file[of], 0).toLocaleString('en');
    return `${rows('rows_in')} rows of ${folder}: ${rows('rows_repaired')} repaired, ${rows('rows_quarantined')} quarantined`;
  }
  if (source.kind === 'demo' && kind === 'empty') {
    const { seed, scale, language } = source;
    const { rows } = await jobs.run('demo', (progress) =>
      loadDemo(warehouse, { seed, scale, language, now, truthPath: null, progress: shown(progress, 'Demo company') }),
    );
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    return `a demo company of ${total.toLocaleString('en')} records`;
  }
  return null;
}
