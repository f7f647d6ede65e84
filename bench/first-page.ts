import { DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import { silent } from '../progress.ts';
import { chromiumPath, openBrowser, visitor } from '../test/e2e/browser.ts';
import type { Warehouse } from '../warehouse/database.ts';
import { median, ms, report, timed } from './measure.ts';
import { serveApp } from './served-app.ts';

/** What the Forecast page asks when it is opened first. */
const requests = [
  '/api/v1/workspace',
  '/api/v1/jobs',
  '/api/v1/metrics',
  '/api/v1/forecast',
  '/api/v1/opportunities/scored?period=current&limit=12&offset=0',
];
const rounds = 15;

/**
 * The first page on the demo company: each request one after the other against the SQL it comes down to, run raw on the
 * same file in the same turn; then all at once, as a browser asks; then the page itself in a browser that knows nothing yet.
 */
async function firstPageBench(): Promise<void> {
  const { url, demo, models, close } = await serveApp();
  try {
    await models.train({ seed: 1, now: demo.now, progress: silent() });
    await benchRequests(url, demo.warehouse);
    if (chromiumPath) await benchPage(url);
    else console.log('no Chromium here: the page itself was not measured');
  } finally {
    await close();
  }
}

async function benchRequests(url: string, warehouse: Warehouse): Promise<void> {
  const ours: number[] = [];
  const raw: number[] = [];
  const together: number[] = [];
  const bySlowest = new Map(requests.map((path) => [path, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    let sum = 0;
    const { statements } = await recorded(async () => {
      for (const path of requests) {
        const { ms: took } = await timed(() => get(url + path));
        bySlowest.get(path)?.push(took);
        sum += took;
      }
    });
    ours.push(sum);
    raw.push((await timed(() => replay(warehouse, statements))).ms);
    together.push((await timed(() => Promise.all(requests.map((path) => get(url + path))))).ms);
  }
  for (const [path, times] of bySlowest) report(path, ms(median(times)));
  const ratio = median(ours) / median(raw);
  report('all, one after the other', `${ms(median(ours))}, raw ${ms(median(raw))}, ratio ${ratio.toFixed(2)}`);
  report('all at once', ms(median(together)));
}

async function get(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  await response.json();
}

async function benchPage(url: string): Promise<void> {
  const browser = await openBrowser();
  const times: number[] = [];
  try {
    for (let round = 0; round < 6; round += 1) {
      const context = await visitor(browser, { language: 'en', width: 1440, appearance: 'light' });
      const page = await context.newPage();
      const { ms: took } = await timed(async () => {
        await page.goto(`${url}/forecast`, { waitUntil: 'commit' });
        await page.waitForFunction(
          () =>
            document.querySelectorAll('.chart svg').length >= 3 &&
            document.querySelectorAll('[role=status]').length === 0,
          undefined,
          { polling: 'raf' },
        );
      });
      times.push(took);
      await context.close();
    }
  } finally {
    await browser.close();
  }
  const [first, ...later] = times;
  report('page drawn, first visitor', ms(first ?? Number.NaN));
  report('page drawn, new visitor', ms(median(later)), { text: '1 s', isMet: median(later) < 1000 });
}

interface Statement {
  text: string;
  values: readonly DuckDBValue[];
}

const { run, runAndReadAll } = DuckDBConnection.prototype;

/** The SQL that ran during `work`, transactions left out. */
async function recorded(work: () => Promise<void>): Promise<{ statements: Statement[] }> {
  const statements: Statement[] = [];
  let isInner = false;
  const listen = <Method extends typeof run | typeof runAndReadAll>(method: Method) =>
    function (this: DuckDBConnection, ...of: Parameters<Method>) {
      const [text, values] = of;
      if (!isInner && !/^\s*(BEGIN|COMMIT|ROLLBACK)/i.test(text)) {
        statements.push({ text, values: (values ?? []) as DuckDBValue[] });
      }
      // `runAndReadAll` is `run` within: told once.
      const before = isInner;
      isInner = true;
      try {
        return (method as (...of: unknown[]) => unknown).apply(this, of);
      } finally {
        isInner = before;
      }
    };
  Object.assign(DuckDBConnection.prototype, { run: listen(run), runAndReadAll: listen(runAndReadAll) });
  try {
    await work();
  } finally {
    Object.assign(DuckDBConnection.prototype, { run, runAndReadAll });
  }
  return { statements };
}

/** The same statements with the same values, as far as DuckDB's own vectors. */
async function replay(warehouse: Warehouse, statements: readonly Statement[]): Promise<void> {
  await warehouse.with(async (connection) => {
    for (const { text, values } of statements) {
      const result = await connection.run(text, [...values]);
      await result.fetchAllChunks();
    }
  });
}

if (import.meta.main) await firstPageBench();
