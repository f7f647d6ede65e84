// Reads vitest's JSON report and prints `N passed, N failed, N skipped` as the last line. Plain JavaScript: it runs under
// the machine's own Node.
import { readFileSync } from 'node:fs';

const report = read(process.argv[2]);
const files = report?.testResults ?? [];
const tests = files.flatMap(({ name, assertionResults }) => assertionResults.map(({ status }) => ({ name, status })));
const count = (...statuses) => tests.filter(({ status }) => statuses.includes(status)).length;

const inBrowser = tests.filter(({ name }) => /[\\/]test[\\/]e2e[\\/]/.test(name));
const leftOut = inBrowser.filter(({ status }) => status !== 'passed' && status !== 'failed');
// A file that could not even be read has no tests and counts as one that failed.
const broken = files.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0);

const faults = [
  !report && 'the tests left no report',
  tests.length === 0 && 'no test ran',
  inBrowser.length === 0 && 'no browser test ran',
  leftOut.length > 0 && `browser tests were skipped: ${leftOut.length}`,
  report?.success === false && 'vitest says that the tests failed',
].filter(Boolean);
for (const fault of faults) console.error(fault);
const failed = count('failed') + broken.length;
console.log(`${count('passed')} passed, ${failed} failed, ${tests.length - count('passed', 'failed')} skipped`);
process.exitCode = faults.length > 0 || failed > 0 ? 1 : 0;

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}
