/**
 * What the worker hands over: numbers, in temporary tables, from which fill.ts makes the warehouse's rows inside DuckDB.
 * Ids are numbers from 0, times seconds since 1970, days days since 1970, money whole cents, kinds places in a list of
 * codes.ts. NaN (DOUBLE) and −1 (INTEGER) are null.
 */
export const staged = {
  opportunity: {
    n: 'INTEGER',
    lead: 'INTEGER',
    account: 'INTEGER',
    product: 'TINYINT',
    source: 'TINYINT',
    campaign: 'INTEGER',
    competitor: 'TINYINT',
    created: 'DOUBLE',
    lost_reason: 'TINYINT',
  },
  event: {
    opportunity: 'INTEGER',
    position: 'INTEGER',
    occurred: 'DOUBLE',
    recorded: 'DOUBLE',
    actor: 'TINYINT',
    cause: 'TINYINT',
    stage: 'TINYINT',
    cents: 'DOUBLE',
    foreign_cents: 'DOUBLE',
    currency: 'TINYINT',
    close_day: 'INTEGER',
    owner: 'TINYINT',
    category: 'TINYINT',
    deleted: 'TINYINT',
  },
  line: { opportunity: 'INTEGER', product: 'TINYINT', quantity: 'INTEGER', list_cents: 'DOUBLE', net_cents: 'DOUBLE' },
  activity: {
    n: 'INTEGER',
    kind: 'TINYINT',
    direction: 'TINYINT',
    started: 'DOUBLE',
    owner: 'TINYINT',
    team: 'TINYINT',
    account: 'INTEGER',
    contact: 'INTEGER',
    opportunity: 'INTEGER',
    lead: 'INTEGER',
    two_way: 'TINYINT',
    outcome: 'TINYINT',
    minutes: 'SMALLINT',
  },
  lead: {
    n: 'INTEGER',
    created: 'DOUBLE',
    source: 'TINYINT',
    campaign: 'INTEGER',
    industry: 'TINYINT',
    country: 'TINYINT',
    size: 'TINYINT',
    owner: 'TINYINT',
    team: 'TINYINT',
    responded: 'DOUBLE',
    qualified: 'DOUBLE',
    converted: 'DOUBLE',
    rejected: 'DOUBLE',
    reject_reason: 'TINYINT',
    account: 'INTEGER',
    name_word: 'INTEGER',
  },
  touch: {
    n: 'INTEGER',
    campaign: 'INTEGER',
    lead: 'INTEGER',
    contact: 'INTEGER',
    account: 'INTEGER',
    kind: 'TINYINT',
    touched: 'DOUBLE',
  },
  quote: {
    opportunity: 'INTEGER',
    version: 'INTEGER',
    issued: 'DOUBLE',
    valid_until: 'INTEGER',
    status: 'TINYINT',
    list_cents: 'DOUBLE',
    net_cents: 'DOUBLE',
  },
  contract: {
    opportunity: 'INTEGER',
    account: 'INTEGER',
    signed: 'INTEGER',
    starts: 'INTEGER',
    ends: 'INTEGER',
    cents: 'DOUBLE',
  },
  instalment: { n: 'INTEGER', opportunity: 'INTEGER', due: 'INTEGER', cents: 'DOUBLE' },
  payment: { n: 'INTEGER', instalment: 'INTEGER', received: 'INTEGER', cents: 'DOUBLE' },
  ticket: {
    n: 'INTEGER',
    account: 'INTEGER',
    kind: 'TINYINT',
    severity: 'TINYINT',
    opened: 'DOUBLE',
    responded: 'DOUBLE',
    resolved: 'DOUBLE',
    csat: 'TINYINT',
  },
  truth: { opportunity: 'INTEGER', from_at: 'DOUBLE', to_at: 'DOUBLE', probability: 'DOUBLE' },
} as const;

export type StagedName = keyof typeof staged;
export const stagedNames = Object.keys(staged) as StagedName[];

/** A batch of rows on its way: typed arrays in the order of the table's columns, or plain values for small tables. */
export interface RowBatch {
  table: string;
  columns: (Int8Array | Int16Array | Int32Array | Float64Array | (string | number | boolean | null)[])[];
  rows: number;
}

const arrayOf = { TINYINT: Int8Array, SMALLINT: Int16Array, INTEGER: Int32Array, DOUBLE: Float64Array } as const;

/** Rows of one staged table, gathered until `take` turns them into typed arrays and begins anew. */
export class RowBuffer {
  private readonly table: StagedName;
  private columns: number[][];
  constructor(table: StagedName) {
    this.table = table;
    this.columns = Object.keys(staged[table]).map(() => []);
  }

  get rows(): number {
    return this.columns[0]?.length ?? 0;
  }

  add(...row: number[]): void {
    for (let at = 0; at < row.length; at++) (this.columns[at] as number[]).push(row[at] as number);
  }

  take(): RowBatch {
    const types = Object.values(staged[this.table]);
    const { rows } = this;
    const columns = this.columns.map((values, at) => arrayOf[types[at] as keyof typeof arrayOf].from(values));
    this.columns = this.columns.map(() => []);
    return { table: `staged_${this.table}`, columns, rows };
  }
}

export type Buffers = Record<StagedName, RowBuffer>;
export const newBuffers = (): Buffers =>
  Object.fromEntries(stagedNames.map((name) => [name, new RowBuffer(name)])) as Buffers;
