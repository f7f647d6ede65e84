import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { invalid } from '../../errors.ts';
import type { Fitted, WinModel } from './model.ts';

/** A saved model is a folder of its own: `card.json` for people, `model.json` and `weights.bin` to answer as before. */
export async function save(folder: string, model: WinModel, card: object): Promise<void> {
  const draft = `${folder}.draft`;
  await mkdir(draft, { recursive: true });
  const { fitted } = model;
  const arrays = fitted ? [fitted.mean, ...fitted.layers.flatMap(({ weights, bias }) => [weights, bias])] : [];
  await writeFile(
    join(draft, 'weights.bin'),
    Buffer.concat(arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength))),
  );
  const shape = fitted && {
    ...fitted,
    mean: fitted.mean.length,
    layers: fitted.layers.map(({ inputs, outputs }) => ({ inputs, outputs })),
  };
  await writeFile(join(draft, 'model.json'), JSON.stringify({ ...model, fitted: shape }));
  await writeFile(join(draft, 'card.json'), JSON.stringify(card, null, 2));
  // The folder appears whole or not at all; one that is there already is never changed.
  await rename(draft, folder);
}

/** Throws `invalid` when the weights do not have the length the shapes ask for. */
export async function load(folder: string): Promise<WinModel> {
  const text = await readFile(join(folder, 'model.json'), 'utf8');
  const { fitted, ...rest } = JSON.parse(text) as Omit<WinModel, 'fitted'> & {
    fitted: (Omit<Fitted, 'mean' | 'layers'> & { mean: number; layers: { inputs: number; outputs: number }[] }) | null;
  };
  if (!fitted) return { ...rest, fitted: null };
  const bytes = await readFile(join(folder, 'weights.bin'));
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const wanted = fitted.layers.reduce((n, { inputs, outputs }) => n + (inputs + 1) * outputs, fitted.mean);
  if (values.length !== wanted)
    throw invalid(`weights of another length than the model says: ${values.length} of ${wanted}`);
  let at = 0;
  const take = (length: number) => {
    at += length;
    return values.slice(at - length, at);
  };
  const mean = take(fitted.mean);
  const layers = fitted.layers.map(({ inputs, outputs }) => ({
    inputs,
    outputs,
    weights: take(inputs * outputs),
    bias: take(outputs),
  }));
  return { ...rest, fitted: { ...fitted, mean, layers } };
}
