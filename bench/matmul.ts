import { registerPlainMatMul } from '../models/kernels/batch-matmul.ts';
import { createRandom } from '../models/maths/random.ts';
import { startWasm } from '../models/runtime/backend.ts';
import { quietTask } from '../models/runtime/task.ts';
import { trainNetwork } from '../models/win-probability/network.ts';
import { median, ms, report, timed } from './measure.ts';

const [rows, width] = [20_000, 64];

/** One epoch of 64 → 256 → 256 → 1, batch 512: the time with the stock kernel ÷ the time with ours, median of three pairs. */
async function matmulBench(): Promise<void> {
  const tf = await startWasm();
  const random = createRandom(1);
  const of = (n: number) => ({
    x: Float32Array.from({ length: n * width }, () => random.uniform()),
    won: Float64Array.from({ length: n }, (_, i) => i % 2),
  });
  const [fit, choose] = [of(rows), of(512)];
  const options = {
    seed: 1,
    width,
    hidden: [256, 256],
    dropout: 0,
    learningRate: 1e-3,
    weightDecay: 0,
    batch: 512,
    epochs: 1,
    patience: 1,
  };
  const epoch = async () => (await timed(async () => trainNetwork(tf, fit, choose, options, quietTask))).ms;
  await epoch();
  const [stock, ours]: [number[], number[]] = [[], []];
  for (let pair = 0; pair < 3; pair++) {
    stock.push(await epoch());
    const restore = registerPlainMatMul(tf);
    ours.push(await epoch());
    restore();
  }
  const ratio = median(stock.map((time, pair) => time / ours[pair]!));
  report(`epoch of ${rows.toLocaleString('en')} rows, stock kernel`, ms(median(stock)));
  report('the same, explicit transpose', ms(median(ours)));
  report('stock ÷ ours', ratio.toFixed(2), { text: 'at least 2', isMet: ratio >= 2 });
}

if (import.meta.main) await matmulBench();
