import { firstDayOfMonth, monthKeyOf, quarterEndOf } from './calendar.ts';
import { growthPerYear, quota, season, sizeQuantity } from './causes.ts';
import { type Company, isActive, teamOn } from './company.ts';
import { Random, stream } from './random.ts';

export interface Quota {
  rep: number;
  team: number;
  month: number;
  amount: number;
}

/**
 * Quotas per rep and month up to the end of the next quarter: one plan for the whole company — growing, seasonal, heavier at
 * the end of a quarter — shared out by tenure and seniority, set so that reps together reach `quota.reached` of it.
 */
export function planQuotas(company: Company, wonCents: number): Quota[] {
  const { startDay, today } = company.calendar;
  const { seed, language } = company.options;
  const first = monthKeyOf(startDay);
  const last = monthKeyOf(quarterEndOf(quarterEndOf(today) + 1));
  const shares: Quota[] = [];
  let inHistory = 0;
  const territories = territorySizes(company);
  for (let month = first; month <= last; month++) {
    const from = firstDayOfMonth(month);
    const plan =
      (1 + growthPerYear) ** ((month - first) / 12) *
      (season[language][month % 12] as number) *
      (quota.monthOfQuarter[month % 3] as number) *
      (month - first < 3 ? (quota.firstMonths[month - first] as number) : 1);
    const weights = company.reps.map((rep, at) => {
      if (!isActive(rep, from)) return 0;
      const months = (from - rep.hiredOn) / 30;
      return (
        (territories[at] as number) *
        new Random(seed, stream.user, 1_000 + at).between(0.85, 1.15) *
        Math.min(1, 0.4 + 0.1 * months)
      );
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    weights.forEach((weight, rep) => {
      if (weight === 0) return;
      const amount = (plan * weight) / total;
      shares.push({ rep, team: teamOn(company.reps[rep]!, from), month, amount });
      if (from < today) inHistory += amount;
    });
  }
  const unit = wonCents / 100 / quota.reached / inHistory;
  return shares.map((share) => ({ ...share, amount: Math.max(100, Math.round((share.amount * unit) / 100) * 100) }));
}

/** What the accounts of each rep can buy, relative to the average rep's; at least half of it, for others help out. */
function territorySizes({ accounts, reps }: Company): number[] {
  const sizes = reps.map(() => 0);
  for (let at = 0; at < accounts.count; at++) {
    const rep = accounts.homeRep[at] as number;
    sizes[rep] = (sizes[rep] as number) + (sizeQuantity[accounts.size[at] as number] as number);
  }
  const average = sizes.reduce((sum, size) => sum + size, 0) / reps.length;
  return sizes.map((size) => 0.5 + (0.5 * size) / average);
}
