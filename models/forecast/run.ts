import { createRandom } from '../maths/random.ts';
import { sum } from '../maths/scores.ts';
import type { TaskContext } from '../runtime/task.ts';
import { fitHazards, type Hazards } from '../time-to-close/hazards.ts';
import { baselinesAt, type ForecastMethod } from './baselines.ts';
import { type Miss, missOf, quartersNeeded, type Widening, widen, wideningFrom } from './conformal.ts';
import type { ForecastInputs } from './inputs.ts';
import { newBusiness } from './new-business.ts';
import { type Node, type Said, saidByBaseline, saidBySimulation, workspaceNode } from './said.ts';
import { type ShockError, shockFrom } from './shock.ts';
import { type Draws, type OpenDeals, type Spread, simulate, spreadOf } from './simulate.ts';
import { stateOf, type World, worldOf } from './world.ts';

export interface ForecastRequest {
  inputs: ForecastInputs;
  /** P(won) of each deal of `inputs.deals` that is open now, as people see it; NaN for the others. */
  probability: Float64Array;
  seed: number;
  simulations: number;
}

export interface BacktestRow {
  origin: number;
  period: number;
  method: ForecastMethod;
  said: number;
  spread: Spread | null;
  happened: number;
}

export interface ForecastResult {
  said: Said[];
  backtest: BacktestRow[];
  /** P(closes in the current period) of each deal open now, if it is to be won; NaN for the others. */
  closesInPeriod: Float64Array;
  /** The same of the period after it. */
  closesInNextPeriod: Float64Array;
  shock: number;
  widening: Widening;
}

/** Simulations of a past moment: fewer where many deals are open, whose sum is the surer for it. */
const backtestSimulations = (deals: number) =>
  Math.round(Math.min(1000, Math.max(300, 2_000_000 / Math.max(1, deals))));

/**
 * The forecast of the current and the next quarter, the same forecast as it would have been made at each earlier moment, and
 * the baselines beside both. At an earlier moment everything is refitted on what was known then; the chance to win comes from
 * the hazards of that moment, since the network of today has seen later outcomes.
 */
export function runForecast(
  { inputs, probability, seed, simulations }: ForecastRequest,
  context: TaskContext,
): ForecastResult {
  const world = worldOf(inputs);
  const result: ForecastResult = {
    said: [],
    backtest: [],
    closesInPeriod: new Float64Array(probability.length).fill(Number.NaN),
    closesInNextPeriod: new Float64Array(probability.length).fill(Number.NaN),
    shock: shockFrom([]),
    widening: wideningFrom([]),
  };
  const quarterEnds = inputs.periods.map(({ to_at }) => to_at);
  const misses: Miss[] = [];
  const errors: ShockError[] = [];
  inputs.origins.forEach((origin, at) => {
    context.checkCancelled();
    context.report('forecast', at, inputs.origins.length);
    const rows = world.openAt[at]!;
    const hazards = fitHazards(world.moments, world.outcomes, { until: origin.at, stages: world.stages, quarterEnds });
    const periods = origin.is_now ? [origin.period, origin.period + 1] : [origin.period];
    const ends = periods.map((period) => inputs.periods[period]!.to_at);
    const open = openDeals(world, rows, {
      hazards,
      ends,
      at: origin.at,
      probability: origin.is_now ? probability : null,
    });
    const fresh = newBusiness(world.deals, { at: origin.at, ends, teams: world.teams.length });
    const shock = shockFrom(errors.filter((error) => error.period < origin.period));
    const widening = wideningFrom(misses.filter((miss) => miss.period < origin.period));
    const draws = simulate(open, fresh, {
      simulations: origin.is_now ? simulations : backtestSimulations(rows.length),
      shock,
      dispersion: fresh.dispersion,
      ratios: world.ratiosBefore(origin.at),
      amounts: world.amountsBefore(origin.at),
      teams: world.teams.length,
      random: createRandom(seed + at),
    });
    const wonByTeam = world.wonSoFar[at]!;
    const baselines = periods.map((period, k) =>
      baselinesAt(inputs, world, { at, period, k, hazards, won: k === 0 ? sum(wonByTeam) : 0 }),
    );
    if (origin.period < inputs.current) {
      const weeks = origin.weeks_before_end;
      errors.push(shockError(world, rows, open, { period: origin.period, weeks, until: ends[0]! }));
      const { miss, points } = judged(draws, {
        origin: at,
        period: origin.period,
        won: sum(wonByTeam),
        widening,
        baselines: baselines[0]!,
        happened: world.happened[origin.period]!,
      });
      misses.push(miss);
      result.backtest.push(...points);
      return;
    }
    const teams = origin.is_now ? world.teams.map((id, place): Node => ({ type: 'team', id, at: place })) : [];
    periods.forEach((period, k) => {
      const say = { origin: at, period, widening };
      const won = k === 0 ? wonByTeam : wonByTeam.map(() => 0);
      const quota = inputs.quota[period]!;
      result.said.push(
        ...saidBySimulation(say, draws, k, { won, node: workspaceNode, quota }),
        ...teams.flatMap((node) => saidBySimulation(say, draws, k, { won, node, quota: Number.NaN })),
        ...baselines[k]!.map((baseline) => saidByBaseline(baseline, say)),
      );
    });
    if (origin.is_now) {
      result.shock = shock;
      result.widening = widening;
      for (const i of rows) {
        const [within, withinNext] = ends.map((end) => hazards.closesWithin(stateOf(world, i), end - origin.at));
        result.closesInPeriod[world.open.deal[i]!] = within!;
        result.closesInNextPeriod[world.open.deal[i]!] = withinNext! - within!;
      }
    }
  });
  return result;
}

/** What every method said at a past moment beside what happened, and how far the simulation's own range missed it. */
function judged(
  draws: Draws,
  {
    origin,
    period,
    won,
    widening,
    baselines,
    happened,
  }: Pick<BacktestRow, 'origin' | 'period' | 'happened'> & {
    won: number;
    widening: Widening;
    baselines: [ForecastMethod, number][];
  },
): { miss: Miss; points: BacktestRow[] } {
  const raw = spreadOf([...draws.open[0]!, ...draws.fresh[0]!], won);
  const spread = widening.quarters >= quartersNeeded ? widen(raw, widening, won) : raw;
  return {
    miss: missOf(period, raw, happened),
    points: [
      { origin, period, method: 'simulation', said: raw.mean, spread, happened },
      ...baselines.map(([method, said]): BacktestRow => ({ origin, period, method, said, spread: null, happened })),
    ],
  };
}

function openDeals(
  world: World,
  rows: Int32Array,
  {
    hazards,
    ends,
    at,
    probability,
  }: { hazards: Hazards; ends: number[]; at: number; probability: Float64Array | null },
): OpenDeals {
  const wonBy = ends.map((end) =>
    Float64Array.from(rows, (i) => {
      const state = stateOf(world, i);
      if (!probability) return hazards.wonWithin(state, end - at);
      const p = probability[world.open.deal[i]!]!;
      return (Number.isNaN(p) ? hazards.wonEver(state) : p) * hazards.closesWithin(state, end - at);
    }),
  );
  return {
    wonBy,
    amount: Float64Array.from(rows, (i) => world.open.amount[i]!),
    team: Int32Array.from(rows, (i) => world.open.team[i]!),
    stage: Int32Array.from(rows, (i) => world.open.stage[i]!),
  };
}

/** How many of the open deals were won by the end, beside how many had been expected. */
function shockError(
  { open, outcomes }: World,
  rows: Int32Array,
  { wonBy }: OpenDeals,
  { period, weeks, until }: { period: number; weeks: number; until: number },
): ShockError {
  const actual = rows.reduce((n, i) => {
    const deal = open.deal[i]!;
    return n + (outcomes.won[deal] === 1 && outcomes.closedAt[deal]! < until ? 1 : 0);
  }, 0);
  return { period, weeks, expected: sum(wonBy[0]!), actual };
}
