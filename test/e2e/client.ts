import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { en } from '../../dashboards/app/language/en.ts';
import type { Texts } from '../../dashboards/app/language/texts.ts';
import { zh } from '../../dashboards/app/language/zh.ts';

/** What the client says, by language. */
export const texts: Record<'en' | 'zh', Texts> = { en, zh };

export const pages = ['forecast', 'funnel', 'team', 'ideal_customer'] as const;
export const pathOf = (page: (typeof pages)[number]): string => `/${page.replace('_', '-')}`;

/** Waits until the page `title` has nothing left to load and `charts` of its charts have marks in them. */
export async function drawn(page: Page, { title, charts }: { title: string; charts: number }): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      document.querySelector('main h1')?.textContent === wanted.title &&
      document.querySelector('main [role=status]') === null &&
      [...document.querySelectorAll('main .chart')].filter((chart) => chart.querySelector('svg .role-mark path'))
        .length >= wanted.charts,
    { title, charts },
  );
}

/** Nothing on the page reaches over its right edge, but for what scrolls by itself. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { content, window: width } = await page.evaluate(() => ({
    content: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect(content, `width of ${page.url()}`).toBeLessThanOrEqual(width);
}

/** `$1,234,567` and `¥1,234.50` as numbers. */
export const numberIn = (text: string | null): number => Number((text ?? '').replace(/[^\d.-]/g, ''));

/** Goes to a page by its link in the menu. */
export const follow = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
