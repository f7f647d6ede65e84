import { lazy, Suspense, useMemo } from 'react';
import type { TopLevelSpec } from 'vega-lite';
import type { ChartLook } from '../../specs/chart.ts';
import { useFormats } from '../format/use-formats.ts';
import { useAppearance } from '../theme/appearance.tsx';
import { BlockSkeleton } from './skeleton.tsx';
import { useWidth } from './use-width.ts';

const VegaChart = lazy(() => import('./vega-chart.tsx'));

export interface ChartProps {
  /** Pure: from the look of the place to a spec. Keep it the same function while its rows are the same. */
  draw: (look: ChartLook) => TopLevelSpec;
  onMark?: ((row: number) => void) | undefined;
}

/** A chart as wide as its place. Vega itself arrives with the first chart. */
export function Chart({ draw, onMark }: ChartProps) {
  const [place, width] = useWidth();
  const { palette } = useAppearance();
  const formats = useFormats();
  const narrow = width > 0 && width < 480;
  const spec = useMemo(() => draw({ palette, narrow }), [draw, palette, narrow]);
  const height = typeof spec === 'object' && 'height' in spec && typeof spec.height === 'number' ? spec.height : 200;
  return (
    <div ref={place} className="chart-place" style={{ minHeight: height }}>
      {width > 0 && (
        <Suspense fallback={<BlockSkeleton height={height} />}>
          <VegaChart spec={spec} width={width} formats={formats} palette={palette} onMark={onMark} />
        </Suspense>
      )}
    </div>
  );
}
