import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cancelled } from '../../errors.ts';
import { LineEnds } from './line-ends.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252';

/** What reading a file once, byte by byte, tells. `encoding` null: not text. `head` is its first 256 KB as they are. */
export interface Fingerprint {
  readonly hash: string;
  readonly bytes: number;
  readonly encoding: Encoding | null;
  /** Not all lines end alike, those within quoted cells included. */
  readonly linesEndMixed: boolean;
  readonly head: Buffer;
}

const headBytes = 256 * 1024;

/** Streams the file once: SHA-256 of the whole, and its encoding proven on every byte rather than guessed from the top. */
export async function fingerprint(
  path: string,
  { signal, read }: { signal: AbortSignal; read?: (bytes: number) => void },
): Promise<Fingerprint> {
  const hash = createHash('sha256');
  const heads: Buffer[] = [];
  const ends = new LineEnds();
  let bytes = 0;
  let carry: Buffer = Buffer.alloc(0);
  let utf8 = true;
  let nul = false;
  /** The first stretch that is not UTF-8: what the other encodings are told apart by. */
  let strange: Buffer | null = null;
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    if (signal.aborted) throw cancelled('reading the files');
    hash.update(chunk);
    if (bytes < headBytes) heads.push(chunk.subarray(0, headBytes - bytes));
    bytes += chunk.length;
    ends.see(chunk);
    nul ||= chunk.includes(0);
    if (utf8) {
      const whole = carry.length > 0 ? Buffer.concat([carry, chunk]) : chunk;
      const cut = whole.length - unfinishedTail(whole);
      utf8 = isUtf8(whole.subarray(0, cut));
      carry = Buffer.from(whole.subarray(cut));
      if (!utf8) strange = whole;
    }
    read?.(chunk.length);
  }
  if (utf8 && carry.length > 0) {
    utf8 = false;
    strange = carry;
  }
  const head = Buffer.concat(heads);
  const encoding = encodingOf({ head, utf8, nul, strange });
  return { hash: hash.digest('hex'), bytes, encoding, linesEndMixed: ends.areMixed, head };
}

function encodingOf(seen: { head: Buffer; utf8: boolean; nul: boolean; strange: Buffer | null }): Encoding | null {
  const { head } = seen;
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  if (seen.nul) return utf16WithoutMark(head);
  if (seen.utf8) return 'utf-8';
  return seen.strange && looksChinese(seen.strange) ? 'gb18030' : 'windows-1252';
}

/** Bytes at the end that begin a UTF-8 sequence the next chunk will finish: 0–3. */
function unfinishedTail(chunk: Buffer): number {
  for (let back = 1; back <= 3 && back <= chunk.length; back += 1) {
    const byte = chunk[chunk.length - back] ?? 0;
    if (byte >= 0xf0) return back < 4 ? back : 0;
    if (byte >= 0xe0) return back < 3 ? back : 0;
    if (byte >= 0xc0) return back < 2 ? back : 0;
    if (byte < 0x80) return 0;
  }
  return 0;
}

/** Text of mostly Latin letters in UTF-16 has a zero in every second byte; anything else with zeros is not text. */
function utf16WithoutMark(head: Buffer): Encoding | null {
  const length = Math.min(head.length, 4096);
  const zeros = (from: 0 | 1) => head.subarray(0, length).filter((byte, at) => byte === 0 && at % 2 === from).length;
  const [even, odd] = [zeros(0), zeros(1)];
  if (odd > length * 0.3 && even < length * 0.02) return 'utf-16le';
  if (even > length * 0.3 && odd < length * 0.02) return 'utf-16be';
  return null;
}

/** Chinese text comes in pairs of high bytes (or GB18030's fours); an accented Latin letter stands alone. */
function looksChinese(text: Buffer): boolean {
  let pairs = 0;
  let alone = 0;
  const length = Math.min(text.length, 1 << 20);
  for (let at = 0; at < length; at += 1) {
    const first = text[at] ?? 0;
    if (first < 0x80) continue;
    const second = text[at + 1] ?? 0;
    const third = text[at + 2] ?? 0;
    const isFour = second >= 0x30 && second <= 0x39 && third >= 0x81;
    if (first >= 0x81 && first !== 0xff && (second >= 0xa1 || isFour)) {
      pairs += 1;
      at += isFour ? 3 : 1;
    } else alone += 1;
  }
  return pairs > 0 && pairs >= alone * 4;
}
