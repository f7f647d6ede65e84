import { dateOf, firstDayOfMonth, monthKeyOf, quarterEndOf, quarterStartOf } from './calendar.ts';
import { industries, industryShares, rep, sizeShares } from './causes.ts';
import type { DemoCalendar } from './demo-calendar.ts';
import { campaignName, type Words, wordsOf } from './names.ts';
import { type DemoOptions, scaled, volumes } from './options.ts';
import { Random, stream } from './random.ts';

/** A salesperson. Days since 1970; `leftOn` is Infinity for who stays. Skill is an effect in log odds. */
export interface Rep {
  name: string;
  skill: number;
  diligence: number;
  team: number;
  /** The team moved to and the day of it. */
  nextTeam: number | null;
  movedOn: number;
  hiredOn: number;
  leftOn: number;
}

export interface Product {
  name: string;
  family: number;
  price: number;
}

export interface Campaign {
  name: string;
  channel: 'advertising' | 'event' | 'webinar';
  startsOn: number;
  endsOn: number;
  cost: number;
}

/** Accounts as columns, in order of creation; `createdOn` in days. `from` columns hold what it was before `changedOn`. */
export interface Accounts {
  count: number;
  createdOn: Int32Array;
  industry: Uint8Array;
  size: Uint8Array;
  country: Uint8Array;
  homeRep: Uint8Array;
  employees: Int32Array;
  /** Day from which industry and size are as above; 0 for those that never changed. */
  changedOn: Int32Array;
  formerIndustry: Uint8Array;
  formerSize: Uint8Array;
  /** First contact's number; contacts of account i are contactFrom[i] … contactFrom[i + 1] − 1. */
  contactFrom: Int32Array;
}

export interface Company {
  options: DemoOptions;
  calendar: DemoCalendar;
  words: Words;
  reps: Rep[];
  products: Product[];
  campaigns: Campaign[];
  accounts: Accounts;
  /** The base currency and the foreign one some deals are in, and what one unit of that is worth, by month. */
  currencies: readonly [string, string];
  foreignRates: readonly { fromDay: number; toDay: number; rate: number }[];
  priceFactor: number;
}

/** The base currency and the foreign one some deals are in. */
export const currenciesOf = { en: ['USD', 'EUR'], zh: ['CNY', 'USD'] } as const;

export const teamCount = 6;
export const regions = ['north', 'north', 'central', 'south', 'south', 'west'] as const;
export const countries = { en: ['us', 'ca', 'gb', 'de'], zh: ['cn', 'hk', 'sg', 'my'] } as const;
const countryShares = [0.82, 0.08, 0.06, 0.04];
const repCount = 40;

export function buildCompany(options: DemoOptions, calendar: DemoCalendar): Company {
  const words = wordsOf(options.language);
  const priceFactor = options.language === 'zh' ? 4 : 1;
  return {
    options,
    calendar,
    words,
    reps: buildReps(options, calendar, words),
    products: buildProducts(words, priceFactor),
    campaigns: buildCampaigns(options, calendar, priceFactor),
    accounts: buildAccounts(options, calendar),
    currencies: currenciesOf[options.language],
    foreignRates: buildRates(options, calendar),
    priceFactor,
  };
}

/** What one unit of the foreign currency is worth on a day. */
export function foreignRateOn({ foreignRates }: Company, day: number): number {
  const at = monthKeyOf(day) - monthKeyOf((foreignRates[0] as { fromDay: number }).fromDay);
  return foreignRates[Math.max(0, Math.min(foreignRates.length - 1, at))]!.rate;
}

function buildRates({ seed, language }: DemoOptions, { startDay, today }: DemoCalendar): Company['foreignRates'] {
  const random = new Random(seed, stream.company, 0);
  let rate = language === 'zh' ? 7.1 : 1.09;
  const first = monthKeyOf(startDay);
  return Array.from({ length: monthKeyOf(today) - first + 1 }, (_, at) => {
    rate = Math.round(rate * Math.exp(0.01 * random.normal()) * 10_000) / 10_000;
    return { fromDay: firstDayOfMonth(first + at), toDay: firstDayOfMonth(first + at + 1), rate };
  });
}

export const isActive = ({ hiredOn, leftOn }: Rep, day: number) => hiredOn <= day && day < leftOn;

/** The team of a rep on a day. */
export const teamOn = ({ team, nextTeam, movedOn }: Rep, day: number) =>
  nextTeam !== null && day >= movedOn ? nextTeam : team;

/** The home rep of an account if at work that day, else a colleague who is. */
export function repFor(company: Company, homeRep: number, day: number, random: Random): number {
  const { reps } = company;
  if (isActive(reps[homeRep] as Rep, day)) return homeRep;
  let at = random.below(reps.length);
  while (!isActive(reps[at] as Rep, day)) at = (at + 1) % reps.length;
  return at;
}

/** How many accounts exist on a day (they are in order of creation). */
export function accountsOn({ accounts, calendar }: Company, day: number): number {
  const share = (day - calendar.startDay) / (calendar.today - calendar.startDay);
  let count = Math.floor(accounts.count * (startShare + (1 - startShare) * share));
  while (count > 1 && (accounts.createdOn[count - 1] as number) > day) count -= 1;
  return Math.max(1, Math.min(accounts.count, count));
}

const startShare = 0.6;

function buildReps({ seed }: DemoOptions, { startDay, today }: DemoCalendar, words: Words): Rep[] {
  const days = today - startDay;
  return Array.from({ length: repCount }, (_, at): Rep => {
    const random = new Random(seed, stream.user, at);
    // Two in eight were hired later, in order, so that every seed has some; the first thirty were there from the start.
    const hiredOn = at < 30 ? startDay - 60 - random.below(1_800) : startDay + Math.floor((days * (at - 29.5)) / 12);
    const moves = at % 13 === 5;
    return {
      name: words.person(
        words.given[(at * 7 + (seed % 11)) % words.given.length] as string,
        words.family[at] as string,
      ),
      skill: rep.skill * clamp(random.normal(), 2.2),
      diligence: clamp(rep.diligence + rep.diligenceSpread * random.normal(), 1),
      team: at % teamCount,
      nextTeam: moves ? (at + 2) % teamCount : null,
      movedOn: moves ? startDay + Math.floor(days * random.between(0.3, 0.8)) : 0,
      hiredOn,
      leftOn: at === 17 ? startDay + Math.floor(days * 0.68) : Number.POSITIVE_INFINITY,
    };
  });
}

const clamp = (value: number, most: number) => Math.min(most, Math.max(-most, value));

const prices = [1_200, 2_100, 3_600, 700, 1_500, 2_600, 900, 2_400, 3_900, 2_500, 1_000, 1_400];

const buildProducts = (words: Words, priceFactor: number): Product[] =>
  words.products.map((name, at) => ({ name, family: Math.floor(at / 3), price: (prices[at] as number) * priceFactor }));

function buildCampaigns(
  { seed, scale, language }: DemoOptions,
  { startDay, today }: DemoCalendar,
  priceFactor: number,
): Campaign[] {
  const campaigns: Campaign[] = [];
  const add = (channel: Campaign['channel'], startsOn: number, endsOn: number, part: number, cost: number) => {
    const random = new Random(seed, stream.campaign, campaigns.length);
    const year = dateOf(startsOn).getUTCFullYear();
    campaigns.push({
      name: campaignName(language, channel, year, part),
      channel,
      startsOn,
      endsOn,
      cost: Math.round(cost * scale * priceFactor * random.between(0.8, 1.25)),
    });
  };
  const last = monthKeyOf(today - 1);
  for (let month = monthKeyOf(startDay); month <= last; month++) {
    add('advertising', firstDayOfMonth(month), firstDayOfMonth(month + 1) - 1, (month % 12) + 1, 21_000);
  }
  for (let quarter = quarterStartOf(startDay); quarter < today; quarter = quarterEndOf(quarter) + 1) {
    const part = Math.floor((monthKeyOf(quarter) % 12) / 3) + 1;
    add('event', quarter, quarterEndOf(quarter), part, 64_000);
    add('webinar', quarter, quarterEndOf(quarter), part, 18_000);
  }
  return campaigns;
}

/** The campaign of a channel that ran on a day. */
export const campaignOn = ({ campaigns }: Company, channel: Campaign['channel'], day: number): number =>
  campaigns.findIndex((each) => each.channel === channel && each.startsOn <= day && day <= each.endsOn);

function buildAccounts({ seed, scale }: DemoOptions, { startDay, today }: DemoCalendar): Accounts {
  const count = scaled(volumes.accounts, scale);
  const accounts: Accounts = {
    count,
    createdOn: new Int32Array(count),
    industry: new Uint8Array(count),
    size: new Uint8Array(count),
    country: new Uint8Array(count),
    homeRep: new Uint8Array(count),
    employees: new Int32Array(count),
    changedOn: new Int32Array(count),
    formerIndustry: new Uint8Array(count),
    formerSize: new Uint8Array(count),
    contactFrom: new Int32Array(count + 1),
  };
  const old = Math.floor(count * startShare);
  for (let at = 0; at < count; at++) {
    const random = new Random(seed, stream.account, at);
    const size = random.weighted(sizeShares);
    const industry = random.weighted(industryShares);
    accounts.createdOn[at] =
      at < old
        ? startDay - Math.ceil(((old - at) / old) * 1_800)
        : startDay + Math.floor(((at - old) / (count - old)) * (today - startDay));
    accounts.size[at] = size;
    accounts.industry[at] = industry;
    accounts.country[at] = random.weighted(countryShares);
    accounts.homeRep[at] = random.below(repCount);
    accounts.employees[at] = Math.round(
      [12, 100, 500, 2_000][size]! * Math.exp(random.between(0, [2, 1.6, 1.38, 1.5][size]!)),
    );
    accounts.formerSize[at] = size;
    accounts.formerIndustry[at] = industry;
    if (at < old && random.chance(0.04)) {
      accounts.changedOn[at] = startDay + Math.floor((today - startDay) * random.between(0.1, 0.9));
      if (random.chance(0.75)) accounts.formerSize[at] = size === 0 ? 1 : size - 1;
      else accounts.formerIndustry[at] = (industry + 1) % industries.length;
    }
    accounts.contactFrom[at + 1] = (accounts.contactFrom[at] as number) + 2 + random.below(2 + size);
  }
  return accounts;
}

/** Size of an account as it was on a day. */
export const sizeOn = (accounts: Accounts, at: number, day: number): number =>
  (day < (accounts.changedOn[at] as number) ? accounts.formerSize[at] : accounts.size[at]) as number;
export const industryOn = (accounts: Accounts, at: number, day: number): number =>
  (day < (accounts.changedOn[at] as number) ? accounts.formerIndustry[at] : accounts.industry[at]) as number;
