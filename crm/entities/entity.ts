import type { Label } from './options.ts';

/**
 * What a value of a field is: `money` is a decimal in the currency of its record, `moment` a UTC timestamp, `date` a day
 * of the workspace, `reference` the id of a record of `to`, `choice` one of `choices`, `stage` a stage of a pipeline.
 */
export type FieldType = 'text' | 'integer' | 'money' | 'date' | 'moment' | 'boolean' | 'reference' | 'choice' | 'stage';

export type EntityName =
  | 'account'
  | 'activity'
  | 'campaign'
  | 'contact'
  | 'lead'
  | 'opportunity'
  | 'product'
  | 'team'
  | 'user';

export interface Field {
  readonly type: FieldType;
  readonly label: Label;
  /** A record without it cannot be. */
  readonly required?: true;
  readonly to?: EntityName;
  readonly choices?: readonly string[];
  /** Values below zero are no mistake; elsewhere a number below zero is refused. */
  readonly signed?: true;
  /** The day or moment lies ahead by its nature (an expected close); elsewhere one after today is refused. */
  readonly ahead?: true;
}

/** One kind of record. `key` names the field that tells records apart, `title` the one people read. */
export interface Entity {
  readonly name: EntityName;
  readonly label: Label;
  readonly key: string;
  readonly title: string;
  readonly fields: Readonly<Record<string, Field>>;
}
