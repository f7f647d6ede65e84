/** A stream of random numbers that a seed decides. */
export interface Random {
  /** 0 ≤ x < 1. */
  uniform(): number;
  normal(): number;
  /** Mean `shape` × `scale` (Marsaglia & Tsang 2000). */
  gamma(shape: number, scale: number): number;
  poisson(mean: number): number;
}

/** sfc32: 128 bits of state, passes PractRand, some 300 M numbers a second. */
export function createRandom(seed: number): Random {
  let [a, b, c, d] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, seed | 0];
  const uniform = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let i = 0; i < 15; i++) uniform();

  let spare: number | null = null;
  const normal = () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const gamma = (shape: number, scale: number): number => {
    if (shape < 1) return gamma(shape + 1, scale) * (1 - uniform()) ** (1 / shape);
    const third = shape - 1 / 3;
    const width = 1 / Math.sqrt(9 * third);
    for (;;) {
      const x = normal();
      const v = (1 + width * x) ** 3;
      if (v > 0 && Math.log(1 - uniform()) < 0.5 * x * x + third * (1 - v + Math.log(v))) return third * v * scale;
    }
  };
  const poisson = (mean: number): number => {
    if (mean <= 0) return 0;
    // A sum of Poisson counts is a Poisson count, and exp(-mean) stays far from zero.
    let count = 0;
    let left = mean;
    while (left > 0) {
      const part = Math.min(left, 30);
      const limit = Math.exp(-part);
      let product = uniform();
      while (product > limit) {
        count += 1;
        product *= uniform();
      }
      left -= part;
    }
    return count;
  };
  return { uniform, normal, gamma, poisson };
}

/** Fisher–Yates, in place. */
export function shuffle(values: Int32Array, random: Random): Int32Array {
  for (let i = values.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    const kept = values[i]!;
    values[i] = values[j]!;
    values[j] = kept;
  }
  return values;
}
