import { invalid } from '../errors.ts';
import type { Source } from './files/source.ts';
import type { FileMapping, Mapping } from './mapping.ts';

export interface Recognised {
  readonly source: Source;
  readonly file: FileMapping;
}

export interface Recognition {
  readonly mapping: Mapping;
  readonly recognised: Recognised[];
  /** Files whose columns no mapping knows: left alone, and said so. */
  readonly left_alone: string[];
}

interface Nearest {
  readonly source: Source;
  readonly file: FileMapping;
  readonly mapping: Mapping;
  readonly lacks: string[];
  readonly share: number;
}

/**
 * Finds the mapping that knows most of the files by their columns. Throws `invalid` when a file has at least half of the
 * columns a mapping asks for and lacks others, or when no file is known: both name the columns found and those lacking.
 */
export function recognise(sources: readonly Source[], mappings: readonly Mapping[]): Recognition {
  const tries = mappings.map((mapping) => tryMapping(sources, mapping));
  const best = tries.reduce((a, b) => (b.recognised.length > a.recognised.length ? b : a));
  if (best.recognised.length > 0) {
    const near = best.nearest.find((each) => each.share >= 0.5);
    if (near) throw lacking(near);
    return best;
  }
  const nearest = tries.flatMap((each) => each.nearest).sort((a, b) => b.share - a.share)[0];
  if (nearest && nearest.share > 0) throw lacking(nearest);
  const found = sources.map((source) => `${source.file} (${source.columns.join(', ')})`).join('; ');
  throw invalid(
    `no file is recognised by its columns: ${found}; write a mapping (npm run -s ingest -- --example prints one to copy) and pass it with --mapping`,
  );
}

function tryMapping(sources: readonly Source[], mapping: Mapping): Recognition & { nearest: Nearest[] } {
  const recognised: Recognised[] = [];
  const left_alone: string[] = [];
  const nearest: Nearest[] = [];
  for (const source of sources) {
    const has = new Set(source.columns.map(normal));
    const readings = mapping.files.map((file) => {
      const wanted = requiredColumns(file);
      const lacks = wanted.filter((column) => !has.has(normal(column)));
      return { source, file, mapping, lacks, wanted, share: (wanted.length - lacks.length) / wanted.length };
    });
    const fit = readings
      .filter((reading) => reading.lacks.length === 0)
      .sort((a, b) => b.wanted.length - a.wanted.length)[0];
    if (fit) recognised.push({ source, file: fit.file });
    else {
      left_alone.push(source.file);
      nearest.push(...readings.sort((a, b) => b.share - a.share).slice(0, 1));
    }
  }
  return { mapping, recognised, left_alone, nearest };
}

/** Position of a mapped column in the source; -1 when an optional one is absent. */
export const columnAt = (source: Source, column: string): number => source.columns.map(normal).indexOf(normal(column));

function requiredColumns(file: FileMapping): string[] {
  const columns = file.feeds.flatMap((feed) =>
    Object.values(feed.fields).flatMap((field) =>
      field.column !== undefined && !field.optional ? [field.column] : [],
    ),
  );
  return [...new Set(columns)];
}

const normal = (column: string) => column.trim().toLowerCase();

function lacking({ source, file, mapping, lacks }: Nearest) {
  return invalid(
    `${source.file} lacks ${lacks.length === 1 ? 'the column' : 'the columns'} ${lacks.join(', ')}: it is nearest to ` +
      `"${file.name}" of the mapping ${mapping.source_system}, and has: ${source.columns.join(', ')}; add what it lacks, ` +
      'or pass a mapping of your own with --mapping',
    { file: source.file, column: lacks.join(', ') },
  );
}
