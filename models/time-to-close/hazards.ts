import { quantile } from '../maths/scores.ts';
import { Cells } from './cells.ts';
import { afterDays, type CellState, type Curve, horizonWeeks, type Moments, type Outcomes } from './shapes.ts';

/** Of deals that are open at the moment the hazards were fitted for. */
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

/** Weight of "no effect" in a factor, in closings. */
const doubt = 20;
const quarterWeeks = 14;

/**
 * Discrete-time hazards in weeks with two endings, won and lost, and censoring (Prentice & Gloeckler 1978; Tutz 1995): those
 * of the state's cell × a factor for the week of the fiscal quarter × a factor for the quarter of the amount. Fitted on what
 * was known at `until`, and followed from there. `quarterEnds` are ends of fiscal quarters, oldest first.
 */
export function fitHazards(
  moments: Moments,
  outcomes: Outcomes,
  { until, stages, quarterEnds }: { until: number; stages: number; quarterEnds: number[] },
): Hazards {
  const cells = new Cells(moments, outcomes, { until, stages });
  const amounts = quartersOf(moments, until);
  const weekOf = (day: number) => Math.min(quarterWeeks - 1, Math.floor(daysToEnd(quarterEnds, day) / 7));
  const byWeek = factors(moments, outcomes, cells, {
    until,
    groups: quarterWeeks,
    groupOf: (i) => weekOf(moments.at[i]! + 3.5),
  });
  const byAmount = factors(moments, outcomes, cells, { until, groups: 5, groupOf: (i) => amounts(moments.amount[i]!) });
  const weekAhead = Int32Array.from({ length: horizonWeeks }, (_, week) => weekOf(until + 7 * week + 3.5));
  const known = new Map<Curve, (Curve | undefined)[]>();
  const of = (state: CellState): Curve => {
    const cell = cells.of(state);
    const amount = amounts(state.amount);
    const own = known.get(cell) ?? Array<Curve | undefined>(5).fill(undefined);
    known.set(cell, own);
    own[amount] ??= cumulative(cell, (week) => ({
      won: byWeek.won[weekAhead[week]!]! * byAmount.won[amount]!,
      lost: byWeek.lost[weekAhead[week]!]! * byAmount.lost[amount]!,
    }));
    return own[amount];
  };
  return {
    wonWithin: (state, days) => afterDays(of(state).won, days),
    wonEver: (state) => of(state).won[horizonWeeks]!,
    closesWithin: (state, days) => {
      const { won, lost } = of(state);
      const ever = won[horizonWeeks]!;
      return ever > 0 ? ((ever + lost[horizonWeeks]!) * afterDays(won, days)) / ever : 0;
    },
  };
}

/** How much likelier than its cell says a deal of each group is won, and lost, in the week after a moment. */
function factors(
  moments: Moments,
  outcomes: Outcomes,
  cells: Cells,
  { until, groups, groupOf }: { until: number; groups: number; groupOf: (moment: number) => number },
): Curve {
  const [expected, actual] = [0, 1].map(() => ({ won: new Float64Array(groups), lost: new Float64Array(groups) })) as [
    Curve,
    Curve,
  ];
  for (let i = 0; i < moments.at.length; i++) {
    const from = moments.at[i]!;
    if (from + 7 > until) continue;
    const group = groupOf(i);
    const cell = cells.atMoment(i);
    expected.won[group]! += cell.won[0]!;
    expected.lost[group]! += cell.lost[0]!;
    const deal = moments.deal[i]!;
    if (!(outcomes.closedAt[deal]! < from + 7)) continue;
    if (outcomes.won[deal] === 1) actual.won[group]! += 1;
    else actual.lost[group]! += 1;
  }
  const ratio = (kind: keyof Curve) => actual[kind].map((n, group) => (n + doubt) / (expected[kind][group]! + doubt));
  return { won: ratio('won'), lost: ratio('lost') };
}

/** Which quarter of the amounts an amount is in, 0–3; 4 for none. */
function quartersOf({ amount, at }: Moments, until: number): (amount: number) => number {
  const known = amount.filter((value, i) => at[i]! < until && !Number.isNaN(value)).sort();
  const cuts = [0.25, 0.5, 0.75].map((q) => quantile(known, q));
  return (value) => (Number.isNaN(value) || known.length === 0 ? 4 : cuts.filter((cut) => value >= cut).length);
}

function daysToEnd(quarterEnds: number[], day: number): number {
  const end = quarterEnds.find((at) => at > day);
  if (end !== undefined) return end - day;
  const last = quarterEnds.at(-1) ?? 0;
  const quarter = 365.25 / 4;
  return quarter - ((day - last) % quarter);
}

/** P(won) and P(lost) within w weeks, w = 0 … horizonWeeks. */
function cumulative({ won, lost }: Curve, factor: (week: number) => { won: number; lost: number }): Curve {
  const total: Curve = { won: new Float64Array(horizonWeeks + 1), lost: new Float64Array(horizonWeeks + 1) };
  let open = 1;
  for (let week = 0; week < horizonWeeks; week++) {
    const by = factor(week);
    const [w, l] = [won[week]! * by.won, lost[week]! * by.lost];
    const scale = open / Math.max(1, w + l);
    total.won[week + 1] = total.won[week]! + scale * w;
    total.lost[week + 1] = total.lost[week]! + scale * l;
    open = Math.max(0, open - scale * (w + l));
  }
  return total;
}
