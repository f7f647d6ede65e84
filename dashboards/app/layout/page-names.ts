/** The pages in the order of the menu; the texts of `page` name them. */
export const pageNames = [
  { name: 'forecast', path: '/forecast' },
  { name: 'funnel', path: '/funnel' },
  { name: 'team', path: '/team' },
  { name: 'ideal_customer', path: '/ideal-customer' },
  { name: 'data', path: '/data' },
] as const;
export type PageName = (typeof pageNames)[number]['name'];
