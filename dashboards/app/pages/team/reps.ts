import type { AnswerRow, MetricQueryInput } from '../../../../warehouse/metrics/metric-query.ts';
import type { FormatName } from '../../../specs/format-names.ts';
import { formatOfUnit } from '../../../specs/format-names.ts';
import { shareInterval } from '../../../specs/interval.ts';
import type { IntervalDot } from '../../../specs/interval-dots.ts';
import type { ValueBar } from '../../../specs/value-bars.ts';
import { enoughDeals, type MeasureName, measureNames, measures, type RepFigures } from './measures.ts';

/** The conversion of the first stage is the rep's; counting every stage would count a deal several times. */
export const metricsOfReps = [...measureNames.filter((name) => name !== 'stage_win_rate'), 'closed_count'];

export function repFigures(rows: readonly AnswerRow[], conversions: readonly AnswerRow[]): RepFigures[] {
  const conversion = new Map(conversions.map((row) => [row.owner_id, row]));
  return rows
    .filter((row) => typeof row.owner_id === 'string')
    .map((row) => {
      const all: AnswerRow = { ...row, ...pick(conversion.get(row.owner_id), ['stage_win_rate', 'stage_win_rate_n']) };
      const figure = (name: string) => (typeof all[name] === 'number' ? all[name] : null);
      return {
        owner_id: String(row.owner_id),
        owner_name: String(row.owner_name ?? row.owner_id),
        closed: figure('closed_count') ?? 0,
        values: perMeasure((name) => figure(name)),
        n: perMeasure((name) => figure(`${name}_n`)),
      };
    });
}

export const measureOf = (name: MeasureName) => measures.find(({ metric }) => metric === name)!;

export const formatOf = (name: MeasureName): FormatName => formatOfUnit[measureOf(name).unit];

/** Too few records behind the figure to be held against others. */
export const isQuiet = (rep: RepFigures, name: MeasureName) => measureOf(name).fair && (rep.n[name] ?? 0) < enoughDeals;

/** By the measure, most first; days are best when few. Those without a figure come last. */
export function sortedBy(reps: readonly RepFigures[], name: MeasureName): RepFigures[] {
  const sign = measureOf(name).unit === 'days' ? 1 : -1;
  const has = (rep: RepFigures) => rep.values[name] !== null;
  return [...reps].sort((a, b) =>
    has(a) !== has(b) ? (has(a) ? -1 : 1) : sign * ((a.values[name] ?? 0) - (b.values[name] ?? 0)),
  );
}

export const barsOf = (reps: readonly RepFigures[], name: MeasureName): ValueBar[] =>
  reps.map((rep) => ({
    key: rep.owner_id,
    label: rep.owner_name,
    value: rep.values[name],
    n: rep.n[name],
    is_quiet: isQuiet(rep, name),
  }));

/** A share with its 90 % interval; dark where the interval leaves out the share of all together. */
export const dotsOf = (reps: readonly RepFigures[], name: MeasureName, overall: number | null): IntervalDot[] =>
  reps.map((rep) => {
    const value = rep.values[name];
    const n = rep.n[name] ?? 0;
    const interval = value === null ? null : shareInterval(value * n, n);
    const differs = interval && overall !== null && (interval.low > overall || interval.high < overall);
    return {
      key: rep.owner_id,
      label: rep.owner_name,
      value,
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      n,
      emphasis: isQuiet(rep, name) ? 'quiet' : differs ? 'strong' : 'plain',
    };
  });

export interface RepQueries {
  figures: MetricQueryInput;
  conversions: MetricQueryInput;
}

/** The question a measure of the table was answered by, for drilling into it. */
export const queryOf = (queries: RepQueries, name: MeasureName) =>
  name === 'stage_win_rate' ? queries.conversions : queries.figures;

const perMeasure = <T>(of: (name: MeasureName) => T) =>
  Object.fromEntries(measureNames.map((name) => [name, of(name)])) as Record<MeasureName, T>;

function pick(row: AnswerRow | undefined, names: readonly string[]): AnswerRow {
  return Object.fromEntries(names.map((name) => [name, row?.[name] ?? null]));
}
