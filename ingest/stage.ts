import { entities } from '../crm/entities/entities.ts';
import type { Entity, Field } from '../crm/entities/entity.ts';
import { invalid } from '../errors.ts';
import { id, join, raw, type Sql, sql } from '../warehouse/sql.ts';
import type { Source } from './files/source.ts';
import type { Feed, FieldMapping, Mapping } from './mapping.ts';
import { columnAt } from './recognise.ts';
import { readAs } from './text-values.ts';

export type Reason =
  | 'broken_line'
  | 'missing_value'
  | 'not_a_number'
  | 'negative_value'
  | 'not_a_date'
  | 'in_the_future'
  | 'not_true_or_false'
  | 'unknown_value'
  | 'unknown_stage'
  | 'unknown_reference'
  | 'close_date_on_open'
  | 'close_before_create'
  | 'foreign_currency'
  | 'duplicate_key';

/** Why a row is refused; `code` is kept in the staged row. `column` is the source's own name. */
export interface Refusal {
  readonly code: number;
  readonly reason: Reason;
  readonly column: string | null;
  readonly field: string | null;
  readonly when: Sql;
}

/** A value supplied or mended; `bit` is set in the staged row. */
export interface Repair {
  readonly bit: number;
  readonly rule: string;
  readonly column: string;
  readonly field: string;
  readonly when: Sql;
  readonly use: 'spelling' | 'nothing' | 'last_day' | 'list_price' | 'value' | 'empty_reference' | 'made_reference';
}

export interface StagedField {
  readonly name: string;
  readonly field: Field;
  readonly mapped: FieldMapping;
  /** What the report calls it: the source's column, or ours where the mapping gives a constant. */
  readonly column: string;
  /** The text as found is kept beside the value, for the report of repairs. */
  readonly keepsFound: boolean;
}

/**
 * How the rows of one source become checked, typed rows of one entity. The staged table has, for each field, `v_<field>`
 * (the value; for references the text as given), `x_<field>` (the text before a repair), `stage_type` for opportunities,
 * `repaired` (bits of `repairs`), `refused` (0, or a code of `refusals`) and `raw` (the whole row, only where refused).
 */
export interface Staging {
  readonly source: Source;
  readonly entity: Entity;
  readonly fields: readonly StagedField[];
  readonly refusals: readonly Refusal[];
  readonly repairs: readonly Repair[];
  /** From any relation shaped like `source.rows`. Joins nothing, so rows keep the order of the file. */
  readonly select: (rows: Sql) => Sql;
  /** The row as JSON text, from the relation's columns. */
  readonly rawRow: Sql;
}

export const duplicateCode = 255;
/** Stands for a condition that no row can meet by itself. */
const never = raw('false');
const maxRefusals = 250;
const maxRepairs = 31;

/** Plans the staging of one feed. Pure: no row is read here. */
export function planStaging(
  { source, feed }: { source: Source; feed: Feed },
  { mapping, now }: { mapping: Mapping; now: Date },
): Staging {
  const entity = entities[feed.entity];
  const fields = fieldsOf(source, feed, entity);
  const isOpportunity = entity.name === 'opportunity';
  const repairs = repairsOf(fields);
  const refusals = refusalsOf(fields, { repairs, isOpportunity, mapping, now });
  if (repairs.length > maxRepairs)
    throw invalid(`the mapping has more than ${maxRepairs} rules of repair for one file: ${source.file}`);
  if (refusals.length > maxRefusals)
    throw invalid(`the mapping has more than ${maxRefusals} checks for one file: ${source.file}`);

  const cells = join(distinctNames(source.columns).map((name, at) => sql`${id(name)} := ${id(`c${at}`)}`));
  const rawRow = sql`to_json(struct_pack(${cells}))::VARCHAR`;
  const each = (piece: (field: StagedField) => Sql) => join(fields.map(piece));
  const kept = fields.filter((field) => field.keepsFound);
  const select = (rows: Sql) => sql`
    WITH source AS (${rows}),
    given AS (SELECT *, ${each((field) => sql`${cellText(source, field)} AS ${column('o', field)}`)} FROM source),
    staged AS (SELECT *, ${raw(isOpportunity ? 'lower(o_stage)' : 'NULL')} AS stage_text FROM given),
    phased AS (SELECT *, ${isOpportunity ? stageType(mapping) : raw('NULL')} AS stage_type FROM staged),
    mended AS (
      SELECT *, ${each((field) => sql`${mended(field)} AS ${column('p', field)}`)}
        ${after(kept.map((field) => sql`${found(field)} AS ${column('x', field)}`))}
      FROM phased),
    filled AS (SELECT *, ${each((field) => sql`${filled(field)} AS ${column('t', field)}`)} FROM mended),
    typed AS (SELECT *, ${each((field) => sql`${typed(field, mapping)} AS ${column('v', field)}`)} FROM filled),
    checked AS (SELECT *, ${bits(repairs)} AS repaired, ${codes(refusals)} AS refused FROM typed)
    SELECT ${each((field) => column('v', field))} ${after(kept.map((field) => column('x', field)))}
      ${isOpportunity ? raw(', stage_type') : raw('')}, repaired, refused,
      CASE WHEN refused <> 0 THEN coalesce(broken_line, ${rawRow}) END AS raw
    FROM checked`;
  return { source, entity, fields, refusals, repairs, select, rawRow };
}

/** The mapped fields; a key told by name alone is the name, and a required title told by key alone is the key. */
function fieldsOf(source: Source, feed: Feed, entity: Entity): StagedField[] {
  const mapped = { ...feed.fields };
  const key = mapped[entity.key];
  const title = mapped[entity.title];
  if (!key && title) mapped[entity.key] = { ...title, spellings: undefined, when_missing: [] };
  if (!title && key && entity.fields[entity.title]?.required) mapped[entity.title] = { ...key };
  const names = Object.keys(entity.fields).filter((name) => {
    const column = mapped[name]?.column;
    return mapped[name] !== undefined && (column === undefined || columnAt(source, column) >= 0);
  });
  return names.map((name) => {
    const field = entity.fields[name]!;
    const of = mapped[name]!;
    const keepsFound = of.spellings !== undefined || (of.empty.length > 0 && of.when_missing.length > 0);
    return { name, field, mapped: of, column: of.column ?? name, keepsFound };
  });
}

/** A field's columns in the staging: `o_` as given, `p_` mended, `t_` with what stands in, `v_` the value, `x_` as found. */
const column = (step: 'o' | 'p' | 't' | 'v' | 'x', { name }: Pick<StagedField, 'name'>) => id(`${step}_${name}`);
const blanks = ' \t\r\n\u00a0\u3000';
const inTexts = (texts: readonly string[]) => sql`(${join(texts.map((text) => sql`${text}`))})`;
const after = (parts: Sql[]) => (parts.length === 0 ? raw('') : sql`, ${join(parts)}`);
const ofStages = (stages: readonly string[] | undefined) =>
  stages === undefined ? raw('true') : sql`coalesce(stage_type IN ${inTexts(stages)}, false)`;

/** The cell as text, without blanks around it; null when nothing is left. Blanks are no repair: they say nothing. */
function cellText(source: Source, { mapped, field }: StagedField): Sql {
  if (mapped.constant !== undefined) return sql`${mapped.constant}`;
  const cell = id(`c${columnAt(source, mapped.column ?? '')}`);
  // trim() reads every character of every cell; a blank at either end is seen without. Casts pass over one at the end.
  const isCast = ['money', 'integer', 'date', 'moment'].includes(field.type);
  const hasBlank = isCast ? sql`${cell} < '!'` : sql`${cell} < '!' OR suffix(${cell}, ' ')`;
  return sql`CASE WHEN ${hasBlank} THEN nullif(trim(${cell}, ${blanks}), '') ELSE ${cell} END`;
}

/** won, lost or open by what the source calls the stage; null for a stage the mapping does not know. */
const stageType = (mapping: Mapping) =>
  sql`CASE stage_text ${join(
    mapping.stages.flatMap((each) => each.found.map((text) => sql`WHEN ${text.toLowerCase()} THEN ${each.type}`)),
    ' ',
  )} END`;

const stageKey = (mapping: Mapping) =>
  sql`CASE stage_text ${join(
    mapping.stages.flatMap((each) => each.found.map((text) => sql`WHEN ${text.toLowerCase()} THEN ${each.stage}`)),
    ' ',
  )} END`;

/** The text with "empty" words emptied and misspelt ones mended. */
function mended(field: StagedField): Sql {
  const { mapped } = field;
  const text = column('o', field);
  const whens = [
    ...mapped.empty.map((each) => sql`WHEN ${text} IN ${inTexts(each.texts)} AND ${ofStages(each.stages)} THEN NULL`),
    ...Object.entries(mapped.spellings?.values ?? {}).map(
      ([wrong, right]) => sql`WHEN ${text} = ${wrong} THEN ${right}`,
    ),
  ];
  return whens.length === 0 ? text : sql`CASE ${join(whens, ' ')} ELSE ${text} END`;
}

const found = (field: StagedField): Sql =>
  sql`CASE WHEN ${column('o', field)} IS DISTINCT FROM ${column('p', field)} THEN ${column('o', field)} END`;

function filled(field: StagedField): Sql {
  const text = column('p', field);
  const whens = field.mapped.when_missing.flatMap(({ use, stages }) =>
    typeof use === 'string' ? [] : [sql`WHEN ${text} IS NULL AND ${ofStages(stages)} THEN ${use.value}`],
  );
  return whens.length === 0 ? text : sql`CASE ${join(whens, ' ')} ELSE ${text} END`;
}

function typed({ name, field, mapped }: StagedField, mapping: Mapping): Sql {
  const text = column('t', { name });
  if (field.type === 'stage') return stageKey(mapping);
  const { time_zone, decimal_separator } = mapping;
  const { formats, times } = mapped;
  if (field.type !== 'choice' && !mapped.codes)
    return readAs(field.type, text, { time_zone, decimal_separator, formats, times });
  const codes = Object.entries(mapped.codes ?? {}).map(([code, ours]) => sql`WHEN ${code.toLowerCase()} THEN ${ours}`);
  const choices = (field.choices ?? []).map((choice) => sql`WHEN ${choice} THEN ${choice}`);
  const otherwise = field.type === 'choice' ? raw('NULL') : text;
  const translated = sql`CASE lower(${text}) ${join([...codes, ...choices], ' ')} ELSE ${otherwise} END`;
  return readAs(field.type, translated, { time_zone, decimal_separator, formats, times });
}

function repairsOf(fields: readonly StagedField[]): Repair[] {
  const repairs: Omit<Repair, 'bit'>[] = fields.flatMap(({ name, mapped, column: of, field }) => {
    const at = { column: of, field: name };
    const reference = field.type === 'reference' ? name.replace(/_id$/, '') : null;
    return [
      ...(mapped.spellings
        ? [{ ...at, rule: mapped.spellings.rule, use: 'spelling' as const, when: misspelt(name, mapped) }]
        : []),
      ...mapped.when_missing.map(({ rule, use, stages }) => ({
        ...at,
        rule,
        use: typeof use === 'string' ? use : ('value' as const),
        when: sql`${column('p', { name })} IS NULL AND ${ofStages(stages)}`,
      })),
      // Set once the references are known, see settle.ts.
      ...(reference
        ? [
            { ...at, rule: `${reference}_unknown`, use: 'empty_reference' as const, when: never },
            { ...at, rule: `${reference}_made`, use: 'made_reference' as const, when: never },
          ]
        : []),
    ];
  });
  return repairs.map((repair, at) => ({ ...repair, bit: 2 ** at }));
}

const misspelt = (name: string, { spellings }: FieldMapping) =>
  sql`coalesce(${column('o', { name })} IN ${inTexts(Object.keys(spellings?.values ?? {}))}, false)`;

function refusalsOf(
  fields: readonly StagedField[],
  { repairs, isOpportunity, mapping, now }: { repairs: Repair[]; isOpportunity: boolean; mapping: Mapping; now: Date },
): Refusal[] {
  const refusals: Omit<Refusal, 'code'>[] = [
    { reason: 'broken_line', column: null, field: null, when: raw('broken_line IS NOT NULL') },
  ];
  for (const { name, field, mapped, column: of } of fields) {
    const [text, value] = [column('t', { name }), column('v', { name })];
    const refuse = (reason: Reason, when: Sql) => refusals.push({ reason, column: of, field: name, when });
    const supplied = repairs.filter(
      (each) => each.field === name && ['last_day', 'list_price', 'value'].includes(each.use),
    );
    const unless = join([raw('true'), ...supplied.map((each) => sql`NOT (${each.when})`)], ' AND ');
    if (field.required) refuse('missing_value', sql`${text} IS NULL AND ${unless}`);
    if (mapped.required_for.length > 0)
      refuse('missing_value', sql`${text} IS NULL AND ${ofStages(mapped.required_for)} AND ${unless}`);
    // Set once the references are known, see settle.ts.
    if (field.type === 'reference') refuse('unknown_reference', never);
    const unread = unreadReason[field.type];
    if (unread) refuse(unread, sql`${text} IS NOT NULL AND ${value} IS NULL`);
    if ((field.type === 'money' || field.type === 'integer') && !field.signed)
      refuse('negative_value', sql`${value} < 0`);
    if (field.type === 'date' || field.type === 'moment') {
      refuse('not_a_date', sql`${value} < DATE '1900-01-01'`);
      // A day's grace: a day told in a zone ahead of ours may have begun there already.
      if (!field.ahead) refuse('in_the_future', sql`${value} > ${now.toISOString()}::TIMESTAMP + INTERVAL 1 DAY`);
    }
  }
  if (isOpportunity) refusals.push(...opportunityRefusals(fields, mapping));
  return refusals.map((refusal, at) => ({ ...refusal, code: at + 1 }));
}

const unreadReason: Partial<Record<Field['type'], Reason>> = {
  money: 'not_a_number',
  integer: 'not_a_number',
  date: 'not_a_date',
  moment: 'not_a_date',
  boolean: 'not_true_or_false',
  choice: 'unknown_value',
  stage: 'unknown_stage',
};

function opportunityRefusals(fields: readonly StagedField[], mapping: Mapping): Omit<Refusal, 'code'>[] {
  const columnOf = (name: string) => fields.find((each) => each.name === name)?.column;
  const closed = columnOf('closed_at');
  const currency = columnOf('currency');
  return [
    ...(closed === undefined
      ? []
      : [
          {
            reason: 'missing_value' as const,
            column: closed,
            field: 'closed_at',
            when: raw("stage_type <> 'open' AND t_closed_at IS NULL"),
          },
          {
            reason: 'close_before_create' as const,
            column: closed,
            field: 'closed_at',
            when: raw("stage_type <> 'open' AND v_closed_at < v_created_at"),
          },
          ...(columnOf('expected_close_on') === undefined
            ? [
                {
                  reason: 'close_date_on_open' as const,
                  column: closed,
                  field: 'closed_at',
                  when: raw("stage_type = 'open' AND v_closed_at IS NOT NULL"),
                },
              ]
            : []),
        ]),
    // Sums over mixed currencies without a rate are refused, and a mapping brings no rates.
    ...(currency === undefined
      ? []
      : [
          {
            reason: 'foreign_currency' as const,
            column: currency,
            field: 'currency',
            when: sql`upper(v_currency) <> ${mapping.currency}`,
          },
        ]),
  ];
}

const bits = (repairs: readonly Repair[]): Sql => {
  const parts = repairs
    .filter((repair) => repair.when !== never)
    .map((repair) => sql`CASE WHEN ${repair.when} THEN ${raw(String(repair.bit))} ELSE 0 END`);
  return parts.length === 0 ? raw('0::UINTEGER') : sql`(${join(parts, ' + ')})::UINTEGER`;
};

const codes = (refusals: readonly Refusal[]): Sql =>
  sql`(CASE ${join(
    refusals
      .filter((each) => each.when !== never)
      .map((refusal) => sql`WHEN ${refusal.when} THEN ${raw(String(refusal.code))}`),
    ' ',
  )} ELSE 0 END)::UTINYINT`;

/** A header may repeat or lack a name; a JSON object may not. Names that differ in case alone are the same to DuckDB. */
function distinctNames(columns: readonly string[]): string[] {
  const written = new Set(columns.map((name) => name.toLowerCase()));
  const taken = new Set<string>();
  return columns.map((name, at) => {
    let distinct = name;
    for (let number = at + 1; distinct === '' || taken.has(distinct.toLowerCase()); number += 1) {
      distinct = `${name}_${number}`;
      if (written.has(distinct.toLowerCase())) distinct = '';
    }
    taken.add(distinct.toLowerCase());
    return distinct;
  });
}
