import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { beforeAll, expect, test } from 'vitest';
import { fingerprint } from '../../ingest/files/fingerprint.ts';

let path: string;
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'dealcast-print-')), 'file');
});
const { signal } = new AbortController();
const encodingOf = async (bytes: Uint8Array) => {
  await writeFile(path, bytes);
  return (await fingerprint(path, { signal })).encoding;
};

test('tells encodings apart', async () => {
  const chinese = '客户名称,金额\n北京华信科技有限公司,100\n上海东方贸易,200\n';
  expect(await encodingOf(Buffer.from(chinese))).toBe('utf-8');
  expect(await encodingOf(iconv.encode(chinese, 'gb18030'))).toBe('gb18030');
  expect(await encodingOf(iconv.encode('name\n𠀀㐀北京\n', 'gb18030'))).toBe('gb18030');
  expect(await encodingOf(iconv.encode('name\nMüller, Söhne & Café\n', 'windows-1252'))).toBe('windows-1252');
  expect(await encodingOf(iconv.encode('name,value\nx,1\n', 'utf-16le', { addBOM: true }))).toBe('utf-16le');
  expect(await encodingOf(iconv.encode('name,value\nx,1\n', 'utf-16be'))).toBe('utf-16be');
  expect(await encodingOf(Uint8Array.from({ length: 999 }, (_, at) => (at * 31) % 256))).toBe(null);
});

test('one strange byte far down a file of ASCII is found', async () => {
  const long = Buffer.from('a,b\n'.repeat(1_000_000));
  long[3_999_990] = 0xe9;
  expect(await encodingOf(long)).toBe('windows-1252');
});

test('any UTF-8 is known as such, wherever the chunks of the file are cut', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(3), fc.constantFrom('é', '中', '𝄞'), async (shift, letter) => {
      const text = 'x'.repeat(shift) + letter.repeat(600_000);
      expect(await encodingOf(Buffer.from(text))).toBe('utf-8');
    }),
    { numRuns: 8, seed: 3 },
  );
});

test('the hash is of the whole file', async () => {
  await writeFile(path, 'abc');
  expect(await fingerprint(path, { signal })).toMatchObject({
    hash: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    bytes: 3,
  });
});
