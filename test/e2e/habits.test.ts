import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Served } from '../api/workspaces.ts';
import { describeInBrowser, openBrowser, visitor, watch } from './browser.ts';
import { drawn, expectNoSidewaysScroll, pages, pathOf, texts } from './client.ts';
import { serveDemoCompany, serveEmptyWorkspace } from './companies.ts';

describeInBrowser('the client', () => {
  let served: Served;
  let empty: Served;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  beforeAll(async () => {
    [served, empty, browser] = await Promise.all([serveDemoCompany(), serveEmptyWorkspace(), openBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await Promise.all([served?.close(), empty?.close()]);
  });
  beforeEach(async () => {
    context = await visitor(browser, { language: 'en', width: 1440, appearance: 'light' });
    page = await context.newPage();
  });
  afterEach(() => context.close());

  test('remembers the language and the appearance', async () => {
    await page.goto(`${served.url}/forecast`);
    await page.getByRole('button', { name: texts.en.shell.language_label }).click();
    await page.getByRole('heading', { level: 1, name: texts.zh.page.forecast }).waitFor();
    await page.getByRole('button', { name: texts.zh.shell.to_dark }).click();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: texts.zh.page.forecast }).waitFor();
    const { lang, scheme } = await page.evaluate(() => ({
      lang: document.documentElement.lang,
      scheme: document.documentElement.style.colorScheme,
    }));
    expect({ lang, scheme }).toEqual({ lang: 'zh-CN', scheme: 'dark' });
  });

  test('is reached by keyboard: skip link, then every page of the menu', async () => {
    await page.goto(`${served.url}/forecast`);
    await drawn(page, { title: texts.en.page.forecast, charts: 1 });
    const reached: string[] = [];
    for (let step = 0; step < 12; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate(() => document.activeElement?.textContent?.trim() ?? ''));
    }
    expect(reached[0]).toBe(texts.en.shell.skip);
    expect(reached).toEqual(expect.arrayContaining(pages.map((name) => texts.en.page[name])));
  });

  test('shows where the keyboard is', async () => {
    await page.goto(`${served.url}/forecast`);
    await page.getByRole('link', { name: texts.en.page.team, exact: true }).focus();
    await page.keyboard.press('Tab');
    const { outline, shadow } = await page.evaluate(() => {
      const style = getComputedStyle(document.activeElement!);
      return { outline: style.outlineStyle, shadow: style.boxShadow };
    });
    expect(outline !== 'none' || shadow !== 'none').toBe(true);
  });

  test.each(pages)('says what failed on %s, and tries again', async (name) => {
    const isFailing = /\/api\/v1\/(query|forecast|ideal-customer)$/;
    const problem = { type: 'urn:dealcast:problem:internal', title: 'It is broken.', status: 500, code: 'internal' };
    await page.route(isFailing, (route) =>
      route.fulfill({ status: 500, contentType: 'application/problem+json', body: JSON.stringify(problem) }),
    );
    await page.goto(served.url + pathOf(name));
    const alert = page.locator('main [role=alert]').first();
    await alert.waitFor();
    expect(await alert.textContent()).toContain('It is broken.');
    await page.unroute(isFailing);
    for (const again of await page.getByRole('button', { name: texts.en.state.retry }).all()) await again.click();
    await drawn(page, { title: texts.en.page[name], charts: 1 });
    expect(await page.locator('main [role=alert]').count()).toBe(0);
  });

  test.each(['en', 'zh'] as const)('teaches an empty workspace to be filled: %s', async (language) => {
    const other = await visitor(browser, { language, width: 390, appearance: 'dark' });
    const visit = await other.newPage();
    const complaints = watch(visit, empty.url);
    for (const name of pages) {
      await visit.goto(empty.url + pathOf(name));
      await visit.getByText(texts[language].state.empty_title).waitFor();
      expect(await visit.locator('main').textContent()).toContain('npm start -- --load DIR');
      await expectNoSidewaysScroll(visit);
    }
    expect(complaints).toEqual([]);
    await other.close();
  });

  test('says that an address leads nowhere', async () => {
    await page.goto(`${served.url}/nowhere`);
    await page.getByText(texts.en.page.not_found, { exact: true }).waitFor();
  });
});
