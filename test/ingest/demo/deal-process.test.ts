import { expect, test } from 'vitest';
import { dayOf, weekOf } from '../../../ingest/demo/calendar.ts';
import { actionEffect, actions, deal } from '../../../ingest/demo/causes.ts';
import { drawAction } from '../../../ingest/demo/deal-activities.ts';
import {
  chanceOfAction,
  chanceOfAnswer,
  DealProcess,
  landing,
  levels,
  moved,
  reopenedBlock,
  reopenedLevel,
  reopensInTime,
  stageOfBlock,
  stepAfterReopening,
  unwonBlock,
} from '../../../ingest/demo/deal-process.ts';
import { buildCalendar } from '../../../ingest/demo/demo-calendar.ts';
import { Random } from '../../../ingest/demo/random.ts';

const start = Date.UTC(2024, 0, 1) / 1000;
const calendar = buildCalendar(dayOf(start), dayOf(start) + 1_000, 'en');
const person = { fromStep: 0, effect: 0.1, diligence: 0.8, rapport: 0 };
const usual = { firstWeek: weekOf(start) + 5, amountRatio: 0.3, stretches: [person] };

function solved(change: Partial<typeof person> = {}): DealProcess {
  const process = new DealProcess(calendar);
  process.solve({ ...usual, stretches: [{ ...person, ...change }] });
  return process;
}

test('before an action, the probability is the mean over what the action may do', () => {
  const process = solved();
  for (const [step, block, level] of [
    [0, 0, 2],
    [7, 3, 0],
    [20, 5, 5],
  ] as const) {
    let mean = 0;
    actions.forEach((name, action) => {
      const chance = chanceOfAction(action, stageOfBlock[block], level, person.diligence);
      const answered = chanceOfAnswer(action, 0);
      for (const [effects, part] of [
        [actionEffect[name].answered, answered],
        [actionEffect[name].silent, 1 - answered],
      ] as const)
        effects.forEach((share, move) => {
          mean += chance * part * share * process.valueAfterAction(step, block, moved(level, move));
        });
    });
    expect(process.valueBefore(step, block, level)).toBeCloseTo(mean, 12);
  }
});

// The draws know nothing of the solution: 40,000 lives of one deal must be won as often as it says.
test('the probability at creation is the share of lives of the deal that end as won', () => {
  const process = solved();
  const lives = 40_000;
  let won = 0;
  for (let life = 0; life < lives; life++) if (live(process, new Random(3, 99, life))) won += 1;
  const said = process.valueBefore(0, 0, 2);
  expect(said).toBeGreaterThan(0.1);
  expect(Math.abs(won / lives - said)).toBeLessThan(4 * Math.sqrt((said * (1 - said)) / lives));
});

function live(process: DealProcess, random: Random): boolean {
  let block = 0;
  let level = 2;
  let step = 0;
  for (;;) {
    level = moved(level, drawAction(stageOfBlock[block] as number, level, person, random).effect);
    const move = process.drawMove(step, block, level, random);
    const target = move === 'forward' ? landing(block, 1) : move === 'skip' ? landing(block, 2) : null;
    const isWon = target !== null && target.usual < 0;
    if (isWon || move === 'lost' || step === deal.maxWeeks - 1) {
      if (!reopensInTime(step) || !random.chance(isWon ? deal.reopenWon : deal.reopenLost)) return isWon;
      block = isWon ? unwonBlock(block >= 5) : reopenedBlock(block);
      level = reopenedLevel;
      step = stepAfterReopening(step);
      continue;
    }
    if (target) block = random.chance(target.deepShare) ? target.deep : target.usual;
    else if (move === 'back') block -= 1;
    step += 1;
  }
}

test('causes push the way they are stated', () => {
  const process = solved();
  const at = (step: number, block: number, level: number) => process.valueBefore(step, block, level);
  // Further on and more engaged is likelier to win.
  for (let block = 1; block < 5; block++) expect(at(3, block, 2)).toBeGreaterThan(at(3, block - 1, 2));
  for (let level = 1; level < levels; level++) expect(at(3, 2, level)).toBeGreaterThan(at(3, 2, level - 1));
  // A deep discount, a better fit, a more diligent rep help; age hurts.
  expect(at(3, 5, 2)).toBeGreaterThan(at(3, 2, 2));
  expect(solved({ effect: 0.4 }).valueBefore(0, 0, 2)).toBeGreaterThan(at(0, 0, 2));
  expect(solved({ diligence: 1 }).valueBefore(0, 0, 2)).toBeGreaterThan(at(0, 0, 2));
  expect(at(40, 0, 2)).toBeLessThan(at(0, 0, 2));
});

test('a change of owner counts from its week on', () => {
  const process = new DealProcess(calendar);
  process.solve({ ...usual, stretches: [person, { ...person, fromStep: 10, effect: 0.6 }] });
  const [first, second] = [solved(), solved({ effect: 0.6 })];
  expect(process.valueBefore(10, 2, 3)).toBeCloseTo(second.valueBefore(10, 2, 3), 12);
  expect(process.valueBefore(0, 0, 3)).toBeGreaterThan(first.valueBefore(0, 0, 3));
  expect(process.valueBefore(0, 0, 3)).toBeLessThan(second.valueBefore(0, 0, 3));
});
