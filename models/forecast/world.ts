import type { Coded } from '../columns.ts';
import type { CellState, Moments } from '../time-to-close/shapes.ts';
import type { ForecastInputs } from './inputs.ts';

const none = '(none)';

/** The inputs of a forecast in one set of codes, and what can be asked of them as of a moment. */
export interface World {
  stages: number;
  teams: string[];
  deals: { createdAt: Float64Array; closedAt: Float64Array; won: Float64Array; team: Int32Array };
  outcomes: { closedAt: Float64Array; won: Float64Array };
  amount: Float64Array;
  moments: Moments;
  open: {
    deal: Float64Array;
    stage: Int32Array;
    team: Int32Array;
    daysInStage: Float64Array;
    daysToClose: Float64Array;
    amount: Float64Array;
  };
  /** Rows of `open` at each origin. */
  openAt: Int32Array[];
  /** Won so far at each origin, by team. */
  wonSoFar: Float64Array[];
  happened: Float64Array;
  ratiosBefore(at: number): Float64Array[];
  amountsBefore(at: number): Float64Array;
  conversionBefore(at: number): Float64Array;
}

export function worldOf({ deals, moments, open, wonSoFar, happened, origins, periods }: ForecastInputs): World {
  const stageNames = [...new Set([...moments.texts.stage.levels, ...open.texts.stage.levels])];
  const teams = [...new Set([deals, open, wonSoFar].flatMap((columns) => columns.texts.team_id.levels)), none];
  const outcomes = { closedAt: deals.numbers.closed_at, won: deals.numbers.won };
  const momentStage = recode(moments.texts.stage, stageNames);
  const origin = open.numbers.origin;
  const wonTeam = recode(wonSoFar.texts.team_id, teams);
  const won = origins.map(() => new Float64Array(teams.length));
  for (let i = 0; i < wonSoFar.n; i++) won[wonSoFar.numbers.origin[i]!]![wonTeam[i]!]! += wonSoFar.numbers.amount[i]!;
  const total = new Float64Array(periods.length);
  for (let i = 0; i < happened.n; i++) total[happened.numbers.period[i]!]! += happened.numbers.amount[i]!;
  const m = moments.numbers;
  return {
    stages: stageNames.length,
    teams,
    deals: { createdAt: deals.numbers.created_at, ...outcomes, team: recode(deals.texts.team_id, teams) },
    outcomes,
    amount: deals.numbers.amount,
    moments: {
      deal: m.deal,
      at: m.at_day,
      stage: momentStage,
      daysInStage: m.days_in_stage,
      daysToClose: m.days_to_close,
      amount: m.amount,
    },
    open: {
      deal: open.numbers.deal,
      stage: recode(open.texts.stage, stageNames),
      team: recode(open.texts.team_id, teams),
      daysInStage: open.numbers.days_in_stage,
      daysToClose: open.numbers.days_to_close,
      amount: open.numbers.amount,
    },
    openAt: origins.map((_, at) => Int32Array.from(origin.keys()).filter((i) => origin[i] === at)),
    wonSoFar: won,
    happened: total,
    ratiosBefore: (at) => {
      const lists = stageNames.map((): number[] => []);
      for (let i = 0; i < m.deal.length; i++) {
        const deal = m.deal[i]!;
        const [now, then] = [m.amount[i]!, deals.numbers.amount[deal]!];
        if (outcomes.won[deal] === 1 && outcomes.closedAt[deal]! <= at && now > 0 && then > 0)
          lists[momentStage[i]!]!.push(then / now);
      }
      return lists.map((list) => Float64Array.from(list));
    },
    amountsBefore: (at) => {
      const between = (from: number) =>
        deals.numbers.amount.filter(
          (amount, i) =>
            outcomes.won[i] === 1 && outcomes.closedAt[i]! <= at && outcomes.closedAt[i]! > from && amount > 0,
        );
      const recent = between(at - 365);
      return recent.length >= 20 ? recent : between(Number.NEGATIVE_INFINITY);
    },
    conversionBefore: (at) => {
      const [seen, wins] = [stageNames.map(() => new Set<number>()), stageNames.map(() => new Set<number>())];
      for (let i = 0; i < m.deal.length; i++) {
        const deal = m.deal[i]!;
        if (!(outcomes.closedAt[deal]! <= at)) continue;
        seen[momentStage[i]!]!.add(deal);
        if (outcomes.won[deal] === 1) wins[momentStage[i]!]!.add(deal);
      }
      let [closed, won] = [0, 0];
      for (let i = 0; i < outcomes.won.length; i++) {
        if (!(outcomes.closedAt[i]! <= at)) continue;
        closed += 1;
        won += outcomes.won[i]!;
      }
      const base = (won + 1) / (closed + 2);
      return Float64Array.from(stageNames, (_, s) => (wins[s]!.size + 20 * base) / (seen[s]!.size + 20));
    },
  };
}

export const stateOf = ({ open }: World, i: number): CellState => ({
  stage: open.stage[i]!,
  daysInStage: open.daysInStage[i]!,
  daysToClose: open.daysToClose[i]!,
  amount: open.amount[i]!,
});

/** Codes into `names`; null becomes the last name. */
function recode({ codes, levels }: Coded, names: string[]): Int32Array {
  const place = levels.map((level) => names.indexOf(level));
  return codes.map((code) => (code < 0 ? names.length - 1 : place[code]!));
}
