import { dayIn, monthKey } from '../../warehouse/publish.ts';
import { raw, type Sql, sql } from '../../warehouse/sql.ts';
import { industries, sizeBands } from './causes.ts';
import { type CodeName, codes } from './codes.ts';
import { countries } from './company.ts';
import { wordsOf } from './names.ts';
import type { DemoLanguage } from './options.ts';

const textList = (keys: readonly string[]) =>
  raw(`[${keys.map((key) => `'${key.replaceAll("'", "''")}'`).join(', ')}]`);
/** The key at a place of a list; null for −1. */
const keyOf = (list: readonly string[], place: string) => sql`${textList(list)}[nullif(${raw(place)}, -1) + 1]`;
const named = (name: CodeName, place: string) => keyOf(codes[name], place);
const numbered = (prefix: string, width: number) => (n: string) =>
  raw(`CASE WHEN ${n} >= 0 THEN printf('${prefix}-%0${width}d', ${n} + 1) END`);
const userId = numbered('U', 2);
const teamId = numbered('T', 1);
const productId = numbered('P', 2);
const campaignId = numbered('CMP', 3);
const accountId = numbered('ACC', 6);
const contactId = numbered('CON', 7);
const contractId = numbered('CTR', 7);
const instalmentId = numbered('INS', 7);
const leadId = numbered('LEAD', 7);
export const opportunityId = numbered('OPP', 7);
const moment = (seconds: string) => raw(`make_timestamp((${seconds} * 1000000)::BIGINT)`);
const dayFrom = (days: string) => raw(`(DATE '1970-01-01' + nullif(${days}, -1))`);
const money = (cents: string) => raw(`(${cents} / 100)::DECIMAL(18, 2)`);

/** The statements that turn the staged numbers into the warehouse's rows, in order, each with the table it fills. */
export function fillStatements({
  language,
  timeZone,
  currencies,
}: {
  language: DemoLanguage;
  timeZone: string;
  currencies: readonly [string, string];
}): { table: string; statement: Sql }[] {
  const words = wordsOf(language);
  const companies = language === 'zh' ? sql`brand || trade || form` : sql`brand || ' ' || trade || ' ' || form`;
  const person = language === 'zh' ? sql`family || given` : sql`given || ' ' || family`;
  const day = (at: string) => dayIn(at, timeZone);
  return [
    {
      table: 'dim_stage',
      statement: sql`
        INSERT INTO dim_stage VALUES
          ('sales', 'qualification', 1, 'open', 'Qualification', '初步接洽'),
          ('sales', 'discovery', 2, 'open', 'Discovery', '需求调研'),
          ('sales', 'proposal', 3, 'open', 'Proposal', '方案报价'),
          ('sales', 'negotiation', 4, 'open', 'Negotiation', '商务谈判'),
          ('sales', 'commit', 5, 'open', 'Commit', '承诺成交'),
          ('sales', 'won', 6, 'won', 'Won', '赢单'),
          ('sales', 'lost', 7, 'lost', 'Lost', '输单')`,
    },
    {
      table: 'dim_opportunity',
      statement: sql`
        INSERT INTO dim_opportunity
        SELECT ${opportunityId('o.n')}, dim_account.account_name || ' – ' || dim_product.product_name, dim_account.account_id,
          dim_product.product_id, ${named('source', 'o.source')}, ${campaignId('o.campaign')}, ${leadId('o.lead')},
          nullif(${named('competitor', 'o.competitor')}, 'none'), ${moment('o.created')}, false, false,
          ${named('lost_reason', 'o.lost_reason')}, 'demo'
        FROM staged_opportunity o
        JOIN dim_product ON dim_product.product_id = ${productId('o.product')}
        JOIN dim_account ON dim_account.account_id = ${accountId('o.account')} AND dim_account.valid_to = TIMESTAMP '9999-12-31'
        ORDER BY o.n`,
    },
    {
      table: 'opportunity_event',
      statement: sql`
        INSERT INTO opportunity_event
        SELECT ${opportunityId('opportunity')}, ${moment('occurred')}, ${moment('recorded')}, position, ${userId('actor')},
          ${named('cause', 'cause')}, ${named('stage', 'stage')}, ${money('cents')}, ${money('foreign_cents')},
          ${keyOf(currencies, 'currency')}, ${dayFrom('close_day')}, ${userId('owner')}, ${named('category', 'category')},
          CASE WHEN deleted >= 0 THEN deleted = 1 END, NULL, 'demo'
        FROM (SELECT * FROM staged_event ORDER BY occurred, opportunity, position)`,
    },
    {
      table: 'fct_opportunity_line',
      statement: sql`
        INSERT INTO fct_opportunity_line
        SELECT ${opportunityId('opportunity')}, ${productId('product')}, quantity, ${money('list_cents')}, ${money('net_cents')}
        FROM staged_line`,
    },
    {
      table: 'fct_activity',
      statement: sql`
        INSERT INTO fct_activity
        WITH dated AS (
          SELECT *, ${moment('started')} AS started_at, ${day(momentText('started'))} AS started_on
          FROM (SELECT * FROM staged_activity ORDER BY started, n)
        )
        SELECT printf('ACT-%08d', n + 1), ${named('kind', 'kind')}, ${named('direction', 'direction')}, started_at, started_on,
          ${monthKey('started_on')}, ${userId('owner')}, ${teamId('team')}, ${accountId('account')},
          ${contactId('contact')}, ${opportunityId('opportunity')}, ${leadId('lead')}, two_way = 1,
          ${named('outcome', 'outcome')}, nullif(minutes, -1), 'demo'
        FROM dated`,
    },
    {
      table: 'fct_lead',
      statement: sql`
        INSERT INTO fct_lead
        WITH word AS (
          SELECT l.*, ${moment('l.created')} AS created_at, ${day(momentText('l.created'))} AS created_on,
            ${textList(words.given)}[name_word % ${words.given.length} + 1] AS given,
            ${textList(words.family)}[(name_word // 53) % ${words.family.length} + 1] AS family,
            ${textList(words.brand)}[(name_word // 7) % ${words.brand.length} + 1] AS brand,
            (${raw(`[${words.trade.map((list) => `[${list.map((each) => `'${each}'`).join(', ')}]`).join(', ')}]`)})[industry + 1][(name_word // 11) % 7 + 1] AS trade,
            ${textList(words.form)}[(name_word // 1009) % ${words.form.length} + 1] AS form
          FROM staged_lead l
        )
        SELECT ${leadId('word.n')}, ${person}, coalesce(dim_account.account_name, ${companies}), word.created_at, created_on,
          ${monthKey('created_on')}, ${named('source', 'word.source')}, ${campaignId('word.campaign')},
          ${keyOf(industries, 'word.industry')}, ${keyOf(countries[language], 'word.country')}, ${keyOf(sizeBands, 'word.size')},
          ${userId('owner')}, ${teamId('team')}, ${moment('responded')}, ${moment('qualified')},
          ${moment('converted')}, ${moment('rejected')}, ${named('reject_reason', 'reject_reason')}, ${opportunityId('o.n')}, 'demo'
        FROM word
        LEFT JOIN staged_opportunity o ON o.lead = word.n
        LEFT JOIN dim_account ON dim_account.account_id = ${accountId('word.account')}
          AND dim_account.valid_to = TIMESTAMP '9999-12-31'
        ORDER BY word.created, word.n`,
    },
    {
      table: 'fct_touch',
      statement: sql`
        INSERT INTO fct_touch
        WITH dated AS (SELECT *, ${moment('touched')} AS touched_at, ${day(momentText('touched'))} AS touched_on FROM staged_touch)
        SELECT printf('TCH-%07d', n + 1), ${campaignId('campaign')}, ${leadId('lead')}, ${contactId('contact')},
          ${accountId('account')}, ${named('touch', 'kind')}, touched_at, touched_on, ${monthKey('touched_on')}
        FROM dated ORDER BY touched, n`,
    },
    {
      table: 'fct_quote',
      statement: sql`
        INSERT INTO fct_quote
        SELECT ${opportunityId('opportunity')} || '-Q' || version, ${opportunityId('opportunity')}, version, ${moment('issued')},
          ${dayFrom('valid_until')}, ${named('quote_status', 'status')}, ${money('list_cents')}, ${money('net_cents')}
        FROM staged_quote ORDER BY issued, opportunity, version`,
    },
    {
      table: 'fct_contract',
      statement: sql`
        INSERT INTO fct_contract
        SELECT ${contractId('opportunity')}, ${opportunityId('opportunity')}, ${accountId('account')}, ${dayFrom('signed')},
          ${dayFrom('starts')}, ${dayFrom('ends')}, ${money('cents')}
        FROM staged_contract ORDER BY signed, opportunity`,
    },
    {
      table: 'fct_instalment',
      statement: sql`
        INSERT INTO fct_instalment
        SELECT ${instalmentId('n')}, ${contractId('opportunity')}, ${dayFrom('due')}, ${money('cents')}
        FROM staged_instalment ORDER BY due, n`,
    },
    {
      table: 'fct_payment',
      statement: sql`
        INSERT INTO fct_payment
        SELECT printf('PAY-%07d', n + 1), ${instalmentId('instalment')}, ${dayFrom('received')}, ${money('cents')}
        FROM staged_payment ORDER BY received, n`,
    },
    {
      table: 'fct_ticket',
      statement: sql`
        INSERT INTO fct_ticket
        SELECT printf('TKT-%06d', n + 1), ${accountId('account')}, ${named('ticket_kind', 'kind')}, ${named('severity', 'severity')},
          ${moment('opened')}, ${moment('responded')}, ${moment('resolved')}, nullif(csat, -1)
        FROM staged_ticket ORDER BY opened, n`,
    },
  ];
}

const momentText = (seconds: string) => `make_timestamp((${seconds} * 1000000)::BIGINT)`;
