import type { Language, Unit } from '../../../warehouse/metrics/metric-query.ts';
import type { FormatName } from '../../specs/format-names.ts';

export interface FormatOptions {
  language: Language;
  currency: string;
  /** IANA zone in which moments are written. */
  timeZone: string;
  /** 1–12 */
  fiscalYearStartMonth: number;
}

type Amount = number | null | undefined;

/** Writes every number and date of the screen. Null becomes "–". Days are `YYYY-MM-DD` texts and belong to no zone. */
export interface Formats {
  money(value: Amount): string;
  moneyShort(value: Amount): string;
  count(value: Amount): string;
  countShort(value: Amount): string;
  decimal(value: Amount): string;
  /** 0.123 → 12.3 %; shares at or above 10 % lose their decimal. */
  share(value: Amount): string;
  days(value: Amount): string;
  /** A probability that is never quite 0 or 1. */
  chance(value: number): string;
  /** A signed share, such as a bias. */
  signedShare(value: Amount): string;
  day(value: string | null): string;
  dayShort(value: string | null): string;
  month(value: string | null): string;
  quarter(from: string): string;
  moment(value: string | null): string;
  /** The workspace day of a moment. */
  momentDay(value: string | null): string;
  ofUnit(unit: Unit | null, value: unknown): string;
  /** The functions Vega's axes and tooltips call. */
  vega: Record<FormatName, (value: unknown) => string>;
}

export const nothing = '–';

export function makeFormats({ language, currency, timeZone, fiscalYearStartMonth }: FormatOptions): Formats {
  const locale = language === 'zh' ? 'zh-CN' : 'en-US';
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: Amount) =>
      value === null || value === undefined || Number.isNaN(value) ? nothing : format.format(value);
  };
  const date = (options: Intl.DateTimeFormatOptions, zone: string) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: zone });
    return (value: string | null) => {
      const moment = value === null ? null : asMoment(value);
      return moment === null ? nothing : format.format(moment);
    };
  };
  const inCurrency = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
  const wholeMoney = number({ ...inCurrency, maximumFractionDigits: 0 });
  const compactMoney = number({
    ...inCurrency,
    notation: 'compact',
    // 1.23 万, 755.8 万, 3151 万: counted in ten thousands a figure has up to four digits before its point.
    ...(language === 'zh'
      ? { maximumSignificantDigits: 4, maximumFractionDigits: 2, roundingPriority: 'lessPrecision' as const }
      : { maximumSignificantDigits: 3 }),
  });
  const finePercent = number({ style: 'percent', maximumFractionDigits: 1 });
  const percent = number({ style: 'percent', maximumFractionDigits: 0 });
  const signedPercent = number({ style: 'percent', maximumFractionDigits: 0, signDisplay: 'exceptZero' });
  const count = number({ maximumFractionDigits: 0 });
  const days = number({ maximumFractionDigits: 0 });
  const fineDays = number({ maximumFractionDigits: 1 });

  const formats: Omit<Formats, 'ofUnit' | 'vega'> = {
    money: wholeMoney,
    moneyShort: compactMoney,
    count,
    countShort: number({ notation: 'compact', maximumFractionDigits: 1 }),
    decimal: number({ maximumFractionDigits: 2, minimumFractionDigits: 2 }),
    share: (value) =>
      value !== null && value !== undefined && Math.abs(value) < 0.0995 ? finePercent(value) : percent(value),
    chance: (value) => (value < 0.005 ? `< ${percent(0.01)}` : value > 0.995 ? `> ${percent(0.99)}` : percent(value)),
    signedShare: signedPercent,
    days: (value) => {
      const text = (Math.abs(value ?? 0) < 10 ? fineDays : days)(value);
      return text === nothing ? text : language === 'zh' ? `${text} 天` : `${text} d`;
    },
    day: date({ year: 'numeric', month: 'short', day: 'numeric' }, 'UTC'),
    dayShort: date({ month: 'short', day: 'numeric' }, 'UTC'),
    month: date({ year: 'numeric', month: 'short' }, 'UTC'),
    quarter: (from) => quarterName(from, fiscalYearStartMonth, language),
    moment: date({ year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }, timeZone),
    momentDay: date({ year: 'numeric', month: 'short', day: 'numeric' }, timeZone),
  };
  const ofUnit = (unit: Unit | null, value: unknown): string => {
    if (value === null || value === undefined || value === '') return nothing;
    if (typeof value !== 'number') return String(value);
    if (unit === 'money') return formats.money(value);
    if (unit === 'money_per_day') return `${formats.moneyShort(value)}${language === 'zh' ? '/天' : '/day'}`;
    if (unit === 'ratio') return formats.share(value);
    if (unit === 'days') return formats.days(value);
    return unit === 'count' ? formats.count(value) : String(value);
  };
  const ofNumber = (write: (value: Amount) => string) => (value: unknown) =>
    write(typeof value === 'number' ? value : null);
  const ofDay = (write: (value: string | null) => string) => (value: unknown) =>
    write(typeof value === 'number' || value instanceof Date ? new Date(value).toISOString() : String(value));
  const vega = {
    money: ofNumber(formats.money),
    moneyShort: ofNumber(formats.moneyShort),
    share: ofNumber(formats.share),
    count: ofNumber(formats.count),
    days: ofNumber(formats.days),
    decimal: ofNumber(formats.decimal),
    day: ofDay(formats.dayShort),
    month: ofDay(formats.month),
  };
  return { ...formats, ofUnit, vega };
}

/** Fiscal quarters are named after the year they end in, as the fiscal year is. */
export function quarterName(from: string, fiscalYearStartMonth: number, language: Language): string {
  const year = Number(from.slice(0, 4));
  const month = Number(from.slice(5, 7));
  const quarter = Math.floor(((month - fiscalYearStartMonth + 12) % 12) / 3) + 1;
  const fiscal = fiscalYearStartMonth === 1 || month < fiscalYearStartMonth ? year : year + 1;
  const marked = fiscalYearStartMonth === 1 ? String(fiscal) : language === 'zh' ? `${fiscal} 财年` : `FY${fiscal}`;
  if (language === 'zh') return fiscalYearStartMonth === 1 ? `${fiscal} 年 Q${quarter}` : `${marked} Q${quarter}`;
  return `Q${quarter} ${marked}`;
}

/** A day is read as midnight UTC; a timestamp without a zone is UTC too, as the API writes it. */
function asMoment(text: string): Date | null {
  const hasZone = /(Z|[+-]\d\d:?\d\d)$/.test(text);
  const moment = new Date(text.length <= 10 ? `${text}T00:00:00Z` : hasZone ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(moment.getTime()) ? null : moment;
}
