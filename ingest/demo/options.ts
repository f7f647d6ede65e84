export type DemoLanguage = 'en' | 'zh';

export interface DemoOptions {
  seed: number;
  /** Multiplies accounts, leads, opportunities and activities; fractions are for tests. */
  scale: number;
  /** Days since 1970 (UTC): the history ends where this day begins. */
  today: number;
  language: DemoLanguage;
}

/** What scale 1 means. */
export const volumes = { accounts: 3_000, leads: 30_000, opportunities: 12_000, activities: 250_000 } as const;
export const historyMonths = 36;

/** At least one of each, so that the smallest company still hangs together. */
export const scaled = (count: number, scale: number) => Math.max(1, Math.round(count * scale));
