import { useEffect, useRef } from 'react';
import type { View } from 'vega';
import embed from 'vega-embed';
import type { TopLevelSpec } from 'vega-lite';
import { chartConfig } from '../../specs/chart-config.ts';
import type { Palette } from '../../specs/palette.ts';
import type { Formats } from '../format/format.ts';

interface Props {
  spec: TopLevelSpec;
  width: number;
  formats: Formats;
  palette: Palette;
  /** A mark was clicked that stands for the row of this index. */
  onMark: ((row: number) => void) | undefined;
}

/** Draws a spec into the page. Vega runs on its interpreter, so that no code is ever made from text. */
export default function VegaChart({ spec, width, formats, palette, onMark }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const click = useRef(onMark);
  click.current = onMark;
  useEffect(() => {
    let view: View | null = null;
    let gone = false;
    const sized = { ...spec, width: Math.max(120, width) } as TopLevelSpec;
    void embed(place.current!, sized, {
      mode: 'vega-lite',
      ast: true,
      actions: false,
      renderer: 'svg',
      config: chartConfig(palette),
      expressionFunctions: formats.vega,
      defaultStyle: false,
      tooltip: { theme: 'dealcast', disableDefaultStyle: true },
    }).then((result) => {
      view = result.view;
      if (gone) {
        view.finalize();
        return;
      }
      view.addEventListener('click', (_event, item) => {
        const row = (item as { datum?: { row_index?: unknown } } | null | undefined)?.datum?.row_index;
        if (typeof row === 'number') click.current?.(row);
      });
    });
    return () => {
      gone = true;
      view?.finalize();
    };
  }, [spec, width, formats, palette]);
  return <div ref={place} className="chart" />;
}
