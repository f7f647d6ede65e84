import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from '../../config.ts';

test('with nothing given: the demo company on port 3000, for this machine alone', () => {
  expect(readConfig([], {})).toMatchObject({
    port: 3000,
    host: '127.0.0.1',
    dataDir: join(import.meta.dirname, '..', '..', 'data'),
    source: { kind: 'demo', seed: 1, scale: 1, language: 'en' },
    logLevel: 'info',
    help: false,
  });
});

test('the command line comes before the environment', () => {
  const env = { PORT: '4000', DATA_DIR: '/from/environment' };
  expect(readConfig([], env)).toMatchObject({ port: 4000, dataDir: '/from/environment' });
  expect(readConfig(['--port', '0', '--data', '/from/line'], env)).toMatchObject({ port: 0, dataDir: '/from/line' });
});

test('an empty variable counts as not set', () => {
  expect(readConfig([], { PORT: '', DATA_DIR: '', LOG_LEVEL: '' })).toMatchObject({ port: 3000, logLevel: 'info' });
});

test('the demo company speaks the language of the system unless told otherwise', () => {
  expect(readConfig([], { LANG: 'zh_CN.UTF-8' }).source).toMatchObject({ language: 'zh' });
  expect(readConfig(['--lang', 'en'], { LANG: 'zh_CN.UTF-8' }).source).toMatchObject({ language: 'en' });
});

test('a part of a demo company can be asked for', () => {
  expect(readConfig(['--scale', '0.02', '--seed', '7'], {}).source).toMatchObject({ scale: 0.02, seed: 7 });
});

test('an export with its mapping', () => {
  expect(readConfig(['--load', '/export', '--mapping', '/mapping.json'], {}).source).toEqual({
    kind: 'export',
    folder: '/export',
    mappingFile: '/mapping.json',
  });
});

test.each([
  [['--port', 'http'], /^--port must be a whole number from 0 to 65535: http$/],
  [['--port', '65536'], /^--port must be/],
  [['--port='], /^--port must be/],
  [['--scale', '0'], /^--scale must be a number above 0, at most 1000: 0$/],
  [['--scale', '1e3'], /^--scale must be/],
  [['--seed', '-1'], /--seed/],
  [['--lang', 'de'], /^--lang must be en or zh: de$/],
  [['--memory', '5'], /^--memory must be/],
  [['--colour'], /^Unknown option '--colour'; see npm start -- --help$/],
  [['extra'], /'extra'/],
  [['--mapping', 'x'], /^--mapping needs --load$/],
  [['--empty', '--load', 'x'], /^--empty and --load exclude each other$/],
])('a wrong command line is refused in one sentence: %j', (args, sentence) => {
  expect(() => readConfig(args, {})).toThrow(expect.objectContaining({ code: 'invalid' }));
  expect(() => readConfig(args, {})).toThrow(sentence);
  expect(() => readConfig(args, {})).not.toThrow(/\n/);
});

test('a wrong variable is named as what it is', () => {
  expect(() => readConfig([], { PORT: 'x' })).toThrow(/^PORT must be a whole number from 0 to 65535: x$/);
  expect(() => readConfig([], { LOG_LEVEL: 'loud' })).toThrow(/^LOG_LEVEL must be debug, info, warn or error: loud$/);
});
