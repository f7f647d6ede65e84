import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLog } from '../../jobs/log-file.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dealcast-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('each line is in the file as soon as it is said', () => {
  const { log, close } = openLog(folder, 'info');
  log.info({ rows: 3 }, 'loaded');
  expect(JSON.parse(readFileSync(join(folder, 'log', 'dealcast.log'), 'utf8'))).toMatchObject({
    rows: 3,
    msg: 'loaded',
  });
  close();
});

test.skipIf(!existsSync('/dev/full'))('a full disk costs lines of the log, not the server', () => {
  mkdirSync(join(folder, 'log'));
  symlinkSync('/dev/full', join(folder, 'log', 'dealcast.log'));
  const { log, close } = openLog(folder, 'info');
  for (let line = 0; line < 100; line += 1) log.info('said into nothing');
  close();
});

test('a log that cannot be opened is told by its name', () => {
  writeFileSync(join(folder, 'log'), '');
  expect(() => openLog(folder, 'info')).toThrow(/the log cannot be written: .*dealcast\.log \(EEXIST\)/);
});
