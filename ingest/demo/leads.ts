import { arrivalDays, officeTime, openingOf } from './arrivals.ts';
import { day, dayOf, workingDay } from './calendar.ts';
import { lead as causesOfLead, industryFit, type Source, sources } from './causes.ts';
import { code } from './codes.ts';
import { accountsOn, type Company, campaignOn, industryOn, repFor, sizeOn, teamOn } from './company.ts';
import { scaled, volumes } from './options.ts';
import { Random, stream } from './random.ts';
import type { Buffers } from './staging.ts';

const sourceNames = Object.keys(sources) as Source[];
const leadShares = sourceNames.map((name) => sources[name].leads);

/** A lead that became an opportunity, or an opportunity without one (`lead` −1): how it starts. */
export interface DealStart {
  at: number;
  source: number;
  lead: number;
  campaign: number;
  account: number;
  owner: number;
}

/** Numbers handed out so far, across batches. */
export interface Counters {
  activity: number;
  touch: number;
  instalment: number;
  payment: number;
  ticket: number;
}

/** Days on which the leads arrive; a lead arrives at any hour. */
export const leadDays = (company: Company) =>
  arrivalDays(company, { count: scaled(volumes.leads, company.options.scale), kind: 0, weekend: 0.35 });

/** Writes one lead with its touches and activities; answers the deal it became, or null. */
export function simulateLead(
  company: Company,
  n: number,
  arrivedOn: number,
  out: Buffers,
  counters: Counters,
): DealStart | null {
  const { options, calendar, accounts } = company;
  const end = calendar.today * day;
  const random = new Random(options.seed, stream.lead, n);
  const source = random.weighted(leadShares);
  const causes = sources[sourceNames[source] as Source];
  const created = Math.floor(
    random.chance(0.7) ? officeTime(arrivedOn, options.language, random) : (arrivedOn + random.between(0, 0.999)) * day,
  );
  const account = pickAccount(company, arrivedOn, random);
  const industry = industryOn(accounts, account, arrivedOn);
  const size = sizeOn(accounts, account, arrivedOn);
  const owner = repFor(company, accounts.homeRep[account] as number, arrivedOn, random);
  const rep = company.reps[owner]!;
  const campaign = pickCampaign(company, sourceNames[source] as Source, arrivedOn, random);

  // The first answer comes in office hours, sooner from a diligent rep.
  const isAnswered = !random.chance(causesOfLead.neverAnswered);
  const delay = 45 * 60 * Math.exp(1.5 * random.normal() + 2 * (0.8 - rep.diligence));
  const responded = isAnswered ? intoOffice(created + delay, company, random) : Number.NaN;
  const fit = Math.max(...(industryFit[industry] as readonly number[]));
  const chance = logistic(
    causes.convert +
      causesOfLead.fit * fit +
      (isAnswered
        ? (causesOfLead.responsePerFivefold * Math.log(Math.max(1, (responded - created) / 600))) / Math.log(5)
        : causesOfLead.neverAnsweredEffect),
  );
  const converts = random.chance(chance);
  const qualifies = converts || random.chance(0.28);
  const base = isAnswered ? responded : created + 3 * day;
  const qualified = qualifies ? intoOffice(base + day * random.between(0.5, 9), company, random) : Number.NaN;
  const converted = converts ? intoOffice(qualified + day * random.between(0.5, 18), company, random) : Number.NaN;
  const isRejected = !converts && random.chance(0.85);
  const rejected = isRejected
    ? intoOffice((qualifies ? qualified : base) + day * random.between(2, 45), company, random)
    : Number.NaN;
  const known = (at: number) => (at < end ? at : Number.NaN);
  const isConverted = converted < end;
  out.lead.add(
    n,
    created,
    source,
    campaign,
    industry,
    accounts.country[account] as number,
    size,
    owner,
    teamOn(rep, dayOf(created)),
    known(responded),
    known(qualified),
    known(converted),
    known(rejected),
    rejected < end ? random.weighted([3, 3, 4, 1.5, 1.5, 1]) : -1,
    isConverted ? account : -1,
    random.below(1_000_000),
  );
  writeTouches(company, { n, created, campaign, account: isConverted ? account : -1, random, out, counters });
  if (isAnswered) {
    const until = Math.min(converts ? converted : isRejected ? rejected : responded + 30 * day, end);
    writeLeadActivities(company, { n, owner, responded, until, random, out, counters });
  }
  if (!isConverted) return null;
  return { at: converted, source, lead: n, campaign, account, owner: repFor(company, owner, dayOf(converted), random) };
}

/** A lead comes from an account known by then; the newest ones more often, for many a lead is how it got known. */
function pickAccount(company: Company, onDay: number, random: Random): number {
  const count = accountsOn(company, onDay);
  return random.chance(0.35) ? count - 1 - random.below(Math.ceil(count * 0.08)) : random.below(count);
}

export function pickCampaign(company: Company, source: Source, onDay: number, random: Random): number {
  if (source === 'advertising') return campaignOn(company, 'advertising', onDay);
  if (source === 'event') return campaignOn(company, 'event', onDay);
  return source === 'website' && random.chance(0.3) ? campaignOn(company, 'webinar', onDay) : -1;
}

/** The moment itself if it lies in office hours of a working day, else one early in the next working day. */
function intoOffice(at: number, { options }: Company, random: Random): number {
  const days = Math.floor(at / day);
  const opening = openingOf(days, options.language);
  const into = at - opening;
  if (workingDay(days) === days && into >= 0 && into < 8 * 3600) return Math.floor(at);
  const next = workingDay(into < 0 ? days : days + 1);
  return officeTime(next, options.language, random, 0, 0.3);
}

function writeTouches(
  { calendar }: Company,
  {
    n,
    created,
    campaign,
    account,
    random,
    out,
    counters,
  }: {
    n: number;
    created: number;
    campaign: number;
    account: number;
    random: Random;
    out: Buffers;
    counters: Counters;
  },
): void {
  if (campaign < 0) return;
  const count = 1 + random.below(3);
  const start = calendar.startDay * day;
  for (let at = 0; at < count; at++) {
    const touched = Math.max(start, created - at * day * random.between(0.2, 9));
    const kind = at === 0 ? random.weighted([5, 4, 2, 0]) : random.weighted([4, 0, 1, 5]);
    out.touch.add(counters.touch++, campaign, n, -1, account, kind, Math.floor(touched));
  }
}

const answered = code('outcome', 'answered');
const noAnswer = code('outcome', 'no_answer');
const replied = code('outcome', 'replied');
const noReply = code('outcome', 'no_reply');

function writeLeadActivities(
  company: Company,
  {
    n,
    owner,
    responded,
    until,
    random,
    out,
    counters,
  }: {
    n: number;
    owner: number;
    responded: number;
    until: number;
    random: Random;
    out: Buffers;
    counters: Counters;
  },
): void {
  let at = responded;
  for (let count = 0; count < 4 && at < until; count++) {
    // A colleague goes on when the owner has left.
    const by = repFor(company, owner, dayOf(at), random);
    const isCall = random.chance(0.55);
    const twoWay = random.chance(isCall ? 0.42 : 0.3) ? 1 : 0;
    out.activity.add(
      counters.activity++,
      isCall ? 0 : 1,
      0,
      at,
      by,
      teamOn(company.reps[by]!, dayOf(at)),
      -1,
      -1,
      -1,
      n,
      twoWay,
      isCall ? (twoWay ? answered : noAnswer) : twoWay ? replied : noReply,
      isCall ? (twoWay ? 4 + random.below(20) : 1) : -1,
    );
    if (!random.chance(0.45)) break;
    at = intoOffice(at + day * random.between(0.8, 6), company, random);
  }
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));
