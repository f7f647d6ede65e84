import type { TopLevelSpec } from 'vega-lite';
import type { FormatName } from './format-names.ts';
import type { Palette } from './palette.ts';

/** What every chart takes beside its rows. `narrow` is a phone. */
export interface ChartLook {
  palette: Palette;
  narrow: boolean;
}

export type LayeredSpec = Extract<TopLevelSpec, { layer: unknown }>;
export type Layer = LayeredSpec['layer'][number];
export type Step = NonNullable<LayeredSpec['transform']>[number];

/**
 * A layered chart as wide as its place (the width here is a start). `description` is what screen readers say. Each datum
 * carries `row_index`, by which a click finds its row again. `dates` names the columns that hold days or moments.
 */
export function chart<Row extends object>(
  rows: readonly Row[],
  {
    dates = [],
    ...parts
  }: { description: string; height: number; layer: Layer[]; transform?: Step[]; dates?: (keyof Row & string)[] },
): LayeredSpec {
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    width: 640,
    data: {
      values: rows.map((row, row_index) => ({ ...row, row_index })),
      // Vega-Lite does not read texts as dates by itself where an axis has a format of our own.
      ...(dates.length > 0 ? { format: { parse: Object.fromEntries(dates.map((name) => [name, 'date'])) } } : {}),
    },
    ...parts,
  };
}

/** `column('amount')` for the columns of one kind of row: a mistyped field does not compile. */
export const columnsOf =
  <Row>() =>
  (name: keyof Row & string): string =>
    name;

/** A line of a tooltip; the line called `title` heads it. */
export const tip = (field: string, title: string, formatType?: FormatName) =>
  formatType
    ? { field, title, type: 'quantitative' as const, formatType, format: '' }
    : { field, title, type: 'nominal' as const };

/** The step that writes a range as one text under `name`, for a single line of a tooltip. */
export const asRange = (name: string, { low, high }: { low: string; high: string }, format: FormatName): Step => ({
  calculate: `isValid(datum['${low}']) ? ${format}(datum['${low}']) + ' – ' + ${format}(datum['${high}']) : '–'`,
  as: name,
});

/** Labels of a quantitative axis or text in one of the client's formats. */
export const written = (formatType: FormatName) => ({ formatType, format: '' });
