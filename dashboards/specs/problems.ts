import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * What is wrong with a spec, in words: Vega-Lite's warnings; fields that no row has; and dates left as texts. Of the
 * last two Vega-Lite says nothing and draws an empty chart. An empty list is a good chart.
 */
export function problemsOf(spec: TopLevelSpec): string[] {
  const problems: string[] = [];
  const warn = (...parts: readonly unknown[]) => {
    problems.push(parts.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: warn, warn, info: () => logger, debug: () => logger } as never;
  compile(spec, { logger, config: { customFormatTypes: true } });
  return [
    ...new Set([...problems, ...problemsWithin(spec as unknown as Node, { known: new Set(), texts: new Set() })]),
  ];
}

type Node = { [key: string]: unknown };

/** The columns a part of a chart can draw from, and those of them that hold texts nobody parses. */
interface Columns {
  known: ReadonlySet<string>;
  texts: ReadonlySet<string>;
}

function problemsWithin(node: Node, inherited: Columns): string[] {
  const columns = columnsAt(node, inherited);
  // A chart without rows is an empty state, not a fault.
  if (columns.known.size === 0 && node.data) return [];
  const own = channelsIn(node.encoding).flatMap(({ field, type }) => {
    if (!columns.known.has(field)) return [`no row has the field: ${field}`];
    return type === 'temporal' && columns.texts.has(field) ? [`a date is left as text: ${field}`] : [];
  });
  const below = ((node.layer as Node[] | undefined) ?? []).flatMap((layer) => problemsWithin(layer, columns));
  return [...own, ...below];
}

function columnsAt(node: Node, inherited: Columns): Columns {
  const data = node.data as { values?: Node[]; format?: { parse?: Node } } | undefined;
  const known = new Set(data?.values ? data.values.flatMap((row) => Object.keys(row)) : inherited.known);
  const texts = new Set(inherited.texts);
  if (data?.values) {
    texts.clear();
    for (const row of data.values) {
      for (const [name, value] of Object.entries(row)) {
        if (typeof value === 'string' && !(name in (data.format?.parse ?? {}))) texts.add(name);
      }
    }
  }
  for (const made of ((node.transform as Node[] | undefined) ?? []).flatMap(madeBy)) known.add(made);
  return { known, texts };
}

const madeBy = (step: Node): string[] => [
  ...[step.as].flat().filter((name) => typeof name === 'string'),
  ...['aggregate', 'window', 'joinaggregate'].flatMap((key) =>
    ((step[key] as Node[] | undefined) ?? []).map((made) => String(made.as)),
  ),
];

function channelsIn(encoding: unknown): { field: string; type: unknown }[] {
  if (typeof encoding !== 'object' || encoding === null) return [];
  if (Array.isArray(encoding)) return encoding.flatMap(channelsIn);
  const { field, type } = encoding as Node;
  const own = typeof field === 'string' ? [{ field, type }] : [];
  return [...own, ...Object.values(encoding).flatMap(channelsIn)];
}
