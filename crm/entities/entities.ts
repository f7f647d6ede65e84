import { account } from './account.ts';
import { activity } from './activity.ts';
import { campaign } from './campaign.ts';
import { contact } from './contact.ts';
import type { Entity, EntityName } from './entity.ts';
import { lead } from './lead.ts';
import { opportunity } from './opportunity.ts';
import { product } from './product.ts';
import { team } from './team.ts';
import { user } from './user.ts';

/** Every entity by name, in an order in which each one's references come before it. */
export const entities: Readonly<Record<EntityName, Entity>> = {
  team,
  user,
  product,
  account,
  campaign,
  contact,
  lead,
  opportunity,
  activity,
};
