import { quarterEndOf, workingDay } from './calendar.ts';
import type { Company } from './company.ts';
import type { Stretch } from './deal-process.ts';
import type { Counters, DealStart } from './leads.ts';
import type { Random } from './random.ts';
import type { Buffers } from './staging.ts';

/** A line of a deal; the price before discount, in cents. */
export interface Line {
  product: number;
  quantity: number;
  unitCents: number;
}

/** Another owner takes over before the action of a step. */
export interface Transfer {
  step: number;
  owner: number;
}

/** What is fixed or scheduled when a deal begins. */
export interface DealPlan {
  n: number;
  start: DealStart;
  random: Random;
  lines: Line[];
  competitor: number;
  firstWeek: number;
  stretches: readonly Stretch[];
  transfers: readonly Transfer[];
  level: number;
  closeDay: number;
}

/** What a story is told with: the company, the rows written so far, and the running numbers. */
export interface Teller {
  company: Company;
  out: Buffers;
  counters: Counters;
  /** Told of each deal that stands as won. */
  onWon: (cents: number) => void;
}

/** A deal as it stands in the middle of its story. */
export interface Telling {
  readonly plan: DealPlan;
  readonly teller: Teller;
  /** Nothing happens at or after it, seconds since 1970. */
  readonly end: number;
  readonly owner: number;
  readonly stage: number;
  readonly level: number;
}

/** A rep's plan for closing is hopeful, and likes the end of a quarter. */
export function plannedClose(fromDay: number, amountRatio: number, random: Random): number {
  const planned = workingDay(Math.floor(fromDay + 62 * Math.exp(0.15 * amountRatio + 0.35 * random.normal())));
  return random.chance(0.35) ? quarterEndOf(planned) : planned;
}
