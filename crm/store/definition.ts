/**
 * `money` is a decimal of at most 15 digits before and 4 after the point, always as text; `date` a day `YYYY-MM-DD`,
 * `datetime` a UTC moment in milliseconds, `relation` the id of a record of `to`, `user` the id of a person.
 */
export type FieldType =
  | 'text'
  | 'number'
  | 'money'
  | 'date'
  | 'datetime'
  | 'boolean'
  | 'select'
  | 'multi_select'
  | 'relation'
  | 'user';

export interface FieldDefinition {
  readonly type: FieldType;
  /** A record without it cannot be. */
  readonly required?: true;
  /** No two records that are not deleted have the same value. */
  readonly unique?: true;
  /** What a `select` or `multi_select` may hold. */
  readonly options?: readonly string[];
  /** The entity a `relation` points to. */
  readonly to?: string;
}

/** As much of an entity as the store needs to know. */
export interface EntityDefinition {
  readonly name: string;
  readonly fields: Readonly<Record<string, FieldDefinition>>;
}

/** What every record has; set by the store alone. `deleted_at` is null unless the record is deleted. */
export interface RecordSystem {
  readonly id: string;
  /** 1 at first, one more with each change. */
  readonly version: number;
  readonly created_at: string;
  readonly created_by: string | null;
  readonly updated_at: string;
  readonly updated_by: string | null;
  readonly deleted_at: string | null;
}

type ValueOf<F extends FieldDefinition> = F['type'] extends 'number'
  ? number
  : F['type'] extends 'boolean'
    ? boolean
    : F['type'] extends 'multi_select'
      ? readonly string[]
      : string;

type FieldsOf<E extends EntityDefinition> = {
  readonly [K in keyof E['fields']]: E['fields'][K] extends { required: true }
    ? ValueOf<E['fields'][K]>
    : ValueOf<E['fields'][K]> | null;
};

export type RecordOf<E extends EntityDefinition> = RecordSystem & FieldsOf<E>;

/** The fields alone, all that may be left out: what opens a record is checked when it is written. */
export type InputOf<E extends EntityDefinition> = {
  readonly [K in keyof E['fields']]?: ValueOf<E['fields'][K]> | null;
};

export const systemColumns = [
  'id',
  'version',
  'created_at',
  'created_by',
  'updated_at',
  'updated_by',
  'deleted_at',
] as const;

/** Throws when a definition cannot become a table: a fault of ours or, for custom fields, of who checked the name. */
export function checkDefinition({ name, fields }: EntityDefinition): void {
  for (const each of [name, ...Object.keys(fields)]) {
    if (!/^[a-z][a-z0-9_]{0,28}$/.test(each)) throw new Error(`not a name for an entity or a field: ${each}`);
  }
  for (const [field, { type, options, to }] of Object.entries(fields)) {
    if (systemColumns.some((column) => column === field)) throw new Error(`${name}.${field} is a column of the store`);
    if (/select$/.test(type) && !options?.length) throw new Error(`${name}.${field} has no options`);
    if (type === 'relation' && !to) throw new Error(`${name}.${field} does not say where it points`);
  }
}
