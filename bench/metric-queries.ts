import { type Cell, toCell, type Warehouse } from '../warehouse/database.ts';
import { createDuckDbEngine } from '../warehouse/engine.ts';
import type { MetricQueryInput } from '../warehouse/metrics/metric-query.ts';
import { openDemoCompany } from './demo-company.ts';
import { median, ms, report, timed } from './measure.ts';
import { byHand, type Span } from './metric-queries-by-hand.ts';

interface MetricTiming {
  name: string;
  /** Medians. */
  ours_ms: number;
  raw_ms: number;
  ratio: number;
  extra_ms: number;
}

const rounds = 41;

/**
 * Each of the twelve metrics by owner and month, from the question to plain rows, against the SQL a person would write
 * for it, run by DuckDB's own client on the same file. The two take turns, so that a busy moment hits both; a difference
 * in a value stops the benchmark. No answer is kept between rounds.
 */
async function metricQueriesBench(warehouse: Warehouse, { now }: { now: Date }): Promise<MetricTiming[]> {
  const engine = createDuckDbEngine(warehouse, () => now);
  const asked = threeYearsTo(now);
  const { as_of } = await engine.query({ metrics: ['won_count'] });
  const timings: MetricTiming[] = [];
  for (const { metric, statement } of byHand) {
    const query: MetricQueryInput = { metrics: [metric], by: ['owner_id'], grain: 'month', ...asked, limit: 100_000 };
    const text = statement({ ...asked, as_of });
    const ours: number[] = [];
    const raw: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const mine = async () => (await engine.query(query)).rows;
      const theirs = () =>
        warehouse.with(async (connection) => (await connection.runAndReadAll(text)).convertRowObjects<Cell>(toCell));
      const [first, second] = round % 2 === 0 ? [mine, theirs] : [theirs, mine];
      const one = await timed(first);
      const two = await timed(second);
      ours.push(round % 2 === 0 ? one.ms : two.ms);
      raw.push(round % 2 === 0 ? two.ms : one.ms);
      if (round === 0) assertSame(metric, one.result, two.result);
    }
    const ours_ms = median(ours);
    const raw_ms = median(raw);
    timings.push({ name: metric, ours_ms, raw_ms, ratio: ours_ms / raw_ms, extra_ms: ours_ms - raw_ms });
  }
  return timings;
}

/** Groups in which nothing was counted are left out: by hand nobody makes them. */
function assertSame(metric: string, ours: Record<string, unknown>[], theirs: Record<string, unknown>[]) {
  const index = (rows: Record<string, unknown>[]) =>
    new Map(rows.filter((row) => row[metric]).map((row) => [`${row.period} ${row.owner_id}`, Number(row[metric])]));
  const [a, b] = [index(ours), index(theirs)];
  if (a.size === 0) throw new Error(`nothing to compare for ${metric}`);
  for (const key of new Set([...a.keys(), ...b.keys()])) {
    const [x, y] = [a.get(key), b.get(key)];
    if (x === undefined || y === undefined || Math.abs(x - y) > 1e-6 * Math.max(1, Math.abs(y)))
      throw new Error(`${metric} differs from the hand-written SQL at ${key}: ${x} and ${y}`);
  }
}

function threeYearsTo(now: Date): Span {
  const day = (year: number) => `${year}-01-01`;
  return { from: day(now.getUTCFullYear() - 2), to: day(now.getUTCFullYear() + 1) };
}

if (import.meta.main) {
  const demo = await openDemoCompany();
  try {
    for (const { name, ours_ms, raw_ms, ratio, extra_ms } of await metricQueriesBench(demo.warehouse, demo)) {
      report(name, `${ms(ours_ms)}, raw ${ms(raw_ms)}, ratio ${ratio.toFixed(2)}, ${extra_ms.toFixed(1)} ms more`, {
        text: '≤ 1.3 × and ≤ +5 ms',
        isMet: ratio <= 1.3 && extra_ms <= 5,
      });
    }
  } finally {
    await demo.close();
  }
}
