import { day, dayOf } from './calendar.ts';
import { code } from './codes.ts';
import { foreignRateOn } from './company.ts';
import { writeCustomer } from './customers.ts';
import type { DealPlan, Teller } from './deal-plan.ts';

/** What one moment changes about a deal; money in cents. */
export interface Change {
  stage?: number;
  cents?: number;
  closeDay?: number;
  owner?: number;
  category?: number;
  deleted?: number;
}

/** The papers of one deal: its change feed, its lines and discount, its quotes, and what follows when it is won. */
export class DealRecord {
  private readonly plan: DealPlan;
  private readonly teller: Teller;
  private readonly end: number;
  private readonly quotes: { issued: number; listCents: number; netCents: number }[] = [];
  /** Net amount: what the lines sum to. */
  cents: number;
  /** Per cent off the list price. */
  discount = 0;
  private currency: number;
  private position = 0;

  constructor(plan: DealPlan, teller: Teller) {
    const { accounts, calendar } = teller.company;
    this.plan = plan;
    this.teller = teller;
    this.end = calendar.today * day;
    this.cents = this.listCents();
    this.currency = (accounts.country[plan.start.account] as number) >= 2 ? 1 : 0;
  }

  /** One row of the change feed. A few edits reach the log late. */
  write(at: number, owner: number, cause: string, change: Change): void {
    const { random, n } = this.plan;
    const { company, out } = this.teller;
    const recorded = random.chance(0.01) ? Math.min(this.end - 1, at + day * random.between(0.2, 6)) : at;
    const rate = this.currency === 1 ? foreignRateOn(company, dayOf(at)) : 1;
    const isPriced = change.cents !== undefined;
    out.event.add(
      n,
      this.position++,
      at,
      Math.max(at, Math.floor(recorded)),
      owner,
      code('cause', cause),
      change.stage ?? -1,
      change.cents ?? Number.NaN,
      isPriced ? Math.round((change.cents as number) / rate) : Number.NaN,
      isPriced ? this.currency : -1,
      change.closeDay ?? -1,
      change.owner ?? -1,
      change.category ?? -1,
      change.deleted ?? -1,
    );
  }

  /** Answers whether the amount is another one now. */
  agreeDiscount(percent: number): boolean {
    this.discount = percent;
    return this.reprice();
  }

  /** More or less of one of the lines; answers whether the amount is another one now. */
  changeScope(): boolean {
    const { lines, random } = this.plan;
    const line = random.pick(lines);
    line.quantity = Math.max(1, Math.round(line.quantity * Math.exp(0.3 * random.normal())));
    return this.reprice();
  }

  changeCurrency(): void {
    this.currency = 1 - this.currency;
  }

  get isQuoted(): boolean {
    return this.quotes.length > 0;
  }

  quote(at: number): void {
    this.quotes.push({ issued: Math.min(at, this.end - 1), listCents: this.listCents(), netCents: this.cents });
  }

  /** What is kept of the deal as last known; `wonAt` null when it does not stand as won, `lostReason` −1 as lost. */
  close({ wonAt, lostReason }: { wonAt: number | null; lostReason: number }): void {
    const { n, start, lines, competitor } = this.plan;
    const { out } = this.teller;
    const main = lines[0]!.product;
    out.opportunity.add(
      n,
      start.lead,
      start.account,
      main,
      start.source,
      start.campaign,
      competitor,
      start.at,
      lostReason,
    );
    for (const line of lines)
      out.line.add(n, line.product, line.quantity, line.quantity * line.unitCents, this.netOf(line));
    this.quotes.forEach(({ issued, listCents, netCents }, at) => {
      const validUntil = dayOf(issued) + 30;
      const openStatus = validUntil * day < this.end ? 'expired' : 'sent';
      const last = wonAt !== null ? 'accepted' : lostReason >= 0 ? 'rejected' : openStatus;
      const status = at === this.quotes.length - 1 ? last : 'superseded';
      out.quote.add(n, at + 1, issued, validUntil, code('quote_status', status), listCents, netCents);
    });
    if (wonAt !== null) {
      this.teller.onWon(this.cents);
      writeCustomer(this.teller, { n, account: start.account, wonAt, cents: this.cents });
    }
  }

  private reprice(): boolean {
    const before = this.cents;
    this.cents = this.plan.lines.reduce((sum, line) => sum + this.netOf(line), 0);
    return this.cents !== before;
  }

  private listCents(): number {
    return this.plan.lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0);
  }

  private netOf({ quantity, unitCents }: { quantity: number; unitCents: number }): number {
    return Math.round((quantity * unitCents * (100 - this.discount)) / 100);
  }
}
