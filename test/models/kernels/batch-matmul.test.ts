import { expect, test } from 'vitest';
import { registerPlainMatMul } from '../../../models/kernels/batch-matmul.ts';
import { startWasm } from '../../../models/runtime/backend.ts';

const shapes: [number[], number[]][] = [
  [
    [1, 1],
    [1, 1],
  ],
  [
    [5, 3],
    [3, 4],
  ],
  [
    [64, 33],
    [33, 17],
  ],
  [
    [3, 5, 4],
    [3, 4, 6],
  ],
  [
    [1, 5, 4],
    [3, 4, 6],
  ],
  [
    [3, 5, 4],
    [1, 4, 6],
  ],
  [
    [2, 3, 7, 4],
    [2, 3, 4, 5],
  ],
];
const flags = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

test.each(shapes)('multiplies %j by %j as the stock kernel does, whatever is transposed', async (a, b) => {
  const tf = await startWasm();
  const turned = (shape: number[], isTurned: boolean) =>
    isTurned ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : shape;
  for (const [ta, tb] of flags) {
    const x = tf.randomNormal(turned(a, ta), 0, 1, 'float32', 1);
    const y = tf.randomNormal(turned(b, tb), 0, 1, 'float32', 2);
    const stock = tf.matMul(x, y, ta, tb);
    const restore = registerPlainMatMul(tf);
    const before = tf.memory().numTensors;
    const bytes = tf.memory().numBytes;
    const ours = tf.matMul(x, y, ta, tb);
    expect(tf.memory().numTensors).toBe(before + 1);
    expect(tf.memory().numBytes).toBe(bytes + 4 * ours.size);
    restore();
    expect(ours.shape).toEqual(stock.shape);
    const [got, wanted] = [await ours.data(), await stock.data()];
    for (let i = 0; i < wanted.length; i++)
      expect(Math.abs(got[i]! - wanted[i]!)).toBeLessThan(1e-5 * (1 + Math.abs(wanted[i]!)));
    tf.dispose([x, y, ours, stock]);
  }
});

test('gives the gradients of a product that were worked out by hand', async () => {
  const tf = await startWasm();
  const restore = registerPlainMatMul(tf);
  const x = tf.tensor2d([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  const w = tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
  const [dx, dw] = tf.grads((a, b) => tf.sum(tf.matMul(a, b)))([x, w]);
  expect(await dx!.array()).toEqual([
    [1, 1],
    [1, 1],
    [1, 1],
  ]);
  expect(await dw!.array()).toEqual([
    [9, 9],
    [12, 12],
  ]);
  restore();
  tf.dispose([x, w, dx!, dw!]);
});
