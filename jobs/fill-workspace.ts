import type { Source } from '../config.ts';
import { loadDemo } from '../ingest/demo/demo.ts';
import { loadFolder } from '../ingest/load.ts';
import type { LoadReport } from '../ingest/report.ts';
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

interface Filled {
  /** For the person who started it; null when nothing was asked for. */
  said: string | null;
  /** Data were written. */
  isNew: boolean;
}

/**
 * Brings the data in that a start asks for: an export, or the demo company where there is nothing yet. An export
 * takes the place of the demo company.
 */
export async function fillWorkspace(source: Source, { warehouse, jobs, now, shown }: Deps): Promise<Filled> {
  const { kind } = await loadWorkspace(warehouse);
  if (source.kind === 'export') {
    const { folder, mappingFile } = source;
    const report = await jobs.run('load', (progress) =>
      loadFolder(warehouse, { folder, mappingFile, now, progress: shown(progress, 'Export') }),
    );
    if (report.unchanged) return { said: `${folder} was loaded before and has not changed`, isNew: false };
    return { said: loaded(report, { folder, inPlaceOfDemo: kind === 'demo' }), isNew: true };
  }
  if (source.kind === 'demo' && kind === 'empty') {
    const { seed, scale, language } = source;
    const { rows } = await jobs.run('demo', (progress) =>
      loadDemo(warehouse, { seed, scale, language, now, truthPath: null, progress: shown(progress, 'Demo company') }),
    );
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    return { said: `a demo company of ${total.toLocaleString('en')} records`, isNew: true };
  }
  return { said: null, isNew: false };
}

function loaded(report: LoadReport, { folder, inPlaceOfDemo }: { folder: string; inPlaceOfDemo: boolean }): string {
  const rows = (of: 'rows_in' | 'rows_repaired' | 'rows_quarantined') =>
    report.files.reduce((sum, file) => sum + file[of], 0).toLocaleString('en');
  return [
    `${rows('rows_in')} rows of ${folder}: ${rows('rows_repaired')} repaired, ${rows('rows_quarantined')} quarantined`,
    ...(inPlaceOfDemo ? ['this export took the place of the demo company'] : []),
    ...(report.left_alone.length > 0 ? [`not recognised and left alone: ${report.left_alone.join(', ')}`] : []),
  ].join('\n');
}
