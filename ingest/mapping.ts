import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { entities } from '../crm/entities/entities.ts';
import { AppError, invalid } from '../errors.ts';

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
    spellings: z.strictObject({ rule: Rule, values: z.record(z.string(), z.string()) }).optional(),
    /** The source's codes → ours, such as "Phone Call" → "call"; a translation, not a repair. Case does not matter. */
    codes: z.record(z.string(), z.string()).optional(),
    /** The source's unit in ours: 1000000 where it writes millions. */
    times: z.number().positive().optional(),
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
    const entity = entities[feed.entity];
    for (const field of Object.keys(feed.fields))
      if (!entity.fields[field]) {
        const known = Object.keys(entity.fields).join(', ');
        context.addIssue({ code: 'custom', path: ['fields', field], message: `${feed.entity} has: ${known}` });
      }
    if (!feed.fields[entity.key] && !feed.fields[entity.title])
      context.addIssue({ code: 'custom', path: ['fields'], message: `map ${entity.key} or ${entity.title}` });
  });
export type Feed = z.infer<typeof Feed>;

const FileMapping = z.strictObject({
  name: z.string().min(1),
  /** The first entity is what a row of the file is; further ones are told from the same rows (a team in a list of people). */
  feeds: z.array(Feed).min(1),
});
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
    time_zone: z.string().default('UTC'),
    currency: z.string().length(3),
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
    if (mapping.opening_stage !== undefined && !names.includes(mapping.opening_stage))
      context.addIssue({ code: 'custom', path: ['opening_stage'], message: `stages are: ${names.join(', ')}` });
    const feedsOpportunities = mapping.files.some((file) => file.feeds.some((feed) => feed.entity === 'opportunity'));
    for (const type of feedsOpportunities ? StageType.options : [])
      if (!mapping.stages.some((each) => each.type === type))
        context.addIssue({ code: 'custom', path: ['stages'], message: `no stage is of type ${type}` });
  });
export type Mapping = z.infer<typeof Mapping>;
export type MappingInput = z.input<typeof Mapping>;

/** Reads a mapping a user wrote. Throws `invalid` with the place in the file where it is wrong. */
export async function readMapping(path: string): Promise<Mapping> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new AppError('invalid', `the mapping cannot be read as JSON: ${path}: ${why}`, {
      where: { file: path },
      cause,
    });
  }
  const parsed = Mapping.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') || '(top)';
  throw invalid(`the mapping is wrong at ${field}: ${issue?.message}: ${path}`, { file: path, field });
}
