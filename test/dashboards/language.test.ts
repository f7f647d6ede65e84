import { expect, test } from 'vitest';
import { en } from '../../dashboards/app/language/en.ts';
import { firstLanguage } from '../../dashboards/app/language/language.ts';
import { zh } from '../../dashboards/app/language/zh.ts';

/** Every text with its dotted key. */
const flat = (node: object, path = ''): [string, string][] =>
  Object.entries(node).flatMap(([key, value]) =>
    typeof value === 'string' ? [[path + key, value] as [string, string]] : flat(value as object, `${path}${key}.`),
  );

const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

test('both languages have the same texts, none empty, with the same holes', () => {
  const chinese = new Map(flat(zh));
  expect([...chinese.keys()]).toEqual(flat(en).map(([key]) => key));
  for (const [key, text] of flat(en)) {
    expect(chinese.get(key), key).not.toBe('');
    expect(holes(chinese.get(key) ?? ''), key).toEqual(holes(text));
  }
});

test('Chinese texts are Chinese, but for names that are not translated', () => {
  const latin = flat(zh).filter(([, text]) => !/[\u4e00-\u9fff]/.test(text));
  expect(latin.map(([key]) => key)).toEqual([
    'product',
    'shell.language',
    'drill.ratio',
    'forecast.period',
    'measure.auc',
  ]);
});

test('the language is the one chosen, else the first of the browser’s that we speak', () => {
  expect(firstLanguage('zh', ['en-US'])).toBe('zh');
  expect(firstLanguage(null, ['fr-FR', 'zh-TW', 'en'])).toBe('zh');
  expect(firstLanguage(null, ['fr-FR'])).toBe('en');
  expect(firstLanguage('klingon', ['zh-CN'])).toBe('zh');
});
