import { bucketOf, stageDays } from '../maths/buckets.ts';
import { type CellState, type Curve, horizonWeeks, type Moments, type Outcomes } from './shapes.ts';

/** Weight of the cell above, in moments at risk. */
const borrowed = 60;
const dueDays = [0, 14, 42, 91];
const perStage = (stageDays.length + 1) * (dueDays.length + 2);

/**
 * Weekly hazards counted in cells of stage, days in the stage and days to the expected close, each cell drawn towards its
 * stage and each stage towards all.
 */
export class Cells {
  private readonly all: Curve;
  private readonly curves: Curve[];
  private readonly cellOfMoment: Int32Array;

  constructor(moments: Moments, outcomes: Outcomes, { until, stages }: { until: number; stages: number }) {
    const all = emptyCount();
    const byStage = Array.from({ length: stages }, emptyCount);
    const byCell = Array.from({ length: stages * perStage }, emptyCount);
    this.cellOfMoment = Int32Array.from(moments.at, (_, i) =>
      cellOf(moments.stage[i]!, moments.daysInStage[i]!, moments.daysToClose[i]!),
    );
    for (let i = 0; i < moments.at.length; i++) {
      const from = moments.at[i]!;
      if (from >= until) continue;
      const deal = moments.deal[i]!;
      const closedAt = outcomes.closedAt[deal]!;
      const isClosed = closedAt <= until;
      const last = Math.min(horizonWeeks - 1, Math.floor(((isClosed ? closedAt : until) - from) / 7));
      if (last < 0) continue;
      for (const count of [all, byStage[moments.stage[i]!]!, byCell[this.cellOfMoment[i]!]!]) {
        // A week cut short by the end of the data was not survived: it is at risk only when something happened in it.
        if (isClosed) {
          count.atRisk[last]! += 1;
          const ended = outcomes.won[deal] === 1 ? count.won : count.lost;
          ended[last]! += 1;
        } else if (last > 0) count.atRisk[last - 1]! += 1;
      }
    }
    this.all = hazardsOf(all, null);
    const stageCurves = byStage.map((count) => hazardsOf(count, this.all));
    this.curves = byCell.map((count, cell) => hazardsOf(count, stageCurves[Math.floor(cell / perStage)]!));
  }

  /** The cell of a state; of all for a stage no deal was seen in. */
  of({ stage, daysInStage, daysToClose }: CellState): Curve {
    return this.curves[cellOf(stage, daysInStage, daysToClose)] ?? this.all;
  }

  atMoment(moment: number): Curve {
    return this.curves[this.cellOfMoment[moment]!]!;
  }
}

/** The last weeks survived (`atRisk`) and the endings, by week. */
interface Count extends Curve {
  atRisk: Float64Array;
}

const emptyCount = (): Count => ({
  atRisk: new Float64Array(horizonWeeks),
  won: new Float64Array(horizonWeeks),
  lost: new Float64Array(horizonWeeks),
});

function hazardsOf(count: Count, above: Curve | null): Curve {
  const result: Curve = { won: new Float64Array(horizonWeeks), lost: new Float64Array(horizonWeeks) };
  const weight = above ? borrowed : 1e-9;
  let atRisk = 0;
  for (let week = horizonWeeks - 1; week >= 0; week--) {
    atRisk += count.atRisk[week]!;
    for (const kind of ['won', 'lost'] as const)
      result[kind][week] = (count[kind][week]! + weight * (above?.[kind][week] ?? 0)) / (atRisk + weight);
  }
  return result;
}

function cellOf(stage: number, daysInStage: number, daysToClose: number): number {
  const due = Number.isNaN(daysToClose) ? dueDays.length + 1 : bucketOf(dueDays, daysToClose);
  return stage * perStage + bucketOf(stageDays, daysInStage) * (dueDays.length + 2) + due;
}
