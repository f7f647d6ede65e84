import { z } from 'zod';
import type { FieldValue } from './changes.ts';
import type { EntityDefinition, FieldDefinition } from './definition.ts';

/** Checked fields, each in the one form in which table and change log keep it. */
export type CheckedFields = Readonly<Record<string, FieldValue>>;

type FieldSchema = z.ZodType<FieldValue>;

const cache = new WeakMap<EntityDefinition, { whole: z.ZodType<CheckedFields>; part: z.ZodType<CheckedFields> }>();

/**
 * What opens a record (`whole`: required fields must be there, the rest becomes null) and what changes one (`part`: what
 * is left out stays, null empties). Unknown fields are refused.
 */
export function recordSchema(entity: EntityDefinition): {
  whole: z.ZodType<CheckedFields>;
  part: z.ZodType<CheckedFields>;
} {
  const known = cache.get(entity);
  if (known) return known;
  const each = (wrap: (schema: FieldSchema, field: FieldDefinition) => FieldSchema) =>
    z.strictObject(
      Object.fromEntries(Object.entries(entity.fields).map(([name, field]) => [name, wrap(fieldSchema(field), field)])),
    ) as z.ZodType<CheckedFields>;
  const made = {
    whole: each((schema, { required }) => (required ? schema : (schema.nullable().default(null) as FieldSchema))),
    part: each((schema, { required }) => (required ? schema.optional() : schema.nullable().optional()) as FieldSchema),
  };
  cache.set(entity, made);
  return made;
}

/** A value of the field, null apart; brings it into its one form. */
export function fieldSchema({ type, options = [], required }: FieldDefinition): FieldSchema {
  switch (type) {
    case 'text':
      return storable(z.string().min(required ? 1 : 0));
    case 'number':
      // PostgreSQL keeps -0, JSON does not.
      return z.number().transform((value) => value + 0);
    case 'money':
      return money;
    case 'date':
      return z.iso.date().refine(isAfterChrist, { error: 'before the year 1' });
    case 'datetime':
      return z.iso
        .datetime({ offset: true })
        .transform((text) => new Date(text).toISOString())
        .refine(isAfterChrist, { error: 'before the year 1' });
    case 'boolean':
      return z.boolean();
    case 'select':
      return z.enum(options as [string, ...string[]]);
    case 'multi_select':
      return z
        .array(z.enum(options as [string, ...string[]]))
        .transform((chosen) => options.filter((option) => chosen.includes(option)));
    case 'relation':
    case 'user':
      return z.guid().transform((id) => id.toLowerCase());
  }
}

/** `007.50` → `7.5`. A number is refused: it may have lost digits before it came here. */
const money: FieldSchema = z
  .string()
  .regex(/^-?\d{1,15}(\.\d{1,4})?$/, { error: 'not an amount with at most 15 digits and 4 decimals' })
  .transform((text) => {
    const [, sign = '', whole = '', decimals = ''] = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text) ?? [];
    const plain = decimals ? `${whole}.${decimals}` : whole;
    return plain === '0' ? '0' : sign + plain;
  });

/** PostgreSQL keeps neither a zero character nor half of a surrogate pair. */
const storable = (schema: z.ZodString): FieldSchema =>
  schema.refine((text) => !text.includes('\0') && text.isWellFormed(), {
    error: 'holds characters that cannot be kept',
  });

const isAfterChrist = (text: string) => /^\d{4}-/.test(text) && !text.startsWith('0000');
