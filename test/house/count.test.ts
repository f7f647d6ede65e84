import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const counter = join(import.meta.dirname, '..', '..', '.ci', 'count.js');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dealcast-count-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

type Statuses = ('passed' | 'failed' | 'skipped')[];

/** What is said of a run whose unit and browser tests ended so. */
function count(unit: Statuses, inBrowser: Statuses) {
  const report = join(folder, 'report.json');
  const fileOf = (name: string, statuses: Statuses) => ({
    name,
    status: statuses.includes('failed') ? 'failed' : 'passed',
    assertionResults: statuses.map((status) => ({ status })),
  });
  const testResults = [fileOf('/x/test/jobs/a.test.ts', unit), fileOf('/x/test/e2e/b.test.ts', inBrowser)];
  const success = ![...unit, ...inBrowser].includes('failed');
  writeFileSync(report, JSON.stringify({ success, testResults }));
  const { status, stdout, stderr } = spawnSync(process.execPath, [counter, report], { encoding: 'utf8' });
  return { status, lastLine: stdout.trim().split('\n').at(-1), stderr };
}

test('passes when all passed, and counts them on the last line', () => {
  expect(count(['passed', 'passed', 'skipped'], ['passed'])).toEqual({
    status: 0,
    lastLine: '3 passed, 0 failed, 1 skipped',
    stderr: '',
  });
});

test('fails when a test failed', () => {
  expect(count(['passed', 'failed'], ['passed'])).toMatchObject({
    status: 1,
    lastLine: '2 passed, 1 failed, 0 skipped',
  });
});

test('fails when a browser test was left out, or none ran', () => {
  expect(count(['passed'], ['passed', 'skipped'])).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/skipped: 1/),
  });
  expect(count(['passed'], [])).toMatchObject({ status: 1, stderr: expect.stringMatching(/no browser test ran/) });
});

test('fails when nothing was written down', () => {
  expect(spawnSync(process.execPath, [counter, join(folder, 'nowhere')]).status).toBe(1);
});
