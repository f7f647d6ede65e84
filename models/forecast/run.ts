import { createRandom } from '../maths/random.ts';
import type { TaskContext } from '../runtime/task.ts';
import { fitHazards, type Hazards } from '../time-to-close/hazards.ts';
import { type ForecastMethod, runRate, seasonalNaive, weightedPipeline } from './baselines.ts';
import { type Miss, missOf, quartersNeeded, type Widening, widen, wideningFrom } from './conformal.ts';
import type { ForecastInputs } from './inputs.ts';
import { newBusiness } from './new-business.ts';
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

export type Component = 'total' | 'won' | 'open' | 'not_yet_created';

/** One row of forecast_record, without what is the same for all. */
export interface Said {
  origin: number;
  period: number;
  node_type: 'workspace' | 'team';
  node_id: string;
  method: ForecastMethod;
  component: Component;
  mean: number;
  spread: Spread | null;
  quota: number | null;
  quota_probability: number | null;
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
    const won = sum(wonByTeam);
    const raw = spreadOf([...draws.open[0]!, ...draws.fresh[0]!], won);
    const baselines = periods.map((period, k) =>
      baselinesAt(inputs, world, { at, period, k, hazards, won: k === 0 ? won : 0 }),
    );
    if (origin.period < inputs.current) {
      const happened = world.happened[origin.period]!;
      misses.push(missOf(origin.period, raw, happened));
      errors.push(
        shockError(world, rows, open, { period: origin.period, weeks: origin.weeks_before_end, until: ends[0]! }),
      );
      result.backtest.push({
        origin: at,
        period: origin.period,
        method: 'simulation',
        said: raw.mean,
        spread: widening.quarters >= quartersNeeded ? widen(raw, widening, won) : raw,
        happened,
      });
      for (const [method, said] of baselines[0]!)
        result.backtest.push({ origin: at, period: origin.period, method, said, spread: null, happened });
      return;
    }
    periods.forEach((period, k) => {
      const wonHere = k === 0 ? wonByTeam : wonByTeam.map(() => 0);
      const say = { origin: at, period, widening };
      result.said.push(
        ...saidOf(say, draws, k, {
          won: wonHere,
          node: { type: 'workspace', id: 'all' },
          quota: inputs.quota[period]!,
        }),
      );
      if (origin.is_now) {
        world.teams.forEach((team, t) => {
          result.said.push(
            ...saidOf(say, draws, k, { won: wonHere, node: { type: 'team', id: team, at: t }, quota: Number.NaN }),
          );
        });
      }
      for (const [method, mean] of baselines[k]!)
        result.said.push({
          origin: at,
          period,
          node_type: 'workspace',
          node_id: 'all',
          method,
          component: 'total',
          mean,
          spread: null,
          quota: null,
          quota_probability: null,
        });
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

function baselinesAt(
  inputs: ForecastInputs,
  world: World,
  { at, period, k, hazards, won }: { at: number; period: number; k: number; hazards: Hazards; won: number },
): [ForecastMethod, number][] {
  const origin = inputs.origins[at]!;
  const { from_at, to_at } = inputs.periods[period]!;
  const rows = world.openAt[at]!;
  const conversion = world.conversionBefore(origin.at);
  const [fromDays, toDays] = [k === 0 ? 0 : from_at - origin.at, to_at - origin.at];
  const amounts = world.amountsBefore(origin.at);
  const typical = amounts.length > 0 ? sum(amounts) / amounts.length : 0;
  const pipeline = weightedPipeline(
    {
      amount: Float64Array.from(rows, (i) => (Number.isNaN(world.open.amount[i]!) ? typical : world.open.amount[i]!)),
      conversion: Float64Array.from(rows, (i) => conversion[world.open.stage[i]!]!),
      daysToClose: Float64Array.from(rows, (i) => world.open.daysToClose[i]!),
      closesInPeriod: Float64Array.from(rows, (i) => {
        const state = stateOf(world, i);
        return hazards.closesWithin(state, toDays) - hazards.closesWithin(state, fromDays);
      }),
    },
    { fromDays, toDays },
  );
  const { current } = origin.is_now ? inputs : { current: origin.period };
  const naive = seasonalNaive(world.happened, { period, firstFull: inputs.firstFull });
  const pace = runRate(world.happened, inputs.periods, {
    wonSoFar: won,
    from: origin.at,
    period,
    current,
    firstFull: inputs.firstFull,
  });
  return [
    ['weighted_pipeline', won + pipeline],
    ...(naive === null ? [] : [['seasonal_naive', naive] as [ForecastMethod, number]]),
    ...(pace === null ? [] : [['run_rate', pace] as [ForecastMethod, number]]),
  ];
}

function saidOf(
  { origin, period, widening }: { origin: number; period: number; widening: Widening },
  draws: Draws,
  k: number,
  {
    won,
    node,
    quota,
  }: { won: Float64Array; node: { type: 'workspace' | 'team'; id: string; at?: number }; quota: number },
): Said[] {
  const of = (byTeam: Float64Array[]) => (node.at === undefined ? byTeam : [byTeam[node.at]!]);
  const wonSum = node.at === undefined ? sum(won) : won[node.at]!;
  const [open, fresh] = [of(draws.open[k]!), of(draws.fresh[k]!)];
  const raw = spreadOf([...open, ...fresh], wonSum);
  const total = widen(raw, widening, wonSum);
  const row = (component: Component, mean: number, spread: Spread | null): Said => ({
    origin,
    period,
    node_type: node.type,
    node_id: node.id,
    method: 'simulation',
    component,
    mean,
    spread,
    quota: null,
    quota_probability: null,
  });
  return [
    {
      ...row('total', total.mean, total),
      ...(Number.isNaN(quota)
        ? {}
        : {
            quota,
            quota_probability: reaches([...open, ...fresh], {
              plus: wonSum,
              quota,
              middle: raw.p50,
              factor: widening.factor80,
            }),
          }),
    },
    row('won', wonSum, null),
    row('open', spreadOf(open).mean, spreadOf(open)),
    row('not_yet_created', spreadOf(fresh).mean, spreadOf(fresh)),
  ];
}

/** Share of the simulations, stretched as the range is, that reach the quota. */
function reaches(
  draws: Float64Array[],
  { plus, quota, middle, factor }: { plus: number; quota: number; middle: number; factor: number },
): number {
  const simulations = draws[0]!.length;
  let n = 0;
  for (let s = 0; s < simulations; s++) {
    const total = draws.reduce((all, draw) => all + draw[s]!, plus);
    if (Math.max(plus, middle + factor * (total - middle)) >= quota) n += 1;
  }
  return n / simulations;
}

const sum = (values: Float64Array) => values.reduce((all, x) => all + x, 0);
