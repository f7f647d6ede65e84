import type { PageName } from './page-names.ts';

/** The shell's few drawings, on a 20-pixel grid in the colour of the text. */
const paths: Record<PageName | 'search' | 'sun' | 'moon' | 'language', string> = {
  forecast: 'M3 14.5 7.5 9l3.5 3L17 4.5M12.5 4.5H17V9',
  funnel: 'M3 4.5h14M5.5 10h9M8 15.5h4',
  team: 'M7.5 9.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.5 16c.4-2.7 2.4-4.25 5-4.25s4.6 1.55 5 4.25M13 4.3a2.6 2.6 0 0 1 0 5M14.5 12c1.7.5 2.8 1.9 3 4',
  ideal_customer: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z',
  data: 'M16 5.25c0 1.25-2.7 2.25-6 2.25S4 6.5 4 5.25 6.7 3 10 3s6 1 6 2.25ZM4 5.25v9.5C4 16 6.7 17 10 17s6-1 6-2.25v-9.5M4 10c0 1.25 2.7 2.25 6 2.25S16 11.25 16 10',
  search: 'M9 15A6 6 0 1 0 9 3a6 6 0 0 0 0 12ZM13.5 13.5 17 17',
  sun: 'M10 13.25a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5ZM10 2.5V4M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M4.7 15.3l1-1M14.3 5.7l1-1',
  moon: 'M16.5 11.5A6.75 6.75 0 0 1 8.5 3.5a6.75 6.75 0 1 0 8 8Z',
  language: 'M2.5 5h9M7 3v2M9.5 5c-.8 3.5-3 6-6 7.5M4.5 7.5c1 2 2.8 3.8 5 5M10 17l3.75-9 3.75 9M11.25 14h5',
};

export function Icon({ name }: { name: keyof typeof paths }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" aria-hidden="true">
      <path d={paths[name]} stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
