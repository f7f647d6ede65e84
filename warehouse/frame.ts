import type { DataFrame } from 'danfojs-node';
import { columnValues } from './columns.ts';
import type { Cell } from './database.ts';
import type { ColumnAnswer, Engine } from './engine.ts';
import type { MetricQueryInput } from './metrics/metric-query.ts';

/**
 * The answer to a metric query as a danfo `DataFrame`, one column a column of the answer, for scripts and reports.
 * Days are `YYYY-MM-DD`; a number that is missing is NaN, as danfo's sums and descriptions want it, a text null.
 */
export async function toFrame(engine: Pick<Engine, 'queryColumns'>, query: MetricQueryInput): Promise<DataFrame> {
  const answer = await engine.queryColumns(query);
  // danfo pulls TF.js in with it, half a second that nobody else should pay.
  const { DataFrame } = await import('danfojs-node');
  const columns = answer.columns.map(({ name }) => name);
  const values = Object.fromEntries(columns.map((name, at) => [name, columnOf(answer, at)]));
  return new DataFrame(values, { columns });
}

function columnOf({ columns, types, chunks }: ColumnAnswer, at: number): Cell[] {
  const type = types[at];
  if (!type) return [];
  const isNumber = columns[at]?.unit !== null;
  const values = chunks.flatMap((chunk) => columnValues(chunk, at, type));
  return isNumber ? values.map((value) => value ?? Number.NaN) : values;
}
