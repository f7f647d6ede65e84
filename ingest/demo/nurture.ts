import { officeTime } from './arrivals.ts';
import { code } from './codes.ts';
import { accountsOn, type Company, repFor, teamOn } from './company.ts';
import type { Counters } from './leads.ts';
import { Random, stream } from './random.ts';
import type { Buffers } from './staging.ts';

const row = {
  call: { kind: code('kind', 'call'), yes: code('outcome', 'answered'), no: code('outcome', 'no_answer'), share: 0.55 },
  email: { kind: code('kind', 'email'), yes: code('outcome', 'replied'), no: code('outcome', 'no_reply'), share: 0.3 },
  meeting: { kind: code('kind', 'meeting'), yes: code('outcome', 'held'), no: code('outcome', 'no_show'), share: 0.9 },
  visit: { kind: code('kind', 'visit'), yes: code('outcome', 'held'), no: code('outcome', 'no_show'), share: 0.95 },
  task: { kind: code('kind', 'task'), yes: code('outcome', 'done'), no: code('outcome', 'done'), share: 0 },
};
const kinds = Object.values(row);
const inbound = code('direction', 'inbound');
const outbound = code('direction', 'outbound');

/** One activity of keeping in touch with an account, without a deal in view. */
export function simulateNurture(company: Company, n: number, onDay: number, out: Buffers, counters: Counters): void {
  const { accounts, options } = company;
  const random = new Random(options.seed, stream.nurture, n);
  const account = random.below(accountsOn(company, onDay));
  const owner = repFor(company, accounts.homeRep[account] as number, onDay, random);
  const { kind, yes, no, share } = kinds[random.weighted([0.3, 0.4, 0.1, 0.06, 0.14])]!;
  const isTask = share === 0;
  const isInbound = !isTask && random.chance(0.2);
  const twoWay = isInbound || random.chance(share) ? 1 : 0;
  const first = accounts.contactFrom[account] as number;
  const contact = first + random.below((accounts.contactFrom[account + 1] as number) - first);
  out.activity.add(
    counters.activity++,
    kind,
    isTask ? -1 : isInbound ? inbound : outbound,
    officeTime(onDay, options.language, random),
    owner,
    teamOn(company.reps[owner]!, onDay),
    account,
    isTask ? -1 : contact,
    -1,
    -1,
    isTask ? 0 : twoWay,
    isTask || !twoWay ? no : yes,
    isTask ? 15 : kind === row.email.kind ? -1 : twoWay ? 10 + random.below(40) : 1,
  );
}
