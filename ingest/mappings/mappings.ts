import { Mapping } from '../mapping.ts';
import { crmSalesOpportunities } from './crm-sales-opportunities.ts';

/** The mappings that are tried on a folder when none is named. Copy one as JSON to make your own. */
export const mappings: readonly Mapping[] = [Mapping.parse(crmSalesOpportunities)];
