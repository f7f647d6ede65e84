import { raw, type Sql, sql } from './sql.ts';

/** What the compiled SQL needs beyond the standard: the one file to write again for another engine. */
export interface Dialect {
  /** Median of `of` over the rows where `where` holds; null for none. */
  median(of: Sql, where: Sql | null): Sql;
  /** Days since 1970-01-01 of a DATE. */
  dayNumber(day: Sql): Sql;
  /** Months since 1970-01 of a DATE. */
  monthNumber(day: Sql): Sql;
  /** DATE from days since 1970-01-01. */
  dayFrom(number: Sql): Sql;
  /** First DATE of a month given as months since 1970-01. */
  monthStart(number: Sql): Sql;
  /** DATE moved by months; a month too short gives its last day. */
  addMonths(day: Sql, months: number): Sql;
  /** Integer quotient, rounded down for what is not negative. */
  quotient(dividend: Sql, divisor: number): Sql;
  /** A table of one column `name` with the integers from `first` to `last`. */
  series(name: string, first: Sql, last: Sql): Sql;
  /** UTC TIMESTAMP of the last microsecond before a DATE begins in a zone. */
  justBefore(day: Sql, zone: string): Sql;
  /** DATE in a zone of a UTC TIMESTAMP. */
  dayIn(moment: Sql, zone: string): Sql;
}

export const dialect: Dialect = {
  median: (of, where) => sql`median(${of})${where ? sql` FILTER (WHERE ${where})` : raw('')}`,
  dayNumber: (day) => sql`CAST(${day} - DATE '1970-01-01' AS INTEGER)`,
  monthNumber: (day) => sql`CAST((year(${day}) - 1970) * 12 + month(${day}) - 1 AS INTEGER)`,
  dayFrom: (number) => sql`(DATE '1970-01-01' + CAST(${number} AS INTEGER))`,
  monthStart: (number) => sql`CAST(DATE '1970-01-01' + to_months(CAST(${number} AS INTEGER)) AS DATE)`,
  addMonths: (day, months) => sql`CAST(${day} + to_months(${raw(String(months))}) AS DATE)`,
  quotient: (dividend, divisor) => (divisor === 1 ? dividend : sql`((${dividend}) // ${raw(String(divisor))})`),
  series: (name, first, last) =>
    sql`(SELECT CAST(unnest(generate_series(CAST(${first} AS BIGINT), CAST(${last} AS BIGINT))) AS INTEGER) AS ${raw(name)})`,
  justBefore: (day, zone) =>
    sql`(((CAST(${day} AS TIMESTAMP) AT TIME ZONE ${zone}) AT TIME ZONE 'UTC') - INTERVAL '1' MICROSECOND)`,
  dayIn: (moment, zone) => sql`CAST((${moment} AT TIME ZONE 'UTC') AT TIME ZONE ${zone} AS DATE)`,
};
