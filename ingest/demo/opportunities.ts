import { day, dayOf, mondayOf, weekOf } from './calendar.ts';
import {
  competitorShares,
  competitorWin,
  deal,
  industryFit,
  rep as repCauses,
  type Source,
  sizeQuantity,
  sources,
} from './causes.ts';
import { type Company, industryOn, isActive, sizeOn } from './company.ts';
import { type Line, plannedClose, type Teller, type Transfer } from './deal-plan.ts';
import type { DealProcess, Stretch } from './deal-process.ts';
import { DealStory } from './deal-story.ts';
import type { DealStart } from './leads.ts';
import { Random, stream } from './random.ts';

const sourceNames = Object.keys(sources) as Source[];

/** Draws what is fixed about a deal, solves its process and tells its story up to today. */
export function simulateOpportunity(teller: Teller, process: DealProcess, n: number, start: DealStart): void {
  const { company } = teller;
  const { accounts } = company;
  const random = new Random(company.options.seed, stream.opportunity, n);
  const createdOn = dayOf(start.at);
  const firstWeek = weekOf(start.at) + 1;
  const lines = drawLines(company, sizeOn(accounts, start.account, createdOn), random);
  const cents = lines.reduce((sum, line) => sum + line.quantity * line.unitCents, 0);
  const amountRatio = Math.max(-2, Math.min(2.5, Math.log(cents / (usualCents * company.priceFactor))));
  const competitor = random.weighted(competitorShares);
  const source = sources[sourceNames[start.source] as Source];
  const fit = industryFit[industryOn(accounts, start.account, createdOn)] as readonly number[];
  const effect =
    source.win +
    (fit[company.products[lines[0]!.product]!.family] as number) +
    (competitorWin[competitor] as number) +
    deal.amountWin * amountRatio +
    deal.unseen * random.normal();
  const transfers = planTransfers(company, start.owner, firstWeek, random);
  const stretches = [{ step: 0, owner: start.owner }, ...transfers].map(({ step, owner }): Stretch => {
    const person = company.reps[owner]!;
    const weeks = (createdOn + 7 * step - person.hiredOn) / 7;
    const ramp = repCauses.rampEffect * Math.max(0, 1 - weeks / repCauses.rampWeeks);
    return {
      fromStep: step,
      effect: effect + person.skill + ramp,
      diligence: person.diligence,
      rapport: repCauses.rapport * person.skill,
    };
  });
  process.solve({ firstWeek, amountRatio, stretches });
  const level = Math.min(5, Math.max(0, Math.round(source.engagement + 0.8 * random.normal())));
  new DealStory(teller, process, {
    n,
    start,
    random,
    lines,
    competitor,
    firstWeek,
    stretches,
    transfers,
    level,
    closeDay: plannedClose(createdOn, amountRatio, random),
  }).tell();
}

const usualCents = 3_000_000;
/** Shares of the product families among what a deal is mainly about, and of further products beside it. */
const familyShares = [0.34, 0.24, 0.26, 0.16];

function drawLines(company: Company, size: number, random: Random): Line[] {
  const family = random.weighted(familyShares);
  const first = family * 3 + random.weighted(size >= 2 ? [0.2, 0.4, 0.4] : [0.5, 0.35, 0.15]);
  const chosen = [first];
  for (let more = random.weighted([0.5, 0.33, 0.17]); more > 0; more--) {
    const product = random.below(company.products.length);
    if (!chosen.includes(product)) chosen.push(product);
  }
  return chosen.map((product, at) => ({
    product,
    quantity: Math.max(1, Math.round(sizeQuantity[size]! * (at === 0 ? 5 : 2) * Math.exp(0.42 * random.normal()))),
    unitCents: company.products[product]!.price * 100,
  }));
}

/** Who takes the deal over and when: a colleague when the owner leaves, now and then somebody for other reasons. */
function planTransfers(company: Company, owner: number, firstWeek: number, random: Random): Transfer[] {
  const { reps } = company;
  const transfers: Transfer[] = [];
  const handOver = (step: number, from: number) => {
    const onDay = mondayOf(firstWeek + step);
    const team = reps[from]!.team;
    let at = random.below(reps.length);
    for (let tries = 0; tries < 2 * reps.length; tries++, at = (at + 1) % reps.length) {
      const other = reps[at]!;
      if (
        at !== from &&
        isActive(other, onDay) &&
        other.leftOn === Number.POSITIVE_INFINITY &&
        (tries >= reps.length || other.team === team)
      )
        break;
    }
    transfers.push({ step, owner: at });
    return at;
  };
  let holder = owner;
  const chance = random.next();
  const step = 2 + random.below(8);
  const leaves = weekOf(reps[owner]!.leftOn * day) - firstWeek;
  if (chance < deal.transferred && !(leaves <= step + 1)) holder = handOver(step, owner);
  const left = weekOf(reps[holder]!.leftOn * day) - firstWeek;
  // He goes at the end of the week before; his deals are others' from Monday.
  if (left < deal.maxWeeks) handOver(Math.max(0, left), holder);
  return transfers;
}
