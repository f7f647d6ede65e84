import { actionChance, actionEffect, actionMix, actions, answered, deal } from './causes.ts';
import type { DemoCalendar } from './demo-calendar.ts';
import type { Random } from './random.ts';

/**
 * A deal as a Markov chain in weekly steps. Its state is a block (stage, and from the proposal on whether the discount is
 * deep) and an engagement of 0–5. Each step has two moments: first the rep's action of the week moves the engagement, then
 * the deal moves (forward, over a stage, back, lost, won) or stays. Everything that sets the chances is fixed for a deal or
 * scheduled (calendar, transfers), so P(won) at each moment is computed exactly, backwards from the last week.
 */
export const levels = 6;
const blocks = 8;
const states = blocks * levels;
/** Stage of each block, 0–4: two without a discount yet, three with a usual one, three with a deep one. */
export const stageOfBlock = [0, 1, 2, 3, 4, 2, 3, 4] as const;
const firstDeepBlock = 5;

/** The person who works the deal from a step on. `effect` is everything static about deal and person, in log odds. */
export interface Stretch {
  fromStep: number;
  effect: number;
  diligence: number;
  /** Added to the chance of an answer, 0 for the usual. */
  rapport: number;
}

export interface DealInput {
  /** Calendar week of step 0. */
  firstWeek: number;
  /** Log of the amount relative to the usual one. */
  amountRatio: number;
  /** In order; the first starts at step 0. */
  stretches: readonly Stretch[];
}

export type Move = 'stay' | 'forward' | 'skip' | 'back' | 'lost';

export class DealProcess {
  private readonly calendar: DemoCalendar;
  /** P(won) before the action of step k, and after it. Index k × states + block × levels + engagement. */
  private readonly before = new Float64Array((deal.maxWeeks + 1) * states);
  private readonly after = new Float64Array(deal.maxWeeks * states);
  private readonly engagement = new Float64Array(5 * levels * levels);
  private readonly forwardOfLevel: number[];
  private readonly lostOfLevel: number[];
  private input: DealInput = { firstWeek: 0, amountRatio: 0, stretches: [] };
  private pace = 1;
  // The static effect of the stretch in force, as factors: without and with a deep discount.
  private forwardOf = [1, 1];
  private lostOf = [1, 1];
  // Whose engagement chances are in `engagement`.
  private entered: DealInput | null = null;
  private enteredAt = -1;
  // Weights of the last call of `weigh`.
  private forward = 0;
  private lost = 0;
  private back = 0;

  constructor(calendar: DemoCalendar) {
    this.calendar = calendar;
    const middle = (levels - 1) / 2;
    const range = Array.from({ length: levels }, (_, level) => level - middle);
    this.forwardOfLevel = range.map((away) => Math.exp(deal.engagementForward * away));
    this.lostOfLevel = range.map((away) => Math.exp(-deal.engagementLost * away));
  }

  /** Computes P(won) for every state and week of one deal; the readers below then speak of that deal. */
  solve(input: DealInput): void {
    this.input = input;
    this.pace = Math.exp(deal.amountPace * input.amountRatio);
    const { before, after } = this;
    before.fill(0, deal.maxWeeks * states);
    let stretch = input.stretches.length;
    for (let step = deal.maxWeeks - 1; step >= 0; step--) {
      const now = this.stretchAt(step);
      if (now !== stretch) {
        stretch = now;
        this.enter(stretch);
      }
      const next = (step + 1) * states;
      const here = step * states;
      for (let block = 0; block < blocks; block++) {
        const lostValue = this.valueWhenLost(step, block);
        const forwardRow = this.forwardRow(step, block);
        for (let level = 0; level < levels; level++) {
          this.weigh(step, block, level);
          const state = block * levels + level;
          after[here + state] =
            ((before[next + state] as number) +
              this.forward * this.forwardValue(forwardRow, next, level) +
              this.lost * lostValue +
              this.back * (before[next + state - levels] as number)) /
            (1 + this.forward + this.lost + this.back);
        }
        const chances = (stageOfBlock[block] as number) * levels * levels;
        for (let level = 0; level < levels; level++) {
          let sum = 0;
          for (let to = 0; to < levels; to++) {
            sum +=
              (this.engagement[chances + level * levels + to] as number) *
              (after[here + block * levels + to] as number);
          }
          before[here + block * levels + level] = sum;
        }
      }
    }
  }

  /** P(won) when step `step` is about to begin. 0 beyond the last week. */
  valueBefore(step: number, block: number, level: number): number {
    return step >= deal.maxWeeks ? 0 : (this.before[step * states + block * levels + level] as number);
  }

  /** P(won) after the action of `step`, before the move. */
  valueAfterAction(step: number, block: number, level: number): number {
    return this.after[step * states + block * levels + level] as number;
  }

  /** P(won in the end) of a deal just lost at `step`: it may come back. */
  valueWhenLost(step: number, block: number): number {
    return reopensInTime(step)
      ? deal.reopenLost * this.valueBefore(stepAfterReopening(step), reopenedBlock(block), reopenedLevel)
      : 0;
  }

  /** P(won in the end) of a deal just won at `step`: it may come back to negotiation. */
  valueWhenWon(step: number, isDeep: boolean): number {
    return reopensInTime(step)
      ? 1 - deal.reopenWon * (1 - this.valueBefore(stepAfterReopening(step), unwonBlock(isDeep), reopenedLevel))
      : 1;
  }

  /** Draws the move of `step`. At the last step only winning counts: whatever else is drawn ends as lost. */
  drawMove(step: number, block: number, level: number, random: Random): Move {
    this.enter(this.stretchAt(step));
    this.weigh(step, block, level);
    let left = random.next() * (1 + this.forward + this.lost + this.back);
    left -= this.forward;
    if (left < 0) return random.chance(deal.skip) ? 'skip' : 'forward';
    left -= this.lost;
    if (left < 0) return 'lost';
    left -= this.back;
    return left < 0 ? 'back' : 'stay';
  }

  stretchAt(step: number): number {
    const { stretches } = this.input;
    let at = stretches.length - 1;
    while (at > 0 && (stretches[at] as Stretch).fromStep > step) at -= 1;
    return at;
  }

  /** Weights of moving, beside 1 for staying. */
  private weigh(step: number, block: number, level: number): void {
    const stage = stageOfBlock[block] as number;
    const week = this.input.firstWeek + step - this.calendar.firstWeek;
    const discount = block >= firstDeepBlock ? 1 : 0;
    const { calendar, pace } = this;
    const season = ((stage >= 3 ? calendar.forwardLate : calendar.forwardEarly)[week] as number) * pace;
    const age = step > deal.ageWeeks ? Math.exp(deal.agePerWeek * (step - deal.ageWeeks)) : 1;
    this.forward =
      (deal.forward[stage] as number) *
      (this.forwardOf[discount] as number) *
      (this.forwardOfLevel[level] as number) *
      season;
    this.lost =
      (deal.lost[stage] as number) *
      (this.lostOf[discount] as number) *
      (this.lostOfLevel[level] as number) *
      (calendar.lost[week] as number) *
      pace *
      age;
    this.back = deal.back[stage] as number;
  }

  /** Targets of moving forward and of skipping, as [block usual, block deep, share deep]; −1 is won. */
  private forwardRow(step: number, block: number): ForwardRow {
    const isDeep = block >= firstDeepBlock;
    const won = this.valueWhenWon(step, isDeep);
    return { won, one: landing(block, 1), two: landing(block, 2) };
  }

  private forwardValue({ won, one, two }: ForwardRow, next: number, level: number): number {
    return (1 - deal.skip) * this.landed(one, won, next, level) + deal.skip * this.landed(two, won, next, level);
  }

  private landed({ usual, deep, deepShare }: Landing, won: number, next: number, level: number): number {
    if (usual < 0) return won;
    const value = this.before[next + usual * levels + level] as number;
    return deepShare === 0
      ? value
      : (1 - deepShare) * value + deepShare * (this.before[next + deep * levels + level] as number);
  }

  /** Puts a stretch in force: its effect as factors, and how the engagement moves. */
  private enter(at: number): void {
    const { effect, diligence, rapport } = this.input.stretches[at] as Stretch;
    for (const isDeep of [0, 1]) {
      const whole = effect + isDeep * deal.deepDiscountWin;
      this.forwardOf[isDeep] = Math.exp(whole);
      this.lostOf[isDeep] = Math.exp(-deal.lossShare * whole);
    }
    if (this.entered === this.input && this.enteredAt === at) return;
    this.entered = this.input;
    this.enteredAt = at;
    this.engagement.fill(0);
    for (let stage = 0; stage < 5; stage++) {
      for (let level = 0; level < levels; level++) {
        const row = (stage * levels + level) * levels;
        actions.forEach((_, action) => {
          const chance = chanceOfAction(action, stage, level, diligence);
          const reply = chanceOfAnswer(action, rapport);
          for (const [effects, share] of [
            [actionEffect[actions[action] as keyof typeof actionEffect].answered, reply],
            [actionEffect[actions[action] as keyof typeof actionEffect].silent, 1 - reply],
          ] as const) {
            effects.forEach((part, move) => {
              const to = row + moved(level, move);
              this.engagement[to] = (this.engagement[to] as number) + chance * share * part;
            });
          }
        });
      }
    }
  }
}

interface Landing {
  usual: number;
  deep: number;
  deepShare: number;
}
interface ForwardRow {
  won: number;
  one: Landing;
  two: Landing;
}

const landings = [1, 2].map((by) =>
  stageOfBlock.map((stage, block): Landing => {
    const to = stage + by;
    if (to >= 5) return { usual: -1, deep: -1, deepShare: 0 };
    if (block >= firstDeepBlock) return { usual: block + by, deep: 0, deepShare: 0 };
    if (stage >= 2 || to < 2) return { usual: to, deep: 0, deepShare: 0 };
    return { usual: to, deep: to + 3, deepShare: deal.deepDiscountShare };
  }),
);

/** Where a deal of a block lands `by` stages on; `usual` −1 is won, `deepShare` the chance of the deep discount's block. */
export const landing = (block: number, by: 1 | 2): Landing => landings[by - 1]?.[block] as Landing;

/** The block and engagement in which a lost deal, or one wrongly booked as won, comes back. */
export const reopenedBlock = (block: number) => [1, 1, 2, 2, 2, 5, 5, 5][block] as number;
export const unwonBlock = (isDeep: boolean) => (isDeep ? 6 : 3);
export const reopenedLevel = 3;
export const isDeepBlock = (block: number) => block >= firstDeepBlock;

/** A deal closed at `step` and reopened goes on with this step. */
export const stepAfterReopening = (step: number) => step + deal.reopenWeeks + 1;
export const reopensInTime = (step: number) => stepAfterReopening(step) < deal.maxWeeks;

export function chanceOfAction(action: number, stage: number, level: number, diligence: number): number {
  const any = Math.min(actionChance.most, diligence * (actionChance.base + actionChance.perLevel * level));
  return action === 0 ? 1 - any : any * (actionMix[stage]?.[action - 1] as number);
}

export const chanceOfAnswer = (action: number, rapport: number) =>
  action === 0 ? 0 : Math.min(0.98, (answered[actions[action] as keyof typeof answered] as number) + rapport);

/** Engagement after an effect of index `move` (0: −1, 1: 0, 2: +1, 3: +2). */
export const moved = (level: number, move: number) => Math.min(levels - 1, Math.max(0, level + move - 1));
