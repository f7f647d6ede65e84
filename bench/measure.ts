/** The middle one; of an even number the upper middle. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; result: T }> {
  const from = performance.now();
  const result = await work();
  return { ms: performance.now() - from, result };
}

export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** `goal` is told beside what was reached; a miss is said as one. */
export function report(name: string, said: string, goal?: { text: string; isMet: boolean }): void {
  const judged = goal ? `   goal ${goal.text}: ${goal.isMet ? 'met' : 'MISSED'}` : '';
  console.log(`${name.padEnd(36)} ${said}${judged}`);
}
