import { day, firstDayOfMonth } from './calendar.ts';
import { families, industries, sizeBands } from './causes.ts';
import { type Company, countries, regions } from './company.ts';
import type { Quota } from './quotas.ts';
import { Random, stream } from './random.ts';
import type { RowBatch } from './staging.ts';

type Plain = string | number | boolean | null;

const numbered = (prefix: string, width: number) => (n: number) => `${prefix}-${String(n + 1).padStart(width, '0')}`;
/** The same forms as fill.ts makes in SQL. */
const userId = numbered('U', 2);
const teamId = numbered('T', 1);
const productId = numbered('P', 2);
const campaignId = numbered('CMP', 3);
const accountId = numbered('ACC', 6);
const contactId = numbered('CON', 7);

const oldest = '1900-01-01T00:00:00Z';
const newest = '9999-12-31T00:00:00Z';
const isoDay = (days: number) => new Date(days * day * 1000).toISOString().slice(0, 10);
const isoTime = (days: number) => `${isoDay(days)}T00:00:00Z`;

/** The small tables, as rows of the warehouse itself. */
export function smallDimensions(company: Company): RowBatch[] {
  const { words, reps, products, campaigns, calendar, currencies, foreignRates } = company;
  const managers = new Random(company.options.seed, stream.company, 1);
  return [
    batch(
      'dim_team',
      words.teams.map((name, at) => [
        teamId(at),
        name,
        regions[at] as string,
        words.person(managers.pick(words.given), managers.pick(words.family)),
      ]),
    ),
    batch(
      'dim_user',
      reps.flatMap((rep, at) => {
        const moments: { at: number; team: number; isActive: boolean }[] = [{ at: 0, team: rep.team, isActive: true }];
        if (rep.nextTeam !== null) moments.push({ at: rep.movedOn, team: rep.nextTeam, isActive: true });
        if (rep.leftOn < calendar.today) moments.push({ at: rep.leftOn, team: moments.at(-1)!.team, isActive: false });
        return moments.map((moment, version) => [
          userId(at),
          rep.name,
          teamId(moment.team),
          isoDay(rep.hiredOn),
          moment.isActive,
          version === 0 ? oldest : isoTime(moment.at),
          version === moments.length - 1 ? newest : isoTime(moments[version + 1]!.at),
        ]);
      }),
    ),
    batch(
      'dim_product',
      products.map(({ name, family, price }, at) => [productId(at), name, families[family] as string, price]),
    ),
    batch(
      'dim_campaign',
      campaigns.map(({ name, channel, startsOn, endsOn, cost }, at) => [
        campaignId(at),
        name,
        channel,
        isoDay(startsOn),
        isoDay(endsOn),
        cost,
      ]),
    ),
    batch('exchange_rate', [
      [currencies[0], oldest.slice(0, 10), newest.slice(0, 10), 1],
      ...foreignRates.map(({ fromDay, toDay, rate }, at): Plain[] => [
        currencies[1],
        at === 0 ? oldest.slice(0, 10) : isoDay(fromDay),
        at === foreignRates.length - 1 ? newest.slice(0, 10) : isoDay(toDay),
        rate,
      ]),
    ]),
  ];
}

const roles = ['decision_maker', 'champion', 'influencer', 'user', 'blocker', 'buyer'];

/** Accounts `from` ≤ n < `to` with their contacts. */
export function accountBatches(company: Company, from: number, to: number): RowBatch[] {
  const { accounts, words, options } = company;
  const accountRows: Plain[][] = [];
  const contactRows: Plain[][] = [];
  for (let at = from; at < to; at++) {
    const random = new Random(options.seed, stream.contact, at);
    const industry = accounts.industry[at] as number;
    const name = companyName(company, at, industry);
    const changedOn = accounts.changedOn[at] as number;
    const employees = accounts.employees[at] as number;
    const founded = 1960 + random.below(58);
    const parent = at > 40 && random.chance(0.03) ? accountId(random.below(40)) : null;
    const version = (industryAt: number, sizeAt: number, validFrom: string, validTo: string) =>
      accountRows.push([
        accountId(at),
        name,
        industries[industryAt] as string,
        countries[options.language][accounts.country[at] as number] as string,
        employees,
        sizeBands[sizeAt] as string,
        Math.round(employees * 180_000 * company.priceFactor * random.between(0.5, 1.5)),
        founded,
        parent,
        isoTime(accounts.createdOn[at] as number),
        validFrom,
        validTo,
      ]);
    if (changedOn > 0)
      version(accounts.formerIndustry[at] as number, accounts.formerSize[at] as number, oldest, isoTime(changedOn));
    version(industry, accounts.size[at] as number, changedOn > 0 ? isoTime(changedOn) : oldest, newest);
    for (
      let contact = accounts.contactFrom[at] as number;
      contact < (accounts.contactFrom[at + 1] as number);
      contact++
    ) {
      const place = contact - (accounts.contactFrom[at] as number);
      contactRows.push([
        contactId(contact),
        accountId(at),
        words.person(random.pick(words.given), random.pick(words.family)),
        random.pick(words.titles),
        place < 2 ? (roles[place] as string) : random.pick(roles),
        isoTime(accounts.createdOn[at] as number),
      ]);
    }
  }
  return [batch('dim_account', accountRows), batch('dim_contact', contactRows)];
}

/** Names come in the order of brand and trade; a number tells apart what is left alike. */
function companyName({ words, options }: Company, at: number, industry: number): string {
  const { brand, form } = words;
  const trade = words.trade[industry] as readonly string[];
  const random = new Random(options.seed, stream.contact, -1 - at);
  const name = words.company(brand[at % brand.length] as string, random.pick(trade), random.pick(form));
  const round = Math.floor(at / (brand.length * trade.length * form.length));
  return round === 0 ? name : `${name} ${round + 1}`;
}

export const quotaBatch = (quotas: readonly Quota[]): RowBatch =>
  batch(
    'fct_quota',
    quotas.map(({ rep, team, month, amount }) => [
      userId(rep),
      teamId(team),
      isoDay(firstDayOfMonth(month)),
      month,
      amount,
    ]),
  );

function batch(table: string, rows: readonly (readonly Plain[])[]): RowBatch {
  const width = rows[0]?.length ?? 0;
  return {
    table,
    rows: rows.length,
    columns: Array.from({ length: width }, (_, at) => rows.map((row) => row[at] as Plain)),
  };
}
