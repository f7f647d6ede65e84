import { rateRange } from '../maths/beta.ts';
import { bucketOf, stageDays } from '../maths/buckets.ts';
import type { FeatureRows } from './features.ts';

/** Historical conversion of a stage, by how long a deal has been in it where the data allow: the baseline of every net. */
export interface StageRates {
  base: Rate;
  stages: Record<string, { all: Rate; byDays: (Rate | null)[] }>;
}

/** A rate drawn towards the one above it; `low` and `high` hold 90 %. `n` counts deals, `won` those won. */
export interface Rate {
  rate: number;
  low: number;
  high: number;
  n: number;
  won: number;
}

/** Weight of the rate above, in deals; and the deals a cell needs to speak for itself. */
const borrowed = 20;
const enough = 50;

/** From the rows named by `which`; several rows of one deal are told apart by weighing the ranges by deals. */
export function fitStageRates(
  rows: FeatureRows,
  which: Int32Array,
  { won, deal }: { won: Float64Array; deal: Float64Array },
): StageRates {
  const { codes, levels } = rows.texts.stage;
  const all = new Tally();
  const stages = levels.map(() => ({
    all: new Tally(),
    byDays: Array.from({ length: stageDays.length + 1 }, () => new Tally()),
  }));
  for (const row of which) {
    const stage = stages[codes[row]!];
    const tallies = stage
      ? [all, stage.all, stage.byDays[bucketOf(stageDays, rows.numbers.days_in_stage[row]!)]!]
      : [all];
    for (const tally of tallies) tally.add(deal[row]!, won[row]!);
  }
  const base = all.rate(0.5, 1);
  return {
    base,
    stages: Object.fromEntries(
      levels.map((level, at) => {
        const own = stages[at]!.all.rate(base.rate, borrowed);
        return [
          level,
          {
            all: own,
            byDays: stages[at]!.byDays.map((tally) => (tally.deals >= enough ? tally.rate(own.rate, borrowed) : null)),
          },
        ];
      }),
    ),
  };
}

/** The rate of a row's stage and time in it; of the stage, or of all, where there is too little. */
export function stageRate(rates: StageRates, rows: FeatureRows, row: number): Rate {
  const { codes, levels } = rows.texts.stage;
  const stage = rates.stages[levels[codes[row]!] ?? ''];
  if (!stage || stage.all.n === 0) return rates.base;
  return stage.byDays[bucketOf(stageDays, rows.numbers.days_in_stage[row]!)] ?? stage.all;
}

class Tally {
  private rows = 0;
  private wins = 0;
  private lastDeal = -1;
  deals = 0;
  private dealsWon = 0;

  /** Rows come in order of deals. */
  add(deal: number, won: number): void {
    this.rows += 1;
    this.wins += won;
    if (deal === this.lastDeal) return;
    this.lastDeal = deal;
    this.deals += 1;
    this.dealsWon += won;
  }

  rate(above: number, weight: number): Rate {
    // The rate is that of rows, as it is shown for a moment; how sure it is comes from the number of deals.
    const rate =
      this.rows === 0 ? above : (this.wins * (this.deals / this.rows) + weight * above) / (this.deals + weight);
    const n = this.deals + weight;
    const { low, high } = rateRange(rate * n, n);
    return { rate, low, high, n: this.deals, won: this.dealsWon };
  }
}
