import { z } from 'zod';
import { invalid } from '../../errors.ts';
import type { Calendar, Day, Shift } from '../metrics/calendar.ts';
import { dayAt, dayNumber, monthNumber, moveDay, moveMoment } from '../metrics/calendar.ts';
import { facts } from '../metrics/facts.ts';
import type { BaseMetric, Dimension, Fact, Metric } from '../metrics/metric.ts';
import type { DimensionValue, Filter, Grain, MetricQuery } from '../metrics/metric-query.ts';
import { basesOf, dimensionsOf, findDimension, findMetric, grainsOf } from '../metrics/registry.ts';

/** The span of one question: the one asked, or the earlier one it is compared with. */
export interface Window {
  from: Day | null;
  to: Day | null;
  /** ISO UTC. */
  as_of: string;
  /** What moves a day of this window onto the day it is compared with; null for the question as asked. */
  shift: Shift | null;
}

/** A metric query with its names resolved and its combinations checked. */
export interface Plan {
  metrics: readonly Metric[];
  by: readonly Dimension[];
  filters: readonly (Filter & { dimension: string })[];
  grain: Grain | null;
  now: Window;
  before: Window | null;
  calendar: Calendar;
  /** Workspace day of `as_of`. */
  today: Day;
  /** Groups left out: each a value for each of `by`. */
  without: { by: readonly Dimension[]; groups: readonly (readonly DimensionValue[])[] } | null;
  /** Each fact with the aggregates asked of it. */
  scans: readonly { fact: Fact; bases: readonly BaseMetric[] }[];
}

/** Throws `invalid` on what cannot be asked, naming it and what can. `as_of`: the moment when the query names none. */
export function planQuery(query: MetricQuery, { calendar, as_of }: { calendar: Calendar; as_of: string }): Plan {
  refuseTwice('metrics', query.metrics);
  refuseTwice('by', query.by);
  const metrics = query.metrics.map(findMetric);
  const by = query.by.map(findDimension);
  for (const filter of query.filters) checkValues(filter);
  for (const metric of metrics) checkReach(metric, query);
  if (query.from && query.to && query.from >= query.to)
    throw invalid(`from must be before to: ${query.from}, ${query.to}`, { field: 'to' });
  if (query.rest && (query.grain || query.limit > 1000))
    throw invalid('the rest of groups is told without a grain and for at most 1000 groups', { field: 'rest' });

  const now: Window = {
    from: query.from,
    to: query.to,
    as_of: new Date(query.as_of ?? as_of).toISOString(),
    shift: null,
  };
  checkPeriods(now, query.grain);
  return {
    metrics,
    by,
    filters: query.filters,
    grain: query.grain,
    now,
    before: query.compare ? earlier(now, query, calendar) : null,
    calendar,
    today: dayAt(new Date(now.as_of), calendar.time_zone),
    without: null,
    scans: scansOf(metrics),
  };
}

/** The plan of everything but some groups of `plan`, as one group. */
export const planRest = (plan: Plan, groups: readonly (readonly DimensionValue[])[]): Plan => ({
  ...plan,
  by: [],
  without: { by: plan.by, groups },
});

/** Each fact once, with the aggregates of the metrics that come from it. */
function scansOf(metrics: readonly Metric[]): Plan['scans'] {
  const bases = new Map(metrics.flatMap(basesOf).map((base) => [base.name, base]));
  return [...Map.groupBy(bases.values(), (base) => facts[base.from])].map(([fact, of]) => ({ fact, bases: of }));
}

/** Throws `invalid` where a dimension of days is given something else. */
export function checkValues({ dimension, values }: Filter, field = 'filters'): void {
  if (findDimension(dimension).kind !== 'day') return;
  const wrong = values.find((value) => value !== null && !z.iso.date().safeParse(value).success);
  if (wrong !== undefined) throw invalid(`${dimension} is a day, not: ${wrong}`, { field });
}

const daysOf: Record<Grain, number> = { day: 1, week: 7, month: 28, quarter: 90, year: 365 };
/** As many as an answer may have rows. */
const maxPeriods = 100_000;

/** A question without groups answers every period, so it must not span millions of them. */
function checkPeriods({ from, to, as_of }: Window, grain: Grain | null): void {
  if (grain === null) return;
  const end = [to ?? '9999-12-31', as_of.slice(0, 10)].sort()[0] as Day;
  // No load takes in a day before 1900.
  const periods = (dayNumber(end) - dayNumber(from ?? '1900-01-01')) / daysOf[grain];
  if (periods > maxPeriods)
    throw invalid(`more than ${maxPeriods} periods of a ${grain}: ask for a shorter time, or a longer grain`, {
      field: 'grain',
    });
}

function checkReach(metric: Metric, query: MetricQuery) {
  const allowed = dimensionsOf(metric);
  const allowing = `; it can be by: ${allowed.join(', ')}`;
  for (const name of query.by)
    if (!allowed.includes(name))
      throw invalid(`${metric.name} cannot be split by: ${name}${allowing}`, { field: 'by' });
  for (const { dimension } of query.filters)
    if (!allowed.includes(dimension))
      throw invalid(`${metric.name} cannot be filtered by: ${dimension}${allowing}`, { field: 'filters' });
  const grains = grainsOf(metric);
  if (query.grain && !grains.includes(query.grain))
    throw invalid(`${metric.name} has no grain: ${query.grain}; it has: ${grains.join(', ')}`, { field: 'grain' });
}

/**
 * The same question with every date moved back, `as_of` too: a running quarter is compared with the earlier one at the
 * same point. Whole months move by months, whole weeks by weeks, so that periods meet periods.
 */
function earlier(now: Window, { compare, grain }: MetricQuery, { time_zone }: Calendar): Window {
  const shift = compare === 'previous_year' ? yearShift(grain) : lengthShift(now, grain);
  const back: Shift = 'days' in shift ? { days: -shift.days } : { months: -shift.months };
  return {
    from: now.from && moveDay(now.from, back),
    to: now.to && moveDay(now.to, back),
    as_of: moveMoment(new Date(now.as_of), back, time_zone).toISOString(),
    shift,
  };
}

const yearShift = (grain: Grain | null): Shift => (grain === 'week' ? { days: 364 } : { months: 12 });

function lengthShift({ from, to }: Window, grain: Grain | null): Shift {
  if (!from || !to) throw invalid('a comparison with the previous period needs from and to', { field: 'compare' });
  const byDays = grain === 'day' || grain === 'week';
  if (!byDays && from.endsWith('-01') && to.endsWith('-01')) return { months: monthNumber(to) - monthNumber(from) };
  const days = dayNumber(to) - dayNumber(from);
  return { days: grain === 'week' ? Math.ceil(days / 7) * 7 : days };
}

function refuseTwice(field: string, names: readonly string[]) {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice) throw invalid(`asked twice: ${twice}`, { field });
}
