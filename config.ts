import { totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { AppError, invalid } from './errors.ts';

export const usage = `npm start -- [options]

  --port N          port to listen on, 0 for any free one (PORT; 3000)
  --host NAME       address to listen on (127.0.0.1: this machine only)
  --data DIR        where Dealcast keeps its data (DATA_DIR; ./data)
  --load DIR        load the export in this folder
  --mapping FILE    how the export's columns are to be read (JSON); without it, a known mapping is recognised
  --empty           start without data
  --scale N         size of the demo company: 1 is 12,000 opportunities (1)
  --seed N          which demo company; the same seed gives the same one (1)
  --lang en|zh      language of the demo company's names (the system's)
  --memory MB       how much memory the warehouse may use (60 % of the machine's, 900 at most)
  --help            show this

  LOG_LEVEL         debug, info, warn or error (info); the log is DIR/log/dealcast.log
`;

const flags = {
  port: { type: 'string' },
  host: { type: 'string' },
  data: { type: 'string' },
  load: { type: 'string' },
  mapping: { type: 'string' },
  empty: { type: 'boolean' },
  scale: { type: 'string' },
  seed: { type: 'string' },
  lang: { type: 'string' },
  memory: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,12}$/)
    .transform(Number)
    .refine((n) => n >= from && n <= to);

/** Each value that can come from outside, with what is said of a wrong one. */
const values = {
  port: { schema: wholeNumber(0, 65_535), must: 'a whole number from 0 to 65535' },
  host: { schema: z.string().min(1), must: 'an address of this machine' },
  data: { schema: z.string().min(1), must: 'a folder' },
  load: { schema: z.string().min(1), must: 'a folder' },
  mapping: { schema: z.string().min(1), must: 'a file' },
  scale: {
    schema: z
      .string()
      .regex(/^\d*\.?\d+$/)
      .transform(Number)
      .refine((n) => n > 0 && n <= 1000),
    must: 'a number above 0, at most 1000',
  },
  seed: { schema: wholeNumber(0, 2_147_483_647), must: 'a whole number from 0 to 2147483647' },
  lang: { schema: z.enum(['en', 'zh']), must: 'en or zh' },
  memory: { schema: wholeNumber(256, 4_194_304), must: 'a whole number of megabytes, at least 256' },
  LOG_LEVEL: { schema: z.enum(['debug', 'info', 'warn', 'error']), must: 'debug, info, warn or error' },
};

/** What fills a workspace that has nothing in it yet. */
export type Source =
  | { kind: 'empty' }
  | { kind: 'export'; folder: string; mappingFile?: string }
  | { kind: 'demo'; seed: number; scale: number; language: 'en' | 'zh' };

export interface Config {
  port: number;
  host: string;
  /** Absolute, as are the paths of `source`. */
  dataDir: string;
  source: Source;
  memoryMb: number;
  logLevel: 'debug' | 'info' | 'warn' | 'error';
  help: boolean;
}

type Environment = Record<string, string | undefined>;

/** Reads the command line, then the environment, then the defaults. Throws `invalid`, naming the flag, on a wrong value. */
export function readConfig(args: readonly string[], env: Environment): Config {
  const given = parseFlags(args);
  if (given.empty && given.load) throw invalid('--empty and --load exclude each other');
  if (given.mapping && !given.load) throw invalid('--mapping needs --load');
  const mapping = take('--mapping', given.mapping, values.mapping);
  const load = take('--load', given.load, values.load);
  const demo = {
    kind: 'demo' as const,
    seed: take('--seed', given.seed, values.seed) ?? 1,
    scale: take('--scale', given.scale, values.scale) ?? 1,
    language: take('--lang', given.lang, values.lang) ?? systemLanguage(env),
  };
  return {
    port: take('--port', given.port, values.port) ?? take('PORT', env.PORT || undefined, values.port) ?? 3000,
    host: take('--host', given.host, values.host) ?? '127.0.0.1',
    dataDir: resolve(take('--data', given.data, values.data) ?? dataDirOf(env)),
    source: given.empty
      ? { kind: 'empty' }
      : load
        ? { kind: 'export', folder: resolve(load), ...(mapping ? { mappingFile: resolve(mapping) } : {}) }
        : demo,
    memoryMb: take('--memory', given.memory, values.memory) ?? sensibleMemoryMb(),
    logLevel: take('LOG_LEVEL', env.LOG_LEVEL || undefined, values.LOG_LEVEL) ?? 'info',
    help: given.help ?? false,
  };
}

/** The data directory where the command line names none. */
export const dataDirOf = (env: Environment): string => env.DATA_DIR || join(import.meta.dirname, 'data');

/**
 * Leaves room for Node, the models and what the engine holds outside its limit, which on large loads is as much again and
 * more: see `docs/benchmarks.md`.
 */
export const sensibleMemoryMb = (): number => {
  const machine = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  return Math.min(900, Math.round((machine * 0.6) / 1_000_000));
};

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: flags, strict: true, allowPositionals: false }).values;
  } catch (cause) {
    const said = cause instanceof Error ? (cause.message.split(/\.\s|\n/)[0] ?? '') : String(cause);
    throw new AppError('invalid', `${said}; see npm start -- --help`, { cause });
  }
}

function take<T>(
  name: string,
  value: string | undefined,
  { schema, must }: { schema: z.ZodType<T>; must: string },
): T | undefined {
  if (value === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(`${name} must be ${must}: ${value}`);
  return parsed.data;
}

const systemLanguage = (env: Environment) => (/^zh/i.test(env.LC_ALL || env.LANG || '') ? 'zh' : 'en');
