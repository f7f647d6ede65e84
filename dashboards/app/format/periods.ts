/** The periods a page can be asked for, newest first as a person picks them. */
export const periodNames = [
  'this_quarter',
  'last_quarter',
  'last_4_quarters',
  'last_12_months',
  'this_year',
  'all',
] as const;
export type PeriodName = (typeof periodNames)[number];

export interface Period {
  /** Half-open, workspace days: `from` ≤ day < `to`. Null `from`: since the first day. */
  from: string | null;
  to: string;
}

/** The days of a named period, seen from `today` (a workspace day). "This" periods end with today, not in the future. */
export function periodDays(name: PeriodName, today: string, fiscalYearStartMonth: number): Period {
  const to = addDays(today, 1);
  const quarter = quarterStart(today, fiscalYearStartMonth);
  switch (name) {
    case 'this_quarter':
      return { from: quarter, to };
    case 'last_quarter':
      return { from: addMonths(quarter, -3), to: quarter };
    case 'last_4_quarters':
      return { from: addMonths(quarter, -12), to: quarter };
    case 'last_12_months':
      return { from: addDays(addMonths(today, -12), 1), to };
    case 'this_year':
      return { from: fiscalYearStart(today, fiscalYearStartMonth), to };
    case 'all':
      return { from: null, to };
  }
}

/** The workspace day of a moment. */
export function dayIn(timeZone: string, moment: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
    new Date(moment),
  );
}

export function quarterStart(day: string, fiscalYearStartMonth: number): string {
  const month = Number(day.slice(5, 7));
  return addMonths(`${day.slice(0, 7)}-01`, -((month - fiscalYearStartMonth + 12) % 3));
}

function fiscalYearStart(day: string, fiscalYearStartMonth: number): string {
  const month = Number(day.slice(5, 7));
  return addMonths(`${day.slice(0, 7)}-01`, -((month - fiscalYearStartMonth + 12) % 12));
}

export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The Monday of a day's week. */
export function weekStart(day: string): string {
  return addDays(day, -((new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** The same day of another month, or its last day where it has none. */
export function addMonths(day: string, months: number): string {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7)) - 1 + months;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(Number(day.slice(8, 10)), last))).toISOString().slice(0, 10);
}
