/** Wilson's 1927 interval of a share: `won` of `n`, at 90 % by default. Null where n is 0. */
export function shareInterval(won: number, n: number, z = 1.6449): { low: number; high: number } | null {
  if (n <= 0) return null;
  const share = won / n;
  const middle = share + (z * z) / (2 * n);
  const spread = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (middle - spread) / scale), high: Math.min(1, (middle + spread) / scale) };
}
