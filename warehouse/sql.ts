export type SqlValue = string | number | boolean | null;

/** A piece of SQL with its bound values. Made by `sql`, spliced into other pieces, run by `warehouse/database`. */
export interface Sql {
  readonly text: readonly string[];
  readonly values: readonly SqlValue[];
}

const isSql = (hole: unknown): hole is Sql => typeof hole === 'object' && hole !== null && 'text' in hole;

/** Every hole is a bound value; another `sql` piece is spliced in. Names come in through `id` alone. */
export function sql(strings: TemplateStringsArray, ...holes: (SqlValue | Sql)[]): Sql {
  const text: string[] = [strings[0] ?? ''];
  const values: SqlValue[] = [];
  const extend = (more: string) => {
    text[text.length - 1] += more;
  };
  holes.forEach((hole, at) => {
    if (isSql(hole)) {
      hole.text.forEach((part, index) => {
        if (index === 0) extend(part);
        else text.push(part);
      });
      values.push(...hole.values);
    } else {
      values.push(hole);
      text.push('');
    }
    extend(strings[at + 1] ?? '');
  });
  return { text, values };
}

/** A quoted identifier; `id('t', 'c')` is `"t"."c"`. */
export const id = (...path: string[]): Sql => ({
  text: [path.map((part) => `"${part.replaceAll('"', '""')}"`).join('.')],
  values: [],
});

/** Text of our own, as it stands: for fragments kept in code or .sql files, never for input. */
export const raw = (text: string): Sql => ({ text: [text], values: [] });

/** `parts` with `separator` between them; nothing for no parts. */
export function join(parts: readonly Sql[], separator = ', '): Sql {
  return parts.reduce<Sql>((all, part, at) => (at === 0 ? part : sql`${all}${raw(separator)}${part}`), raw(''));
}

/** The text with `$1, $2, …` for the values. */
export const sqlText = (piece: Sql): string =>
  piece.text.reduce((all, part, at) => (at === 0 ? part : `${all}$${at}${part}`), '');
