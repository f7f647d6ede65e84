import { compile, type TopLevelSpec } from 'vega-lite';

/**
 * What is wrong with a spec, in words: Vega-Lite's warnings, and fields that no row has (of which Vega-Lite says
 * nothing and draws an empty chart). An empty list is a good chart.
 */
export function problemsOf(spec: TopLevelSpec): string[] {
  const problems: string[] = [];
  const warn = (...parts: readonly unknown[]) => {
    problems.push(parts.join(' '));
    return logger;
  };
  const logger = { level: () => logger, error: warn, warn, info: () => logger, debug: () => logger } as never;
  compile(spec, { logger });
  return [...problems, ...missingFields(spec as unknown as Node, new Set())];
}

type Node = { [key: string]: unknown };

function missingFields(node: Node, inherited: ReadonlySet<string>): string[] {
  const known = new Set(inherited);
  const values = (node.data as { values?: Node[] } | undefined)?.values;
  if (values) {
    known.clear();
    for (const row of values) for (const name of Object.keys(row)) known.add(name);
  }
  for (const step of (node.transform as Node[] | undefined) ?? []) addMade(step, known);
  // A chart without rows is an empty state, not a fault.
  if (known.size === 0 && values) return [];
  const own = fieldsIn(node.encoding).filter((field) => !known.has(field));
  const below = ((node.layer as Node[] | undefined) ?? []).flatMap((layer) => missingFields(layer, known));
  return [...own.map((field) => `no row has the field: ${field}`), ...below];
}

function addMade(step: Node, known: Set<string>): void {
  for (const name of [step.as].flat()) if (typeof name === 'string') known.add(name);
  for (const key of ['aggregate', 'window', 'joinaggregate']) {
    for (const made of (step[key] as Node[] | undefined) ?? []) known.add(String(made.as));
  }
}

function fieldsIn(encoding: unknown): string[] {
  if (Array.isArray(encoding)) return encoding.flatMap(fieldsIn);
  if (typeof encoding !== 'object' || encoding === null) return [];
  return Object.entries(encoding).flatMap(([key, value]) =>
    key === 'field' && typeof value === 'string' ? [value] : fieldsIn(value),
  );
}
