import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AnswerRow, DrillAnswer, DrillQuery, MetricAnswer } from '../../warehouse/metrics/metric-query.ts';
import { post } from '../api/support.ts';
import type { Served } from '../api/workspaces.ts';
import { describeInBrowser, openBrowser, visitor, watch } from './browser.ts';
import { drawn, numberIn, texts } from './client.ts';
import { serveDemoCompany } from './companies.ts';

const text = texts.en;

describeInBrowser('a mark leads to the records behind it', () => {
  let served: Served;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    [served, browser] = await Promise.all([serveDemoCompany(), openBrowser()]);
    page = await (await visitor(browser, { language: 'en', width: 1440, appearance: 'light' })).newPage();
  });
  afterAll(async () => {
    await browser?.close();
    await served?.close();
  });

  test.each([
    ['forecast', text.forecast.parts, 'first'],
    ['funnel', text.funnel.pipeline, 'first'],
    // The first bars there are the pale ones behind.
    ['funnel', text.funnel.stages, 'last'],
  ] as const)('on the page %s: %s', async (path, title, place) => {
    const complaints = watch(page, served.url);
    await page.goto(`${served.url}/${path}`);
    await drawn(page, { title: text.page[path], charts: 1 });
    const asked = await drillOf(page, () => barsOf(page, title)[place]().click());
    await expectSameAsMark(served, page, asked);
    expect(complaints).toEqual([]);
  });

  test('by keyboard too, through the table of the chart', async () => {
    await page.goto(`${served.url}/funnel`);
    await drawn(page, { title: text.page.funnel, charts: 1 });
    const panel = panelOf(page, text.funnel.pipeline);
    await panel.getByText(text.chart.as_table, { exact: true }).click();
    const button = panel.getByRole('button', { name: text.chart.show_deals }).first();
    await button.focus();
    const asked = await drillOf(page, () => page.keyboard.press('Enter'));
    await expectSameAsMark(served, page, asked);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('at an address that can be passed on', async () => {
    await page.goto(`${served.url}/funnel`);
    await drawn(page, { title: text.page.funnel, charts: 1 });
    const first = await drillOf(page, () => barsOf(page, text.funnel.pipeline).first().click());
    const again = await drillOf(page, () => page.reload());
    expect(again).toEqual(first);
  });
});

const panelOf = (page: Page, title: string): Locator =>
  page.locator('.panel').filter({ has: page.getByRole('heading', { name: title }) });

const barsOf = (page: Page, title: string): Locator => panelOf(page, title).locator('.chart svg .mark-rect path');

/** The question the page asks for its drawer when `act` opens it. */
async function drillOf(page: Page, act: () => Promise<unknown>): Promise<DrillQuery> {
  const [request] = await Promise.all([page.waitForRequest('**/api/v1/drill'), act()]);
  return DrillQuery.parse(request.postDataJSON());
}

/** What the drawer says, what its records add up to and what the API says of the mark are one number. */
async function expectSameAsMark(served: Served, page: Page, asked: DrillQuery): Promise<void> {
  const total = page.getByRole('dialog').locator('.drill-total strong');
  await total.waitFor();
  const { rows } = MetricAnswer.parse((await post(`${served.url}/api/v1/query`, asked.query)).body);
  const mark = Number(rows.find((row) => isOf(row, asked.mark))?.[asked.metric]);
  const all = DrillAnswer.parse(
    (await post(`${served.url}/api/v1/drill`, { ...asked, limit: 10_000, offset: 0 })).body,
  );
  expect(mark).toBeGreaterThan(0);
  expect(all.rows).toHaveLength(all.total_rows);
  expect(all.rows.reduce((sum, row) => sum + Number(row.value), 0)).toBeCloseTo(mark, 2);
  expect(all.total.value).toBeCloseTo(mark, 6);
  expect(numberIn(await total.textContent())).toBeCloseTo(mark, -1);
  expect(await page.getByRole('dialog').locator('tbody tr[data-row-key]').count()).toBe(Math.min(50, all.total_rows));
}

const isOf = (row: AnswerRow, mark: DrillQuery['mark']) =>
  Object.entries(mark).every(([name, value]) => row[name] === value);
