/**
 * Discrete-time hazards in weeks with two endings, won and lost, and censoring (Prentice & Gloeckler 1978; Tutz 1995):
 * counted in cells of stage, days in the stage and days to the expected close, each cell drawn towards the cell above it.
 */
export interface Moments {
  /** Place of the deal in `Outcomes`. */
  deal: Int32Array | Float64Array;
  /** Days since 1970, as all moments here. */
  at: Float64Array;
  stage: Int32Array;
  daysInStage: Float64Array;
  /** NaN: no expected close. */
  daysToClose: Float64Array;
}

export interface Outcomes {
  /** NaN: still open. */
  closedAt: Float64Array;
  /** 1 won, 0 lost, NaN open. */
  won: Float64Array;
}

/** Weeks followed; what closes later counts as closing in the last. */
export const horizonWeeks = 52;
/** Weight of the cell above, in moments at risk. */
const borrowed = 60;
const stageDays = [7, 21, 49, 105];
const dueDays = [0, 14, 42, 91];

export interface Hazards {
  /** P(won within `days`) of a deal in this state. */
  wonWithin(state: CellState, days: number): number;
  /**
   * P(closes within `days`) of a deal that will be won if it closes: how many close at all × the timing of those won. Times
   * P(won | closes), which is what the win model says, it is P(won within `days`); deals that lie for ever count little.
   */
  closesWithin(state: CellState, days: number): number;
  /** P(won in the end). */
  wonEver(state: CellState): number;
}

export interface CellState {
  stage: number;
  daysInStage: number;
  daysToClose: number;
}

const bucket = (edges: readonly number[], value: number) => edges.findIndex((edge) => value < edge);
const inStage = (days: number) => (bucket(stageDays, days) + stageDays.length + 1) % (stageDays.length + 1);
const untilDue = (days: number) =>
  Number.isNaN(days) ? dueDays.length + 1 : (bucket(dueDays, days) + dueDays.length + 1) % (dueDays.length + 1);
const perStage = (stageDays.length + 1) * (dueDays.length + 2);

interface Count {
  atRisk: Float64Array;
  won: Float64Array;
  lost: Float64Array;
}

/** Fitted on the moments before `until`, with outcomes as they were known then. */
export function fitHazards(
  moments: Moments,
  outcomes: Outcomes,
  { until, stages }: { until: number; stages: number },
): Hazards {
  const all = emptyCount();
  const byStage = Array.from({ length: stages }, emptyCount);
  const byCell = Array.from({ length: stages * perStage }, emptyCount);
  for (let i = 0; i < moments.at.length; i++) {
    const from = moments.at[i]!;
    if (from >= until) continue;
    const deal = moments.deal[i]!;
    const closedAt = outcomes.closedAt[deal]!;
    const isClosed = closedAt <= until;
    const weeks = ((isClosed ? closedAt : until) - from) / 7;
    if (weeks < 0) continue;
    const last = Math.min(horizonWeeks - 1, Math.floor(weeks));
    const stage = moments.stage[i]!;
    const cell = stage * perStage + cellOf(moments.daysInStage[i]!, moments.daysToClose[i]!);
    for (const count of [all, byStage[stage]!, byCell[cell]!]) {
      // A week that was cut short by the end of the data was not survived: it is at risk only when something happened.
      if (isClosed) {
        count.atRisk[last] = count.atRisk[last]! + 1;
        const ended = outcomes.won[deal] === 1 ? count.won : count.lost;
        ended[last] = ended[last]! + 1;
      } else if (last > 0) count.atRisk[last - 1] = count.atRisk[last - 1]! + 1;
    }
  }
  const top = curve(all, null);
  const stageCurves = byStage.map((count) => curve(count, top));
  const cells = byCell.map((count, at) => cumulative(curve(count, stageCurves[Math.floor(at / perStage)]!)));
  const fallback = cumulative(top);
  const of = (state: CellState) =>
    state.stage < 0 || state.stage >= stages
      ? fallback
      : cells[state.stage * perStage + cellOf(state.daysInStage, state.daysToClose)]!;
  return {
    wonWithin: (state, days) => within(of(state).won, days),
    wonEver: (state) => of(state).won[horizonWeeks]!,
    closesWithin: (state, days) => {
      const { won, lost } = of(state);
      const ever = won[horizonWeeks]!;
      return ever > 0 ? ((ever + lost[horizonWeeks]!) * within(won, days)) / ever : 0;
    },
  };
}

/** Value of a weekly curve after `days`, straight between weeks. */
function within(curve: Float64Array, days: number): number {
  if (days <= 0) return 0;
  const weeks = Math.min(horizonWeeks, days / 7);
  const full = Math.floor(weeks);
  return curve[full]! + (full < horizonWeeks ? (weeks - full) * (curve[full + 1]! - curve[full]!) : 0);
}

const cellOf = (daysInStage: number, daysToClose: number) =>
  inStage(daysInStage) * (dueDays.length + 2) + untilDue(daysToClose);

const emptyCount = (): Count => ({
  atRisk: new Float64Array(horizonWeeks),
  won: new Float64Array(horizonWeeks),
  lost: new Float64Array(horizonWeeks),
});

interface Curve {
  won: Float64Array;
  lost: Float64Array;
}

/** Weekly hazards of a count whose `atRisk` holds the last week survived, drawn towards those of `above`. */
function curve(count: Count, above: Curve | null): Curve {
  const won = new Float64Array(horizonWeeks);
  const lost = new Float64Array(horizonWeeks);
  let atRisk = 0;
  for (let week = horizonWeeks - 1; week >= 0; week--) {
    atRisk += count.atRisk[week]!;
    const weight = above ? borrowed : 1e-9;
    won[week] = (count.won[week]! + weight * (above?.won[week] ?? 0)) / (atRisk + weight);
    lost[week] = (count.lost[week]! + weight * (above?.lost[week] ?? 0)) / (atRisk + weight);
  }
  return { won, lost };
}

/** P(won) and P(lost) within w weeks, w = 0 … horizonWeeks. */
function cumulative({ won, lost }: Curve): Curve {
  const total: Curve = { won: new Float64Array(horizonWeeks + 1), lost: new Float64Array(horizonWeeks + 1) };
  let open = 1;
  for (let week = 0; week < horizonWeeks; week++) {
    total.won[week + 1] = total.won[week]! + open * won[week]!;
    total.lost[week + 1] = total.lost[week]! + open * lost[week]!;
    open *= Math.max(0, 1 - won[week]! - lost[week]!);
  }
  return total;
}
