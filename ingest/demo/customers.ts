import { officeTime } from './arrivals.ts';
import { day, dayOf, workingDay } from './calendar.ts';
import type { Teller } from './deal-plan.ts';
import { Random, stream } from './random.ts';

/** What follows a won deal: the contract, its instalments, what was paid of them, and the customer's tickets. */
export function writeCustomer(
  { company, out, counters }: Teller,
  { n, account, wonAt, cents }: { n: number; account: number; wonAt: number; cents: number },
): void {
  const { today } = company.calendar;
  const random = new Random(company.options.seed, stream.customer, n);
  const signed = Math.min(today - 1, workingDay(dayOf(wonAt) + random.below(8)));
  const starts = signed + 1 + random.below(20);
  const ends = starts + 365 * (1 + random.weighted([0.6, 0.25, 0.15])) - 1;
  out.contract.add(n, account, signed, starts, ends, cents);

  // How an account pays is its habit: promptly, late, or hardly.
  const habit = new Random(company.options.seed, stream.customer, -1 - account).weighted([0.72, 0.22, 0.06]);
  const parts = [1, 2, 4][random.weighted([0.35, 0.3, 0.35])]!;
  const spacing = parts === 4 ? 91 : 60;
  let left = cents;
  for (let part = 0; part < parts; part++) {
    const share = part === parts - 1 ? left : Math.round(cents / parts);
    left -= share;
    const due = starts + 30 + part * spacing;
    const instalment = counters.instalment++;
    out.instalment.add(instalment, n, due, share);
    const delay =
      habit === 0 ? Math.round(-4 + 7 * random.next()) : Math.round(5 + (habit === 1 ? 25 : 70) * random.exponential());
    const received = workingDay(due + delay);
    const never = habit === 2 && random.chance(0.35);
    if (never || share <= 0) continue;
    const first = random.chance(0.06) ? Math.round(share * random.between(0.3, 0.7)) : share;
    if (received < today) out.payment.add(counters.payment++, instalment, received, first);
    const rest = workingDay(received + 20 + random.below(40));
    if (first < share && rest < today) out.payment.add(counters.payment++, instalment, rest, share - first);
  }
  writeTickets({ company, out, counters } as Teller, { account, from: dayOf(wonAt) + 3, random });
}

function writeTickets(
  { company, out, counters }: Teller,
  { account, from, random }: { account: number; from: number; random: Random },
): void {
  const { calendar, options } = company;
  const end = calendar.today * day;
  const years = (calendar.today - from) / 365;
  for (let count = random.poisson(Math.max(0, 1.6 * years)); count > 0; count--) {
    const opened = officeTime(
      workingDay(from + Math.floor(random.next() * (calendar.today - from))),
      options.language,
      random,
    );
    if (opened >= end) continue;
    const severity = random.weighted([0.45, 0.35, 0.15, 0.05]);
    const responded = opened + Math.floor(3600 * [8, 4, 2, 0.7][severity]! * random.exponential());
    const resolved = responded + Math.floor(3600 * [60, 48, 30, 16][severity]! * random.exponential());
    const isRated = resolved < end && random.chance(0.4);
    out.ticket.add(
      counters.ticket++,
      account,
      random.weighted([0.4, 0.3, 0.1, 0.2]),
      severity,
      opened,
      responded < end ? responded : Number.NaN,
      resolved < end ? resolved : Number.NaN,
      isRated
        ? Math.max(1, Math.min(5, Math.round(4.3 - (resolved - opened) / (5 * day) + 0.8 * random.normal())))
        : -1,
    );
  }
}
