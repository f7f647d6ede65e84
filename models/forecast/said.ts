import { sum } from '../maths/scores.ts';
import type { ForecastMethod } from './baselines.ts';
import { type Widening, widen } from './conformal.ts';
import { type Draws, type Spread, spreadOf } from './simulate.ts';

type Component = 'total' | 'won' | 'open' | 'not_yet_created';

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

/** The node of a row: the whole workspace, or the team at `at`. */
export interface Node {
  type: Said['node_type'];
  id: string;
  at?: number;
}

export const workspaceNode: Node = { type: 'workspace', id: 'all' };

/** What the simulation says of a node in period `k` of the draws; `won` by team, `quota` NaN where there is none. */
export function saidBySimulation(
  { origin, period, widening }: { origin: number; period: number; widening: Widening },
  draws: Draws,
  k: number,
  { won, node, quota }: { won: Float64Array; node: Node; quota: number },
): Said[] {
  const of = (byTeam: Float64Array[]) => (node.at === undefined ? byTeam : [byTeam[node.at]!]);
  const wonSum = node.at === undefined ? sum(won) : won[node.at]!;
  const [open, fresh] = [of(draws.open[k]!), of(draws.fresh[k]!)];
  const raw = spreadOf([...open, ...fresh], wonSum);
  const total = widen(raw, widening, wonSum);
  const row = (component: Component, mean: number, spread: Spread | null) =>
    saidRow({ origin, period, node, method: 'simulation', component, mean, spread });
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

/** What a baseline says of the whole workspace: one number. */
export const saidByBaseline = (
  [method, mean]: [ForecastMethod, number],
  { origin, period }: { origin: number; period: number },
): Said => saidRow({ origin, period, node: workspaceNode, method, component: 'total', mean, spread: null });

const saidRow = ({
  node,
  ...row
}: Pick<Said, 'origin' | 'period' | 'method' | 'component' | 'mean' | 'spread'> & { node: Node }): Said => ({
  ...row,
  node_type: node.type,
  node_id: node.id,
  quota: null,
  quota_probability: null,
});

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
