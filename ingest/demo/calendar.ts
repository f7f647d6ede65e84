/** Days and weeks of the simulation: seconds and days since 1970, weeks counted from Monday 1970-01-05. All UTC. */
export const day = 86_400;
export const hour = 3_600;

export const dayOf = (seconds: number) => Math.floor(seconds / day);
export const weekOf = (seconds: number) => Math.floor((dayOf(seconds) - 4) / 7);
export const mondayOf = (week: number) => week * 7 + 4;
/** 0 Monday … 6 Sunday. */
export const weekdayOf = (days: number) => (((days + 3) % 7) + 7) % 7;

export const dateOf = (days: number) => new Date(days * day * 1000);
export const monthOf = (days: number) => dateOf(days).getUTCMonth();
/** Months since 1970-01. */
export const monthKeyOf = (days: number) => (dateOf(days).getUTCFullYear() - 1970) * 12 + monthOf(days);
export const firstDayOfMonth = (monthKey: number) =>
  Date.UTC(1970 + Math.floor(monthKey / 12), ((monthKey % 12) + 12) % 12, 1) / 86_400_000;
/** Last day of the calendar quarter that holds the day. */
export const quarterEndOf = (days: number) => firstDayOfMonth(Math.floor(monthKeyOf(days) / 3) * 3 + 3) - 1;

export const quarterStartOf = (days: number) => firstDayOfMonth(Math.floor(monthKeyOf(days) / 3) * 3);

/** The working day on or after a day. */
export const workingDay = (days: number) => days + ([0, 0, 0, 0, 0, 2, 1][weekdayOf(days)] as number);

/** The same day of the month `months` earlier, as days since 1970; a day the month lacks becomes its last. */
export function monthsBefore(days: number, months: number): number {
  const key = monthKeyOf(days) - months;
  return Math.min(firstDayOfMonth(key) + dateOf(days).getUTCDate() - 1, firstDayOfMonth(key + 1) - 1);
}
