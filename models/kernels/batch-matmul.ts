import type * as TF from '@tensorflow/tfjs';

type Inputs = { a: TF.TensorInfo; b: TF.TensorInfo };
type Attrs = { transposeA: boolean; transposeB: boolean };

/**
 * Re-registers `BatchMatMul` of the WASM backend so that it transposes explicitly and then takes the plain product.
 * The stock kernel falls into a naive loop, some 12 times slower, whenever a transpose flag is set, and every gradient
 * of a dense layer sets one. Call after the backend is ready; answers a function that puts the stock kernel back.
 */
export function registerPlainMatMul(tf: typeof TF): () => void {
  const stock = tf.getKernel('BatchMatMul', 'wasm');
  const transpose = tf.getKernel('Transpose', 'wasm');
  const kernelFunc: TF.KernelFunc = ({ inputs, backend, attrs }) => {
    const { a, b } = inputs as unknown as Inputs;
    const { transposeA, transposeB } = attrs as unknown as Attrs;
    const made: TF.TensorInfo[] = [];
    const turned = (x: TF.TensorInfo, isTurned: boolean): TF.TensorInfo => {
      if (!isTurned) return x;
      const rank = x.shape.length;
      const perm = [...Array(rank - 2).keys(), rank - 1, rank - 2];
      const result = transpose.kernelFunc({ inputs: { x }, backend, attrs: { perm } }) as TF.TensorInfo;
      made.push(result);
      return result;
    };
    const plain = { a: turned(a, transposeA), b: turned(b, transposeB) };
    const product = stock.kernelFunc({ inputs: plain, backend, attrs: { transposeA: false, transposeB: false } });
    for (const tensor of made) (backend as TF.KernelBackend).disposeData(tensor.dataId);
    return product;
  };
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...stock, kernelFunc });
  return () => {
    tf.unregisterKernel('BatchMatMul', 'wasm');
    tf.registerKernel(stock);
  };
}
