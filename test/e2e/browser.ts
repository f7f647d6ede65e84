import { accessSync, constants } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { describe } from 'vitest';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The system's Chromium, or the one `CHROMIUM_PATH` names; null where there is none. */
export const chromiumPath: string | null =
  [process.env.CHROMIUM_PATH, ...usual].find((path) => path && canRun(path)) ?? null;

const isRequired = process.env.DEALCAST_REQUIRE_BROWSER === '1';
const missing = `no Chromium in ${usual.join(', ')}: install one, or name it with CHROMIUM_PATH`;

/** Tests that need a browser. Without one they are skipped, saying so; where one is required they fail. */
export function describeInBrowser(name: string, tests: () => void): void {
  if (chromiumPath || isRequired) describe(name, tests);
  else describe.skip(`${name} (${missing})`, tests);
}

/** A browser with a profile of its own that goes when it closes. */
export async function openBrowser(): Promise<Browser> {
  if (!chromiumPath) throw new Error(missing);
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

export interface Look {
  language: 'en' | 'zh';
  width: number;
  appearance: 'light' | 'dark';
}

/** A fresh visitor: the browser speaks `language`, prefers `appearance`, and remembers nothing. */
export const visitor = (browser: Browser, { language, width, appearance }: Look): Promise<BrowserContext> =>
  browser.newContext({
    locale: language === 'zh' ? 'zh-CN' : 'en-US',
    timezoneId: 'UTC',
    colorScheme: appearance,
    viewport: { width, height: width < 600 ? 844 : 900 },
    hasTouch: width < 600,
    reducedMotion: 'reduce',
  });

/** What a page complained of, and what it asked of anyone but `origin`. Watch before the page is opened. */
export function watch(page: Page, origin: string): string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith('http') && url.origin !== origin) complaints.push(`asked another site: ${url.href}`);
  });
  return complaints;
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
