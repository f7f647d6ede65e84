import { competitors, sources, stages } from './causes.ts';

/** The lists whose places the staged columns hold. */
export const codes = {
  source: Object.keys(sources),
  stage: [...stages, 'won', 'lost'],
  competitor: competitors,
  cause: [
    'created',
    'stage_changed',
    'amount_changed',
    'close_date_changed',
    'owner_changed',
    'won',
    'lost',
    'reopened',
    'deleted',
    'restored',
    'currency_changed',
  ],
  category: ['pipeline', 'best_case', 'commit', 'closed'],
  lost_reason: ['no_decision', 'price', 'competitor', 'missing_feature', 'no_budget', 'timing', 'lost_contact'],
  reject_reason: ['no_budget', 'not_a_fit', 'unreachable', 'student_or_private', 'competitor', 'duplicate'],
  kind: ['call', 'email', 'meeting', 'visit', 'task'],
  direction: ['outbound', 'inbound'],
  outcome: ['answered', 'no_answer', 'replied', 'no_reply', 'held', 'no_show', 'done'],
  touch: ['click', 'form', 'attended', 'opened'],
  quote_status: ['sent', 'accepted', 'rejected', 'superseded', 'expired'],
  ticket_kind: ['question', 'incident', 'complaint', 'request'],
  severity: ['low', 'medium', 'high', 'critical'],
} as const;

export type CodeName = keyof typeof codes;
const places = Object.fromEntries(
  Object.entries(codes).map(([name, list]) => [name, new Map((list as readonly string[]).map((key, at) => [key, at]))]),
);

/** Place of a key in its list. Throws on an unknown key, which is a bug. */
export function code(name: CodeName, key: string): number {
  const place = places[name]?.get(key);
  if (place === undefined) throw new Error(`unknown ${name}: ${key}`);
  return place;
}
