import { day, hour, weekdayOf, weekOf } from './calendar.ts';
import { arrivalNoise } from './causes.ts';
import type { Company } from './company.ts';
import { demandOf } from './demo-calendar.ts';
import type { DemoLanguage } from './options.ts';
import { Random, stream } from './random.ts';

/** UTC hour at which offices open; eight hours from it lie within one local day in the language's time zone. */
const opens: Record<DemoLanguage, number> = { en: 14, zh: 1 };

/** When offices open on a day, seconds since 1970. */
export const openingOf = (days: number, language: DemoLanguage): number => days * day + opens[language] * hour;

/** A moment in office hours of a day, `from`–`to` of the way through them (0–1). */
export const officeTime = (days: number, language: DemoLanguage, random: Random, from = 0, to = 1): number =>
  openingOf(days, language) + Math.floor(8 * random.between(from, to) * hour);

/**
 * `count` days in order, as many on each as demand, weekday and chance make of it. `kind` tells apart what arrives; weekends
 * bring `weekend` of what a working day does.
 */
export function arrivalDays(
  company: Company,
  { count, kind, weekend }: { count: number; kind: number; weekend: number },
): Int32Array {
  const { startDay, today } = company.calendar;
  const { seed, language } = company.options;
  const days = today - startDay;
  const upTo = new Float64Array(days + 1);
  const noise = new Random(seed, stream.arrivals, kind);
  let weekNoise = 0;
  let week = -1;
  for (let at = 0; at < days; at++) {
    const now = startDay + at;
    if (weekOf(now * day) !== week) {
      week = weekOf(now * day);
      weekNoise = arrivalNoise.week * noise.normal();
    }
    const weight = weekdayOf(now) >= 5 ? weekend : 1;
    const busy = demandOf(now, startDay, language) * Math.exp(weekNoise + arrivalNoise.day * noise.normal());
    upTo[at + 1] = (upTo[at] as number) + weight * busy;
  }
  const total = upTo[days] as number;
  const result = new Int32Array(count);
  let at = 0;
  for (let n = 0; n < count; n++) {
    const target = ((n + noise.next()) / count) * total;
    while (at < days - 1 && (upTo[at + 1] as number) <= target) at += 1;
    result[n] = startDay + at;
  }
  return result;
}
