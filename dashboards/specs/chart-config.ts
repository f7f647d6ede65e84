import type { Config } from 'vega-lite';
import { fontFamily, type Palette } from './palette.ts';

/** How every chart looks: quiet axes, one type size, room for the data. */
export function chartConfig(palette: Palette): Config {
  return {
    background: 'transparent',
    font: fontFamily,
    // The types named in `format-names.ts` are written by functions of the client's language and currency.
    customFormatTypes: true,
    padding: { left: 0, right: 8, top: 4, bottom: 4 },
    autosize: { type: 'fit-x', contains: 'padding' },
    view: { stroke: null },
    axis: {
      labelColor: palette.inkSoft,
      titleColor: palette.inkFaint,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      titlePadding: 12,
      labelPadding: 8,
      gridColor: palette.line,
      domain: false,
      ticks: false,
    },
    axisBand: { grid: false },
    // A label that moves inwards at the end of an axis runs into its neighbour.
    axisQuantitative: { labelFlush: false },
    legend: {
      labelColor: palette.inkSoft,
      labelFontSize: 12,
      title: null,
      orient: 'top',
      direction: 'horizontal',
      symbolType: 'square',
      symbolSize: 96,
      offset: 8,
      columnPadding: 16,
    },
    text: { color: palette.ink, fontSize: 12 },
    rule: { color: palette.lineStrong },
    line: { strokeWidth: 2.5, strokeCap: 'round', strokeJoin: 'round' },
    range: { category: [...palette.series] },
  };
}
