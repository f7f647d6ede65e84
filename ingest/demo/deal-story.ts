import { officeTime } from './arrivals.ts';
import { day, dayOf, mondayOf, quarterEndOf, quarterStartOf } from './calendar.ts';
import { competitors, deal } from './causes.ts';
import { code } from './codes.ts';
import { drawAction, writeAction, writeNoise } from './deal-activities.ts';
import { type DealPlan, plannedClose, type Teller, type Telling } from './deal-plan.ts';
import {
  type DealProcess,
  isDeepBlock,
  landing,
  moved,
  reopenedBlock,
  reopenedLevel,
  reopensInTime,
  stageOfBlock,
  stepAfterReopening,
  unwonBlock,
} from './deal-process.ts';
import { type Change, DealRecord } from './deal-record.ts';

const won = code('stage', 'won');
const lost = code('stage', 'lost');
const closed = code('category', 'closed');
const forever = Date.UTC(9999, 11, 31) / 1000;

/** One deal while it is told, week by week, from its creation to where it stands today; every change becomes a row. */
export class DealStory implements Telling {
  readonly plan: DealPlan;
  readonly teller: Teller;
  readonly end: number;
  owner: number;
  block = 0;
  level: number;
  private readonly process: DealProcess;
  private readonly record: DealRecord;
  private closeDay: number;
  private movedAt = 0;
  private lostReason = -1;
  private wonAt: number | null = null;
  /** The true win probability in force, and since when. */
  private probability: number;
  private probabilityFrom: number;

  constructor(teller: Teller, process: DealProcess, plan: DealPlan) {
    this.teller = teller;
    this.process = process;
    this.plan = plan;
    this.end = teller.company.calendar.today * day;
    this.record = new DealRecord(plan, teller);
    this.owner = plan.start.owner;
    this.level = plan.level;
    this.closeDay = plan.closeDay;
    this.probabilityFrom = plan.start.at;
    this.probability = process.valueBefore(0, 0, plan.level);
  }

  get stage(): number {
    return stageOfBlock[this.block] as number;
  }

  tell(): void {
    const { start, random } = this.plan;
    this.write(start.at, 'created', {
      stage: 0,
      cents: this.record.cents,
      closeDay: this.closeDay,
      owner: this.owner,
      category: 0,
      deleted: 0,
    });
    // Scope, currency and deletion are drawn apart from how the deal goes, and do not act on it.
    const scopeSteps = random.chance(0.4) ? [random.below(12), random.below(16)] : [];
    const currencyStep = random.chance(0.005) ? 2 + random.below(6) : -1;
    const fate = random.next();
    const deletedStep = fate < deal.deleted + deal.restored ? random.below(8) : -1;
    const isRestored = fate >= deal.deleted;

    writeNoise(this, start.at, mondayOf(this.plan.firstWeek) * day);
    let step: number | null = 0;
    while (step !== null && step < deal.maxWeeks) {
      const next = this.week(step);
      if (next === step + 1) {
        const at = this.movedAt;
        if (scopeSteps.includes(step)) this.changeScope(at + 60);
        if (currencyStep === step) this.changeCurrency(at + 120);
        this.pushClose(at + 180);
        if (deletedStep === step && !this.deleteFor(step, at + 600, isRestored)) {
          this.record.close({ wonAt: this.wonAt, lostReason: this.lostReason });
          return;
        }
      }
      step = next;
    }
    this.reveal(forever, 0);
    this.record.close({ wonAt: this.wonAt, lostReason: this.lostReason });
  }

  /** One step; answers the next one, or null when the story ends (closed for good, or today is reached). */
  private week(step: number): number | null {
    const { company } = this.teller;
    const { language } = company.options;
    const { firstWeek, random, stretches, transfers } = this.plan;
    const monday = mondayOf(firstWeek + step);
    const actionAt = officeTime(monday + random.below(2), language, random, 0.2, 1);
    const moveAt = officeTime(moveDay(monday, random.below(3)), language, random, 0.1, 1);
    const handedOverAt = officeTime(monday, language, random, 0, 0.15);
    const transfer = transfers.findLast((each) => each.step <= step);
    if (transfer && transfer.owner !== this.owner && handedOverAt < this.end) {
      this.owner = transfer.owner;
      this.write(handedOverAt, 'owner_changed', { owner: this.owner });
    }
    if (actionAt >= this.end) return null;
    const person = stretches[this.process.stretchAt(step)]!;
    const action = drawAction(this.stage, this.level, person, random);
    writeAction(this, actionAt, action);
    this.level = moved(this.level, action.effect);
    this.reveal(actionAt, this.process.valueAfterAction(step, this.block, this.level));
    writeNoise(this, actionAt, moveAt);
    if (moveAt >= this.end) return null;
    this.movedAt = moveAt;
    return this.move(step, moveAt);
  }

  private move(step: number, at: number): number | null {
    const { random } = this.plan;
    const move = this.process.drawMove(step, this.block, this.level, random);
    const target = move === 'forward' ? landing(this.block, 1) : move === 'skip' ? landing(this.block, 2) : null;
    const isWon = target !== null && target.usual < 0;
    if (isWon || move === 'lost' || step === deal.maxWeeks - 1) return this.close(step, at, isWon);
    if (target) this.enter(at, random.chance(target.deepShare) ? target.deep : target.usual);
    else if (move === 'back') {
      this.block -= 1;
      this.write(at, 'stage_changed', { stage: this.stage, category: this.category() });
    }
    this.reveal(at, this.process.valueBefore(step + 1, this.block, this.level));
    return step + 1;
  }

  /** Won or lost at `at`, and perhaps reopened weeks later; answers the step it goes on with, or null. */
  private close(step: number, at: number, isWon: boolean): number | null {
    const { random, firstWeek } = this.plan;
    const isDeep = isDeepBlock(this.block);
    this.closeDay = dayOf(at);
    if (isWon) {
      this.wonAt = at;
      this.write(at, 'won', { stage: won, closeDay: this.closeDay, category: closed });
      this.reveal(at, this.process.valueWhenWon(step, isDeep));
    } else {
      this.lostReason = this.drawLostReason();
      // Some systems empty the amount of a lost deal; metrics must use the one before.
      this.write(at, 'lost', {
        stage: lost,
        closeDay: this.closeDay,
        category: closed,
        ...(random.chance(0.05) ? { cents: 0 } : {}),
      });
      this.reveal(at, this.process.valueWhenLost(step, this.block));
    }
    if (!reopensInTime(step)) return null;
    const next = stepAfterReopening(step);
    const reopens = random.chance(isWon ? deal.reopenWon : deal.reopenLost);
    const backAt = officeTime(mondayOf(firstWeek + next - 1) + 4, this.teller.company.options.language, random, 0.5, 1);
    if (backAt >= this.end) return null;
    if (!reopens) {
      this.reveal(backAt, isWon ? 1 : 0);
      return null;
    }
    this.block = isWon ? unwonBlock(isDeep) : reopenedBlock(this.block);
    this.level = reopenedLevel;
    this.wonAt = null;
    this.lostReason = -1;
    this.closeDay = plannedClose(dayOf(backAt), 0, random);
    this.write(backAt, 'reopened', {
      stage: this.stage,
      cents: this.record.cents,
      closeDay: this.closeDay,
      category: this.category(),
    });
    this.reveal(backAt, this.process.valueBefore(next, this.block, this.level));
    return next;
  }

  private enter(at: number, block: number): void {
    const { random } = this.plan;
    const hadProposal = this.stage >= 2;
    this.block = block;
    const change: Change = { stage: this.stage, category: this.category() };
    if (!hadProposal && this.stage >= 2) {
      const percent = random.pick<number>(isDeepBlock(block) ? deal.deepDiscounts : deal.usualDiscounts);
      if (this.record.agreeDiscount(percent)) change.cents = this.record.cents;
    }
    // Near the end the plan is set anew.
    if (this.stage === 4) {
      const planned = dayOf(at) + 5 + random.below(20);
      change.closeDay = random.chance(0.4) ? quarterEndOf(planned) : planned;
      this.closeDay = change.closeDay;
    }
    this.write(at, 'stage_changed', change);
    if (!hadProposal && this.stage >= 2) this.record.quote(at + 900);
  }

  private changeScope(at: number): void {
    if (at >= this.end || !this.record.changeScope()) return;
    this.write(at, 'amount_changed', { cents: this.record.cents });
    if (this.record.isQuoted) this.record.quote(at + 900);
  }

  private changeCurrency(at: number): void {
    if (at >= this.end) return;
    this.record.changeCurrency();
    this.write(at, 'currency_changed', { cents: this.record.cents });
  }

  /** A close date that comes near is pushed; a silent deal's a little sooner. */
  private pushClose(at: number): void {
    const { random } = this.plan;
    const slack = this.level <= 1 ? 7 : 0;
    if (at >= this.end || this.closeDay > dayOf(at) + slack) return;
    const pushed = this.closeDay + 14 + random.below(35);
    const later = Math.max(pushed, dayOf(at) + 7);
    this.closeDay = random.chance(0.35) ? quarterEndOf(later) : later;
    this.write(at, 'close_date_changed', { closeDay: this.closeDay });
  }

  /** Deleted for ever, or until Monday; answers whether the story goes on. */
  private deleteFor(step: number, at: number, isRestored: boolean): boolean {
    if (at >= this.end) return true;
    this.write(at, 'deleted', { deleted: 1 });
    if (!isRestored) {
      this.reveal(at, 0);
      return false;
    }
    const { random, firstWeek } = this.plan;
    const back = officeTime(mondayOf(firstWeek + step + 1), this.teller.company.options.language, random, 0, 0.1);
    if (back < this.end) this.write(back, 'restored', { deleted: 0 });
    return true;
  }

  private reveal(at: number, next: number): void {
    if (at > this.probabilityFrom) this.teller.out.truth.add(this.plan.n, this.probabilityFrom, at, this.probability);
    this.probability = next;
    this.probabilityFrom = at;
  }

  private write(at: number, cause: string, change: Change): void {
    this.record.write(at, this.owner, cause, change);
  }

  private category(): number {
    if (this.stage >= 4) return 2;
    return this.stage === 3 || (this.stage === 2 && this.level >= 4) ? 1 : 0;
  }

  private drawLostReason(): number {
    const { competitor, random } = this.plan;
    const rival = competitors[competitor] === 'none' ? 0 : 3;
    return random.weighted([2, this.record.discount >= 12 ? 1 : 2, rival, 1.2, 1.4, 1.2, this.level <= 1 ? 4 : 0.3]);
  }
}

/** Wednesday to Friday, on the side of a quarter's end on which the Thursday lies. */
function moveDay(monday: number, more: number): number {
  const thursday = monday + 3;
  return Math.min(Math.max(monday + 2 + more, quarterStartOf(thursday)), quarterEndOf(thursday));
}
