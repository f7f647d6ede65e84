import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as TF from '@tensorflow/tfjs';
import { registerPlainMatMul } from '../kernels/batch-matmul.ts';

const require = createRequire(import.meta.url);
let started: Promise<typeof TF> | null = null;

/**
 * TF.js with its backend ready: the native one when `@tensorflow/tfjs-node` is installed, else WebAssembly with our matrix
 * product. Called in a worker thread (or a test) only: tensor arithmetic would hold up the main thread.
 */
export const startBackend = (): Promise<typeof TF> => (started ??= start());

/** TF.js on WebAssembly with the kernels it comes with: for those who compare. */
export async function startWasm(): Promise<typeof TF> {
  const tf: typeof TF = await import('@tensorflow/tfjs');
  const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json')), 'dist') + sep);
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend of TF.js did not start');
  await tf.ready();
  return tf;
}

async function start(): Promise<typeof TF> {
  const native = nativeBackend();
  if (native) return native;
  const tf = await startWasm();
  registerPlainMatMul(tf);
  return tf;
}

/** danfojs-node's own dependency is aliased to plain TF.js under the same name, so the name alone proves nothing. */
function nativeBackend(): typeof TF | null {
  try {
    const { name } = require('@tensorflow/tfjs-node/package.json') as { name: string };
    return name === '@tensorflow/tfjs-node' ? (require('@tensorflow/tfjs-node') as typeof TF) : null;
  } catch {
    return null;
  }
}
