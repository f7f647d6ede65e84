import { quantile } from '../maths/scores.ts';
import {
  type Category,
  categories,
  type FeatureGroup,
  type FeatureRows,
  featureGroups,
  type Measure,
  measures,
} from './features.ts';

/**
 * How feature rows become numbers for a net; fitted on the fitting part alone. A measure is cut at its quantiles and written
 * as how far it has come through each piece (piecewise-linear encoding, Gorishniy et al. 2022), a category as one-hot.
 */
export interface Encoder {
  measures: { name: Measure; edges: number[]; fill: number; hasMissing: boolean; at: number }[];
  categories: { name: Category; levels: string[]; at: number }[];
  width: number;
  /** Place in `featureGroups` of each column. */
  groups: number[];
}

const maxLevels = 32;
const rareRows = 20;

export function fitEncoder(
  rows: FeatureRows,
  fitOn: Int32Array,
  { bins, dropped }: { bins: number; dropped: ReadonlySet<string> },
): Encoder {
  const groups: number[] = [];
  const place = (group: FeatureGroup, columns: number) => {
    const at = groups.length;
    for (let i = 0; i < columns; i++) groups.push(featureGroups.indexOf(group));
    return at;
  };
  const encoder: Encoder = { measures: [], categories: [], width: 0, groups };
  for (const { name, group } of measures) {
    if (dropped.has(name)) continue;
    const values = Float64Array.from(fitOn, (row) => rows.numbers[name][row]!);
    const known = values.filter((value) => !Number.isNaN(value)).sort();
    const missing = values.length - known.length;
    const cuts = Array.from({ length: bins + 1 }, (_, i) => quantile(known, i / bins));
    const edges = [...new Set(known.length < rareRows ? [] : cuts)];
    const hasMissing = missing >= rareRows && known.length > 0;
    if (edges.length < 2 && !hasMissing) continue;
    const at = place(group, Math.max(0, edges.length - 1) + (hasMissing ? 1 : 0));
    encoder.measures.push({ name, edges, fill: quantile(known, 0.5), hasMissing, at });
  }
  for (const { name, group } of categories) {
    if (dropped.has(name)) continue;
    const { codes, levels } = rows.texts[name];
    const counts = new Int32Array(levels.length);
    let missing = 0;
    for (const row of fitOn) {
      if (codes[row]! < 0) missing += 1;
      else counts[codes[row]!]! += 1;
    }
    const kept = levels
      .map((level, code) => ({ level, n: counts[code]! }))
      .filter(({ n }) => n >= rareRows)
      .sort((a, b) => b.n - a.n || (a.level < b.level ? -1 : 1))
      .slice(0, maxLevels - 1)
      .map(({ level }) => level);
    const pooled = fitOn.length - missing - kept.reduce((n, level) => n + counts[levels.indexOf(level)]!, 0);
    if (kept.length + (pooled + missing > 0 ? 1 : 0) < 2) continue;
    // What is missing, rare or new shares the last column: none of the three can be told apart at serving.
    encoder.categories.push({ name, levels: kept, at: place(group, kept.length + 1) });
  }
  encoder.width = groups.length;
  return encoder;
}

/** `[which.length, encoder.width]`, row by row. */
export function encode(
  encoder: Encoder,
  rows: FeatureRows,
  which: Int32Array = Int32Array.from({ length: rows.n }, (_, i) => i),
): Float32Array {
  const { width } = encoder;
  const out = new Float32Array(which.length * width);
  for (const { name, edges, fill, hasMissing, at } of encoder.measures) {
    const column = rows.numbers[name];
    which.forEach((row, i) => {
      const value = column[row]!;
      const isMissing = Number.isNaN(value);
      const known = isMissing ? fill : value;
      const from = i * width + at;
      for (let bin = 0; bin + 1 < edges.length; bin++) {
        const share = (known - edges[bin]!) / (edges[bin + 1]! - edges[bin]!);
        if (share <= 0) break;
        out[from + bin] = Math.min(1, share);
      }
      if (hasMissing && isMissing) out[from + Math.max(0, edges.length - 1)] = 1;
    });
  }
  for (const { name, levels, at } of encoder.categories) {
    const { codes, levels: names } = rows.texts[name];
    const column = names.map((level) => (levels.includes(level) ? levels.indexOf(level) : levels.length));
    which.forEach((row, i) => {
      const code = codes[row]!;
      out[i * width + at + (code < 0 ? levels.length : column[code]!)] = 1;
    });
  }
  return out;
}

/** Mean of each column of `x`. */
export function columnMeans(x: Float32Array, width: number): Float32Array {
  const sums = new Float64Array(width);
  for (let i = 0; i < x.length; i++) sums[i % width]! += x[i]!;
  return Float32Array.from(sums, (sum) => sum / Math.max(1, x.length / width));
}
