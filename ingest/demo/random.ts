/**
 * A stream of random numbers of its own for one entity: the same seed, kind and index give the same numbers, whatever else
 * was drawn before. Small fast counter generator (sfc32, PractRand-clean), seeded by mixing the three numbers.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d = 1;

  constructor(seed: number, kind: number, index: number) {
    this.a = mix(seed ^ 0x9e3779b9);
    this.b = mix(kind + 0x85ebca6b + this.a);
    this.c = mix(index + 0xc2b2ae35 + this.b);
    for (let round = 0; round < 16; round++) this.next();
  }

  /** Uniform in [0, 1). */
  next(): number {
    const t = (((this.a + this.b) | 0) + this.d) | 0;
    this.d = (this.d + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + t;
    this.c |= 0;
    return (t >>> 0) / 4294967296;
  }

  /** Whole number in [0, below). */
  below(below: number): number {
    return Math.floor(this.next() * below);
  }

  /** Uniform in [from, to). */
  between(from: number, to: number): number {
    return from + (to - from) * this.next();
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** Standard normal (Box–Muller, one of the pair). */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** Exponential with mean 1. */
  exponential(): number {
    return -Math.log(1 - this.next());
  }

  /** Poisson by counting exponential gaps; for small means. */
  poisson(mean: number): number {
    let count = 0;
    for (let at = this.exponential(); at < mean; at += this.exponential()) count += 1;
    return count;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }

  /** Index drawn in proportion to `weights`. */
  weighted(weights: ArrayLike<number>): number {
    let total = 0;
    for (let at = 0; at < weights.length; at++) total += weights[at] as number;
    let left = this.next() * total;
    for (let at = 0; at < weights.length - 1; at++) {
      left -= weights[at] as number;
      if (left < 0) return at;
    }
    return weights.length - 1;
  }
}

/** murmur3's finaliser. */
function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** One number per kind of entity, so that their streams never meet. */
export const stream = {
  company: 1,
  user: 2,
  account: 3,
  campaign: 4,
  lead: 5,
  opportunityStart: 6,
  opportunity: 7,
  activity: 8,
  contact: 9,
  customer: 10,
  nurture: 11,
  arrivals: 12,
  touch: 13,
} as const;
