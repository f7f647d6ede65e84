import { createReadStream, createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, cancelled } from '../../errors.ts';
import type { Encoding } from './fingerprint.ts';

/** Writes `from` to `to` as UTF-8 with every line ending in a line feed, streaming. Throws `invalid` where the bytes are not what the encoding allows. */
export async function transcode(
  { from, to, encoding }: { from: string; to: string; encoding: Encoding },
  signal: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  // A return at the end of a chunk waits for the line feed that may follow.
  let held = '';
  const oneLineEnd = (text: string) => {
    const whole = held + text;
    held = whole.endsWith('\r') ? '\r' : '';
    return whole.slice(0, whole.length - held.length).replace(/\r\n?/g, '\n');
  };
  const decode = new Transform({
    transform(chunk: Buffer, _, done) {
      attempt(done, () => oneLineEnd(decoder.decode(chunk, { stream: true })));
    },
    flush(done) {
      attempt(done, () => oneLineEnd(decoder.decode()) + (held && '\n'));
    },
  });
  try {
    await pipeline(createReadStream(from, { highWaterMark: 1 << 18 }), decode, createWriteStream(to), { signal });
  } catch (cause) {
    if (signal.aborted) throw cancelled('reading the files');
    if (!(cause instanceof TypeError)) throw cause;
    throw new AppError('invalid', `the text is neither UTF-8 nor ${encoding}: ${basename(from)}; save it as UTF-8`, {
      where: { file: basename(from) },
      cause,
    });
  }
}

function attempt(done: (error: Error | null, text?: string) => void, work: () => string): void {
  try {
    done(null, work());
  } catch (cause) {
    done(cause as Error);
  }
}
