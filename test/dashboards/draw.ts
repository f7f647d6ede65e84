import { expressionFunction, parse, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type TopLevelSpec } from 'vega-lite';
import { makeFormats } from '../../dashboards/app/format/format.ts';
import { chartConfig } from '../../dashboards/specs/chart-config.ts';
import { palettes } from '../../dashboards/specs/palette.ts';

export const look = { palette: palettes.light, narrow: false };

export const formats = makeFormats({ language: 'en', currency: 'USD', timeZone: 'UTC', fiscalYearStartMonth: 1 });

/** The picture of a spec as the browser draws it, interpreter included, with coordinates rounded to tenths. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  for (const [name, write] of Object.entries(formats.vega)) expressionFunction(name, write);
  const config = chartConfig(look.palette);
  const { spec: vega } = compile(spec, { config });
  const view = new View(parse(vega, undefined, { ast: true }), { renderer: 'none', expr: expressionInterpreter });
  try {
    const svg = await view.toSVG();
    // One element a line, so that a change of the picture reads as a change of lines.
    return `${svg.replaceAll(/-?\d+\.\d{2,}/g, (number) => String(Math.round(Number(number) * 10) / 10)).replaceAll('><', '>\n<')}\n`;
  } finally {
    view.finalize();
  }
}
