import { randomBytes } from 'node:crypto';

let last = 0n;

/**
 * A UUID of version 7 (RFC 9562): made later in this process, it sorts later, also within one millisecond.
 * `now` is in milliseconds since 1970.
 */
export function uuid7(now: number = Date.now()): string {
  const random = randomBytes(10);
  // 48 bits of time and 12 of a counter that starts at random below 2048, so that it has room to grow.
  const fresh = (BigInt(now) << 12n) | BigInt(random.readUInt16BE(0) & 0x7ff);
  last = fresh > last ? fresh : last + 1n;
  const time = (last >> 12n).toString(16).padStart(12, '0');
  const counter = (last & 0xfffn).toString(16).padStart(3, '0');
  random[2] = (random[2]! & 0x3f) | 0x80;
  const rest = random.toString('hex', 2);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter}-${rest.slice(0, 4)}-${rest.slice(4)}`;
}
