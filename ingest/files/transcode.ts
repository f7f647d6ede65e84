import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, cancelled } from '../../errors.ts';
import type { Encoding } from './fingerprint.ts';

/** Writes `from` to `to` as UTF-8, streaming. Throws `invalid` where the bytes are not what the encoding allows. */
export async function transcode(
  { from, to, encoding }: { from: string; to: string; encoding: Encoding },
  signal: AbortSignal,
): Promise<void> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decode = new Transform({
    transform(chunk: Buffer, _, done) {
      attempt(done, () => decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      attempt(done, () => decoder.decode());
    },
  });
  try {
    await pipeline(createReadStream(from, { highWaterMark: 1 << 18 }), decode, createWriteStream(to), { signal });
  } catch (cause) {
    if (signal.aborted) throw cancelled('reading the files');
    if (!(cause instanceof TypeError)) throw cause;
    throw new AppError('invalid', `the text is neither UTF-8 nor ${encoding}: ${from}; save it as UTF-8`, {
      where: { file: from },
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
