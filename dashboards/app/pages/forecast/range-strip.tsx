import type { ForecastPeriod } from '../../../../api/contracts/forecast.ts';

/** The range as a strip: 95 % pale, 80 % full, the mean as a line, the quota as a dashed one. The sentence below says the same. */
export function RangeStrip({ total, quota }: { total: ForecastPeriod['total']; quota: number | null }) {
  const values = [total.p025, total.p975, total.mean, quota].filter((value) => value !== null);
  const low = Math.min(...values);
  const high = Math.max(...values);
  const at = (value: number) => `${((value - low) / (high - low || 1)) * 100}%`;
  const band = (from: number | null, to: number | null) =>
    from === null || to === null ? { display: 'none' } : { left: at(from), right: `calc(100% - ${at(to)})` };
  return (
    <div className="range-strip" aria-hidden="true">
      <i className="range-95" style={band(total.p025, total.p975)} />
      <i className="range-80" style={band(total.p10, total.p90)} />
      <i className="range-mean" style={{ left: at(total.mean) }} />
      {quota !== null && <i className="range-quota" style={{ left: at(quota) }} />}
    </div>
  );
}
