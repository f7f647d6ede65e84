import { quantile } from '../maths/scores.ts';
import type { Spread } from './simulate.ts';

/** How far a past outcome lay from the median, in units of the range's half on that side, for the 80 and the 95 % range. */
export interface Miss {
  /** The period it belongs to: moments of one period say nearly the same. */
  period: number;
  in80: number;
  in95: number;
}

export interface Widening {
  factor80: number;
  factor95: number;
  /** Past quarters it rests on; under four the ranges stay as simulated. */
  quarters: number;
}

export const quartersNeeded = 4;
const unchanged = (quarters: number): Widening => ({ factor80: 1, factor95: 1, quarters });

export function missOf(
  period: number,
  said: Pick<Spread, 'p025' | 'p10' | 'p50' | 'p90' | 'p975'>,
  happened: number,
): Miss {
  const share = (low: number, high: number) => {
    const half = happened >= said.p50 ? high - said.p50 : said.p50 - low;
    return Math.abs(happened - said.p50) / Math.max(half, 1e-9 + 0.001 * Math.abs(said.p50));
  };
  return { period, in80: share(said.p10, said.p90), in95: share(said.p025, said.p975) };
}

/**
 * Factors by which the halves of the ranges must be stretched so that 80 (95) % of the past outcomes lay inside them (split
 * conformal prediction, with the correction for few quarters). Twenty quarters are needed before the rarest misses say
 * something of the outer range by themselves: until then it is stretched like the inner one. Kept between 0.8 and 3.
 */
export function wideningFrom(misses: Miss[]): Widening {
  const quarters = new Set(misses.map(({ period }) => period)).size;
  if (quarters < quartersNeeded) return unchanged(quarters);
  const factor = (values: number[], level: number) =>
    Math.min(3, Math.max(0.8, quantile(Float64Array.from(values).sort(), Math.min(1, level * (1 + 1 / quarters)))));
  const factor80 = factor(
    misses.map((miss) => miss.in80),
    0.8,
  );
  const factor95 =
    quarters < 20
      ? factor80
      : factor(
          misses.map((miss) => miss.in95),
          0.95,
        );
  return { factor80, factor95: Math.max(factor80, factor95), quarters };
}

/** The range around its median, stretched; never below `floor`, which is what is already won. */
export function widen(said: Spread, { factor80, factor95 }: Widening, floor = 0): Spread {
  const stretch = (value: number, factor: number) => Math.max(floor, said.p50 + factor * (value - said.p50));
  const [p10, p90] = [stretch(said.p10, factor80), stretch(said.p90, factor80)];
  return {
    mean: said.mean,
    p50: said.p50,
    p25: stretch(said.p25, factor80),
    p75: stretch(said.p75, factor80),
    p10,
    p90,
    p025: Math.min(p10, stretch(said.p025, factor95)),
    p975: Math.max(p90, stretch(said.p975, factor95)),
  };
}
