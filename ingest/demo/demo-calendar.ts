import { day, mondayOf, monthOf, quarterEndOf, quarterStartOf, weekOf } from './calendar.ts';
import { deal, growthPerYear, quarterEnd, season } from './causes.ts';
import type { DemoLanguage } from './options.ts';

/** What the calendar does to deals, by week from `firstWeek`. Weights multiply those of deal-process.ts. */
export interface DemoCalendar {
  /** Days since 1970: the history covers startDay ≤ day < today. */
  startDay: number;
  today: number;
  firstWeek: number;
  forwardEarly: Float64Array;
  forwardLate: Float64Array;
  lost: Float64Array;
}

/** From the first week of the history to the last one a deal open today can live to see. */
export function buildCalendar(startDay: number, today: number, language: DemoLanguage): DemoCalendar {
  const firstWeek = weekOf(startDay * day);
  const weeks = weekOf(today * day) - firstWeek + deal.maxWeeks + 12;
  const calendar: DemoCalendar = {
    startDay,
    today,
    firstWeek,
    forwardEarly: new Float64Array(weeks),
    forwardLate: new Float64Array(weeks),
    lost: new Float64Array(weeks),
  };
  for (let week = 0; week < weeks; week++) {
    // Deals move from Wednesday to Friday: Thursday says which quarter a week belongs to.
    const thursday = mondayOf(firstWeek + week) + 3;
    const pace = (season[language][monthOf(thursday)] as number) ** 0.25;
    const left = Math.floor((quarterEndOf(thursday) - thursday) / 7);
    const gone = Math.floor((thursday - quarterStartOf(thursday)) / 7);
    const push = quarterEnd.last[left] ?? 1;
    const lull = quarterEnd.first[gone] ?? 1;
    calendar.forwardEarly[week] = pace;
    calendar.forwardLate[week] = pace * push * lull;
    calendar.lost[week] = left === 0 ? quarterEnd.lostLastWeek : 1;
  }
  return calendar;
}

/** How busy a day is for new leads and deals: growth, season, working days. Relative. */
export function demandOf(days: number, startDay: number, language: DemoLanguage): number {
  const years = (days - startDay) / 365.25;
  return (1 + growthPerYear) ** years * (season[language][monthOf(days)] as number);
}
