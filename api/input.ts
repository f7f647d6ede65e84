import { z } from 'zod';
import type { Language } from '../warehouse/metrics/metric-query.ts';
import { type FieldError, RequestError } from './problems.ts';

/** How zod words what is wrong, by language. */
const wording = { en: z.locales.en().localeError, zh: z.locales.zhCN().localeError };

/** `value` as `schema` types it. Throws `invalid` with each wrong field, in `language`. `place` names the whole. */
export function checkInput(schema: z.ZodType, value: unknown, o: { place: string; language: Language }): unknown {
  const checked = schema.safeParse(value, { error: wording[o.language] });
  if (checked.success) return checked.data;
  const errors = checked.error.issues.flatMap((issue) => fieldErrors(issue, o.place));
  const [first] = errors;
  throw new RequestError('invalid', first ? `${first.field}: ${first.message}` : o.place, { errors });
}

function fieldErrors(issue: z.core.$ZodIssue, place: string): FieldError[] {
  // Fields nobody asked for are named themselves, not the object they stand in.
  const tails = issue.code === 'unrecognized_keys' ? issue.keys : [];
  const paths = tails.length ? tails.map((key) => [...issue.path, key]) : [issue.path];
  return paths.map((path) => ({ field: path.map(String).join('.') || place, message: issue.message }));
}
