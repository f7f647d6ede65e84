import { officeTime } from './arrivals.ts';
import { dayOf } from './calendar.ts';
import { actionEffect, actions } from './causes.ts';
import { code } from './codes.ts';
import { teamOn } from './company.ts';
import type { Telling } from './deal-plan.ts';
import { chanceOfAction, chanceOfAnswer } from './deal-process.ts';
import type { Random } from './random.ts';

/** The action of a week: its place in `actions`, whether the other side answered, and the effect drawn (0: −1 … 3: +2). */
export interface Action {
  kind: number;
  isAnswered: boolean;
  effect: number;
}

export function drawAction(
  stage: number,
  level: number,
  { diligence, rapport }: { diligence: number; rapport: number },
  random: Random,
): Action {
  const kind = random.weighted(actions.map((_, action) => chanceOfAction(action, stage, level, diligence)));
  const isAnswered = random.chance(chanceOfAnswer(kind, rapport));
  const effects = actionEffect[actions[kind]!];
  return { kind, isAnswered, effect: random.weighted(isAnswered ? effects.answered : effects.silent) };
}

const kindOf = {
  email: code('kind', 'email'),
  call: code('kind', 'call'),
  meeting: code('kind', 'meeting'),
  visit: code('kind', 'visit'),
  task: code('kind', 'task'),
};
const outcome = {
  answered: code('outcome', 'answered'),
  noAnswer: code('outcome', 'no_answer'),
  replied: code('outcome', 'replied'),
  noReply: code('outcome', 'no_reply'),
  held: code('outcome', 'held'),
  noShow: code('outcome', 'no_show'),
  done: code('outcome', 'done'),
};
const outbound = code('direction', 'outbound');
const inbound = code('direction', 'inbound');

/** The row of the week's action, and of the reply to an e-mail. */
export function writeAction(story: Telling, at: number, { kind, isAnswered }: Action): void {
  const { random } = story.plan;
  const name = actions[kind]!;
  const yes = isAnswered ? 1 : 0;
  if (name === 'email') {
    write(story, at, {
      kind: kindOf.email,
      direction: outbound,
      twoWay: yes,
      outcome: yes ? outcome.replied : outcome.noReply,
      minutes: -1,
    });
    const reply = at + 600 + random.below(9_000);
    if (yes && reply < story.end)
      write(story, reply, { kind: kindOf.email, direction: inbound, twoWay: 1, outcome: outcome.replied, minutes: -1 });
  } else if (name === 'call') {
    const minutes = yes ? 5 + random.below(30) : 1;
    write(story, at, {
      kind: kindOf.call,
      direction: outbound,
      twoWay: yes,
      outcome: yes ? outcome.answered : outcome.noAnswer,
      minutes,
    });
  } else if (name !== 'none') {
    const minutes = yes ? (name === 'visit' ? 60 : 30) + 15 * random.below(5) : 0;
    write(story, at, {
      kind: kindOf[name],
      direction: outbound,
      twoWay: yes,
      outcome: yes ? outcome.held : outcome.noShow,
      minutes,
    });
  }
}

/** What else happens around a deal in a week and changes nothing: tasks, and mails that ask for no answer. */
export function writeNoise(story: Telling, from: number, to: number): void {
  const { random } = story.plan;
  const { language } = story.teller.company.options;
  const count = random.poisson(0.5 + 0.15 * story.level);
  for (let at = 0; at < count; at++) {
    const onDay = dayOf(from) + random.below(Math.max(1, dayOf(to) - dayOf(from)));
    const started = officeTime(onDay, language, random);
    if (started < from || started >= story.end || started >= to) continue;
    if (random.chance(0.55))
      write(story, started, {
        kind: kindOf.task,
        direction: -1,
        twoWay: 0,
        outcome: outcome.done,
        minutes: 10 + 5 * random.below(8),
      });
    else
      write(story, started, {
        kind: kindOf.email,
        direction: outbound,
        twoWay: 0,
        outcome: outcome.noReply,
        minutes: -1,
      });
  }
}

function write(
  story: Telling,
  at: number,
  {
    kind,
    direction,
    twoWay,
    outcome,
    minutes,
  }: { kind: number; direction: number; twoWay: number; outcome: number; minutes: number },
): void {
  const { plan, teller, owner, stage } = story;
  const { account } = plan.start;
  const { contactFrom } = teller.company.accounts;
  const first = contactFrom[account] as number;
  const known = Math.min((contactFrom[account + 1] as number) - first, 1 + Math.floor((stage + 2) / 2));
  teller.out.activity.add(
    teller.counters.activity++,
    kind,
    direction,
    at,
    owner,
    teamOn(teller.company.reps[owner]!, dayOf(at)),
    account,
    first + plan.random.below(known),
    plan.n,
    -1,
    twoWay,
    outcome,
    minutes,
  );
}
