import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { entities } from '../crm/entities/entities.ts';
import type { Entity } from '../crm/entities/entity.ts';
import { AppError, invalid } from '../errors.ts';
import type { Db } from '../warehouse/database.ts';
import { type Sql, sql } from '../warehouse/sql.ts';

const Label = z.strictObject({ en: z.string().min(1), zh: z.string().min(1) });
const StageType = z.enum(['open', 'won', 'lost']);
const Rule = z.string().regex(/^[a-z][a-z0-9_]*$/, 'a rule is named in lower case letters, digits and underscores');

/** What stands in for a value that the source leaves empty. Each use is kept as a repair under the rule's name. */
const WhenMissing = z.strictObject({
  rule: Rule,
  /** Of opportunities: only in stages of these types. */
  stages: z.array(StageType).min(1).optional(),
  /** `nothing`: load it empty; `last_day`: the last day of the export; `list_price`: that of the product. */
  use: z.union([z.enum(['nothing', 'last_day', 'list_price']), z.strictObject({ value: z.string() })]),
});

const Texts = z
  .record(z.string(), z.string())
  .refine((texts) => Object.keys(texts).length > 0, 'give at least one, or leave it out');

const FieldMapping = z
  .strictObject({
    column: z.string().min(1).optional(),
    /** The same value in every row, in place of a column. */
    constant: z.string().optional(),
    /** The file is recognised without this column too. */
    optional: z.boolean().default(false),
    /** Texts that say "empty", such as N/A; `stages` limits them to stages of these types (a lost deal's 0). */
    empty: z
      .array(z.strictObject({ texts: z.array(z.string()).min(1), stages: z.array(StageType).optional() }))
      .default([]),
    /** Misspelt text → right text; kept as a repair. */
    spellings: z.strictObject({ rule: Rule, values: Texts }).optional(),
    /** The source's codes → ours, such as "Phone Call" → "call"; a translation, not a repair. Case does not matter. */
    codes: Texts.optional(),
    /** The source's unit in ours: 1000000 where it writes millions. */
    times: z.number().positive().max(1e12).optional(),
    /** strptime formats tried when a day or moment is not written as ISO 8601, such as %d.%m.%Y. */
    formats: z.array(z.string()).default([]),
    when_missing: z.array(WhenMissing).default([]),
    /** Of opportunities: rows in stages of these types are refused without it. */
    required_for: z.array(StageType).default([]),
    /** Of references to a record that is in no file: refuse the row, leave it empty, or make the record from the text. */
    unknown: z.enum(['refuse', 'empty', 'make']).default('refuse'),
  })
  .refine((field) => (field.column === undefined) !== (field.constant === undefined), 'give a column or a constant');
export type FieldMapping = z.infer<typeof FieldMapping>;

const Feed = z
  .strictObject({
    entity: z.enum(Object.keys(entities) as [keyof typeof entities, ...(keyof typeof entities)[]]),
    fields: z.record(z.string(), FieldMapping),
  })
  .superRefine((feed, context) => {
    for (const { field, message } of [...namesAmiss(feed), ...fieldsAmiss(feed)])
      context.addIssue({ code: 'custom', path: field === null ? ['fields'] : ['fields', field], message });
  });
export type Feed = z.infer<typeof Feed>;

interface Amiss {
  /** null: of all the fields. */
  readonly field: string | null;
  readonly message: string;
}
type Fields = Readonly<Record<string, FieldMapping>>;

/** Fields that the entity does not have, and those that it cannot be without. */
function namesAmiss(feed: { entity: keyof typeof entities; fields: Fields }): Amiss[] {
  const entity: Entity = entities[feed.entity];
  const known = Object.keys(entity.fields);
  const names = Object.keys(feed.fields);
  const strange = names.filter((name) => !known.includes(name));
  const keys = [entity.key, entity.title];
  const needed = known.filter((name) => entity.fields[name]?.required && !keys.includes(name));
  // The key is told by the title where the source has none, so one of them has to be in every file.
  const key = keys.find((name) => names.includes(name));
  const always =
    key === undefined ? needed : [...new Set([key, ...known.filter((name) => entity.fields[name]?.required)])];
  return [
    ...strange.map((field) => ({ field, message: `${feed.entity} has: ${known.join(', ')}` })),
    ...(key === undefined ? [{ field: null, message: `map ${keys.join(' or ')}` }] : []),
    ...needed.filter((name) => !names.includes(name)).map((name) => ({ field: null, message: `map ${name}` })),
    ...always
      .filter((name) => feed.fields[name]?.optional)
      .map((field) => ({ field, message: `${feed.entity} cannot be without it, so it cannot be optional` })),
  ];
}

/** What is asked of a field that its type, or its entity, cannot have. */
function fieldsAmiss(feed: { entity: keyof typeof entities; fields: Fields }): Amiss[] {
  const entity: Entity = entities[feed.entity];
  return Object.entries(feed.fields).flatMap(([name, mapped]) => {
    const type = entity.fields[name]?.type;
    if (type === undefined) return [];
    const isDay = type === 'date' || type === 'moment';
    const uses = mapped.when_missing.map(({ use }) => use);
    const staged = [...mapped.empty, ...mapped.when_missing].some(({ stages }) => stages !== undefined);
    const wrong: [boolean, string][] = [
      [mapped.times !== undefined && type !== 'money', 'times is of amounts of money'],
      [mapped.formats.length > 0 && !isDay, 'formats are of days and moments'],
      [uses.includes('last_day') && !isDay, 'last_day stands in for a day or a moment'],
      [
        uses.includes('list_price') && (feed.entity !== 'opportunity' || name !== 'amount'),
        'list_price stands in for the amount of an opportunity',
      ],
      [
        (staged || mapped.required_for.length > 0) && feed.entity !== 'opportunity',
        'stages are of opportunities alone',
      ],
    ];
    return wrong.filter(([isWrong]) => isWrong).map(([, message]) => ({ field: name, message }));
  });
}

const FileMapping = z
  .strictObject({
    name: z.string().min(1),
    /** The first entity is what a row of the file is; further ones are told from the same rows (a team in a list of people). */
    feeds: z.array(Feed).min(1),
  })
  // It is by its columns that a file is known.
  .refine(
    ({ feeds }) =>
      feeds.some(({ fields }) => Object.values(fields).some((each) => each.column !== undefined && !each.optional)),
    'give at least one column that is not optional',
  );
export type FileMapping = z.infer<typeof FileMapping>;

const Stage = z.strictObject({
  stage: z.string().min(1),
  /** How the source writes it; case does not matter. */
  found: z.array(z.string().min(1)).min(1),
  type: StageType,
  label: Label,
});

/** How the files of one system become records of ours. Stages stand in order. */
export const Mapping = z
  .strictObject({
    /** Names the system; loads of one system replace each other's rows by key. */
    source_system: z.string().min(1),
    workspace_name: z.string().min(1),
    /** Zone in which the source writes days and moments without an offset; it becomes the workspace's. */
    time_zone: z.string().refine(isTimeZone, 'an IANA name, such as Europe/Berlin').default('UTC'),
    currency: z
      .string()
      .regex(/^[A-Za-z]{3}$/, 'an ISO 4217 code, such as EUR')
      .transform((code) => code.toUpperCase()),
    /** `last_day`: an export that stands still, read as of the end of its last day; `clock`: the data go on. */
    as_of: z.enum(['last_day', 'clock']).default('last_day'),
    decimal_separator: z.enum(['.', ',']).default('.'),
    stages: z.array(Stage).default([]),
    /** Stage in which an opportunity that is closed by now was opened, where the source keeps no history. */
    opening_stage: z.string().optional(),
    /** What an opportunity that is closed by now was worth while it was open, where the source keeps no history. */
    amount_before_close: z.enum(['list_price', 'amount']).default('amount'),
    files: z.array(FileMapping).min(1),
  })
  .superRefine((mapping, context) => {
    const names = mapping.stages.map((each) => each.stage);
    for (const twice of repeated(names))
      context.addIssue({ code: 'custom', path: ['stages'], message: `more than one stage is named ${twice}` });
    for (const twice of repeated(
      mapping.stages.flatMap((each) => [...new Set(each.found.map((text) => text.toLowerCase()))]),
    ))
      context.addIssue({ code: 'custom', path: ['stages'], message: `more than one stage is found as ${twice}` });
    if (mapping.opening_stage !== undefined && !names.includes(mapping.opening_stage))
      context.addIssue({ code: 'custom', path: ['opening_stage'], message: `stages are: ${names.join(', ')}` });
    const feedsOpportunities = mapping.files.some((file) => file.feeds.some((feed) => feed.entity === 'opportunity'));
    for (const type of feedsOpportunities ? StageType.options : [])
      if (!mapping.stages.some((each) => each.type === type))
        context.addIssue({ code: 'custom', path: ['stages'], message: `no stage is of type ${type}` });
  });
export type Mapping = z.infer<typeof Mapping>;
export type MappingInput = z.input<typeof Mapping>;

const repeated = (texts: readonly string[]) => [...new Set(texts.filter((text, at) => texts.indexOf(text) < at))];

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Reads a mapping a user wrote, for the database `db`. Throws `invalid` with the place in the file where it is wrong. */
export async function readMapping(path: string, db: Pick<Db, 'query'>): Promise<Mapping> {
  let json: unknown;
  try {
    json = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalid', `the mapping cannot be read as JSON: ${path}: ${why}`, {
      where: { file: path },
      cause,
    });
  }
  const parsed = Mapping.safeParse(json);
  if (parsed.success) {
    await checkReadable(db, parsed.data, path);
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || '(top)';
  throw invalid(`the mapping is wrong at ${field}: ${issue?.message}: ${path}`, { file: path, field });
}

/** The time zones and the formats of days that the database itself has to know. */
async function checkReadable(db: Pick<Db, 'query'>, { time_zone, files }: Mapping, path: string): Promise<void> {
  const ask = async (piece: Sql, what: string) => {
    await db.query(piece).catch((cause: unknown) => {
      throw new AppError('invalid', `the mapping is wrong: ${what} is not known: ${path}`, {
        where: { file: path },
        cause,
      });
    });
  };
  await ask(sql`SELECT TIMESTAMP '2000-01-01' AT TIME ZONE ${time_zone}`, `the time zone ${time_zone}`);
  const fields = files.flatMap((file) => file.feeds.flatMap((feed) => Object.values(feed.fields)));
  for (const format of new Set(fields.flatMap((field) => field.formats)))
    await ask(sql`SELECT try_strptime('2000-01-01', ${format})`, `the format ${format}`);
}
