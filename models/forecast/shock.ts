/** Wins of the open deals of a past moment, as expected then and as they came. */
export interface ShockError {
  period: number;
  weeks: number;
  expected: number;
  actual: number;
}

/** Taken before there are past periods to measure it on, and weighed like this many of them afterwards. */
const assumed = { shock: 0.25, periods: 2 };

/**
 * Standard deviation of the shift in log odds that the deals of a period share: what is left of the errors of past periods
 * after the chance of independent deals is taken off. One moment a period counts, the earliest not past mid-quarter.
 */
export function shockFrom(errors: ShockError[]): number {
  const one = new Map<number, ShockError>();
  for (const error of errors) {
    const known = one.get(error.period);
    if (!known || Math.abs(error.weeks - 9) < Math.abs(known.weeks - 9)) one.set(error.period, error);
  }
  const variances = [...one.values()].map(({ expected, actual }) =>
    Math.max(0, Math.log((actual + 0.5) / (expected + 0.5)) ** 2 - 1 / (expected + 0.5)),
  );
  const sum = variances.reduce((all, v) => all + v, 0) + assumed.periods * assumed.shock ** 2;
  return Math.min(0.6, Math.max(0.05, Math.sqrt(sum / (variances.length + assumed.periods))));
}
