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

/** CPU time of this thread between two turns of the event loop, at its longest, ms: it does not count waiting for a core. */
export function watchStretch(): () => number {
  const used = () => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let last = used();
  let longest = 0;
  const timer = setInterval(() => {
    const now = used();
    longest = Math.max(longest, now - last);
    last = now;
  }, 5);
  return () => {
    clearInterval(timer);
    return longest;
  };
}
