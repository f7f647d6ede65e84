import { arrivalDays, officeTime } from './arrivals.ts';
import { day, monthsBefore } from './calendar.ts';
import { type Source, sources } from './causes.ts';
import { accountsOn, buildCompany, type Company, repFor } from './company.ts';
import { DealProcess } from './deal-process.ts';
import { buildCalendar } from './demo-calendar.ts';
import { accountBatches, quotaBatch, smallDimensions } from './dimensions.ts';
import { type Counters, type DealStart, leadDays, simulateLead } from './leads.ts';
import { simulateNurture } from './nurture.ts';
import { simulateOpportunity } from './opportunities.ts';
import { type DemoOptions, historyMonths, scaled, volumes } from './options.ts';
import { planQuotas } from './quotas.ts';
import { Random, stream } from './random.ts';
import { type Buffers, newBuffers, type RowBatch } from './staging.ts';

/** Rows on their way, and how far the generation is. */
export interface Part {
  batches: RowBatch[];
  done: number;
  total: number;
}

/** Deals, leads or accounts told between two parts; bounds the memory whatever the scale. */
const perPart = { accounts: 500, leads: 2_000, opportunities: 400, nurture: 8_000 };

/** The whole company, part by part. The same options give the same rows in the same order. */
export function* generate(options: DemoOptions): Generator<Part> {
  const calendar = buildCalendar(monthsBefore(options.today, historyMonths), options.today, options.language);
  const company = buildCompany(options, calendar);
  const out = newBuffers();
  const counters: Counters = { activity: 0, touch: 0, instalment: 0, payment: 0, ticket: 0 };
  const leads = scaled(volumes.leads, options.scale);
  const opportunities = scaled(volumes.opportunities, options.scale);
  const accounts = company.accounts.count;
  const total = accounts + leads + 5 * opportunities;
  let done = 0;

  yield { batches: smallDimensions(company), done, total };
  for (let from = 0; from < accounts; from += perPart.accounts) {
    const to = Math.min(accounts, from + perPart.accounts);
    done = to;
    yield { batches: accountBatches(company, from, to), done, total };
  }

  const starts: DealStart[] = [];
  const arrivals = leadDays(company);
  for (let n = 0; n < leads; n++) {
    const start = simulateLead(company, n, arrivals[n] as number, out, counters);
    if (start && starts.length < opportunities) starts.push(start);
    done += 1;
    if ((n + 1) % perPart.leads === 0) yield { batches: takeAll(out), done, total };
  }

  addDirect(company, starts, opportunities);
  starts.sort((a, b) => a.at - b.at || a.lead - b.lead || a.account - b.account);
  const process = new DealProcess(calendar);
  let wonCents = 0;
  const teller = {
    company,
    out,
    counters,
    onWon: (cents: number) => {
      wonCents += cents;
    },
  };
  for (let n = 0; n < starts.length; n++) {
    simulateOpportunity(teller, process, n, starts[n] as DealStart);
    done += 5;
    if ((n + 1) % perPart.opportunities === 0) yield { batches: takeAll(out), done, total };
  }

  const missing = Math.max(0, scaled(volumes.activities, options.scale) - counters.activity);
  const days = arrivalDays(company, { count: missing, kind: 2, weekend: 0 });
  for (let n = 0; n < missing; n++) {
    simulateNurture(company, n, days[n] as number, out, counters);
    if ((n + 1) % perPart.nurture === 0) yield { batches: takeAll(out), done, total };
  }
  yield { batches: [...takeAll(out), quotaBatch(planQuotas(company, wonCents))], done: total, total };
}

const takeAll = (out: Buffers): RowBatch[] =>
  Object.values(out)
    .filter((buffer) => buffer.rows > 0)
    .map((buffer) => buffer.take());

const sourceNames = Object.keys(sources) as Source[];
const directShares = sourceNames.map((name) => sources[name].direct);

/** Fills up to `count` with deals that began without a lead. */
function addDirect(company: Company, starts: DealStart[], count: number): void {
  const { seed, language } = company.options;
  const missing = count - starts.length;
  const days = arrivalDays(company, { count: missing, kind: 1, weekend: 0 });
  for (let n = 0; n < missing; n++) {
    const random = new Random(seed, stream.opportunityStart, n);
    const onDay = days[n] as number;
    const account = random.below(accountsOn(company, onDay));
    starts.push({
      at: officeTime(onDay, language, random),
      source: random.weighted(directShares),
      lead: -1,
      campaign: -1,
      account,
      owner: repFor(company, company.accounts.homeRep[account] as number, onDay, random),
    });
  }
}

/** The moment the history ends, seconds since 1970: nothing is at or after it. */
export const endOf = (options: DemoOptions) => options.today * day;
