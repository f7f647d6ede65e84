/** Moments of deals while open, a week apart, so that each week of each deal is the first week after one moment. */
export interface Moments {
  /** Place of the deal in `Outcomes`. */
  deal: Int32Array | Float64Array;
  /** Days since 1970, as all moments here. */
  at: Float64Array;
  stage: Int32Array;
  daysInStage: Float64Array;
  /** NaN: no expected close. */
  daysToClose: Float64Array;
  /** NaN: none. */
  amount: Float64Array;
}

export interface Outcomes {
  /** NaN: still open. */
  closedAt: Float64Array;
  /** 1 won, 0 lost, NaN open. */
  won: Float64Array;
}

/** Weeks followed; what closes later counts as closing in the last. */
export const horizonWeeks = 52;

export interface CellState {
  stage: number;
  daysInStage: number;
  daysToClose: number;
  amount: number;
}

/** Value of a weekly curve, from week 0 to its last, after `days`; straight between weeks. */
export function afterDays(curve: Float64Array, days: number): number {
  const last = curve.length - 1;
  const weeks = Math.min(last, Math.max(0, days / 7));
  const full = Math.floor(weeks);
  return curve[full]! + (full < last ? (weeks - full) * (curve[full + 1]! - curve[full]!) : 0);
}

/** Chances of a week, by week after the moment. */
export interface Curve {
  won: Float64Array;
  lost: Float64Array;
}
