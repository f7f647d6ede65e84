import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Served } from '../api/workspaces.ts';
import { describeInBrowser, type Look, openBrowser, visitor, watch } from './browser.ts';
import { drawn, expectNoSidewaysScroll, follow, pages, texts } from './client.ts';
import { exportFolder, hasExport, serveDemoCompany, serveExport } from './companies.ts';

const looks: Look[] = (['en', 'zh'] as const).flatMap((language) =>
  [1440, 390].flatMap((width) => (['light', 'dark'] as const).map((appearance) => ({ language, width, appearance }))),
);

describeInBrowser('the pages of the demo company', () => {
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveDemoCompany(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  test.each(looks)('are drawn: $language, $width px, $appearance', async (look) => {
    await expectPages(served, browser, look, { forecast: 2, funnel: 2, team: 2, ideal_customer: 1 });
  });
});

const describeExport = hasExport ? describeInBrowser : describe.skip;
describeExport(`the pages of a real export${hasExport ? '' : ` (there is none at ${exportFolder})`}`, () => {
  let served: Served;
  let browser: Browser;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveExport(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  test.each(looks.filter(({ appearance }) => appearance === 'light'))(
    'are drawn: $language, $width px',
    async (look) => {
      // No activities and no sources there: the team page has its comparison alone.
      await expectPages(served, browser, look, { forecast: 1, funnel: 2, team: 1, ideal_customer: 1 });
    },
  );

  test.each(['en', 'zh'] as const)('say that the data hold no signal yet: %s', async (language) => {
    const context = await visitor(browser, { language, width: 1440, appearance: 'light' });
    const page = await context.newPage();
    await page.goto(`${served.url}/forecast`);
    await drawn(page, { title: texts[language].page.forecast, charts: 1 });
    expect(await page.getByText(texts[language].forecast.no_signal).count()).toBe(1);
    await context.close();
  });
});

/** Goes through the four pages by the menu, as a visitor who has never been here. */
async function expectPages(
  served: Served,
  browser: Browser,
  look: Look,
  charts: Record<(typeof pages)[number], number>,
): Promise<void> {
  const context = await visitor(browser, look);
  const page = await context.newPage();
  const complaints = watch(page, served.url);
  const { page: names } = texts[look.language];
  await page.goto(served.url);
  for (const name of pages) {
    await follow(page, names[name]);
    await drawn(page, { title: names[name], charts: charts[name] });
    expect(await page.locator('main').textContent()).toMatch(/\d/);
    expect(await page.locator('main [role=alert]').count(), `errors on ${name}`).toBe(0);
    await expectNoSidewaysScroll(page);
  }
  expect(await page.locator('html').getAttribute('data-appearance')).toBe(look.appearance);
  expect(await page.locator('html').getAttribute('lang')).toBe(look.language === 'zh' ? 'zh-CN' : 'en');
  expect(complaints).toEqual([]);
  await context.close();
}
