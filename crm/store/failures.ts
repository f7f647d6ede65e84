import { AppError } from '../../errors.ts';

interface DatabaseFailure {
  readonly message: string;
  readonly code?: string;
  readonly detail?: string;
}

/** The connection went away, or could not be made: what was asked may be asked again when it is safe to. */
export function isLost(error: unknown): boolean {
  const { code = '', message } = failure(error);
  return (
    /^(ECONNREFUSED|ECONNRESET|EPIPE|ENOENT|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|57P0[1235])$/.test(code) ||
    code.startsWith('08') ||
    /^Connection terminated|connection error and is not queryable|Client was closed and is not queryable/.test(message)
  );
}

/** Two transactions stood in each other's way; the same work may succeed when it is done again. */
export const isCollision = (error: unknown): boolean => /^(40001|40P01)$/.test(failure(error).code ?? '');

/** What keeps a connection from being made. */
export const unreachable = (cause: unknown) =>
  new AppError('upstream', `the store cannot be reached: ${failure(cause).message}`, { cause });

/** What a failed statement means to a caller, with the value that caused it; otherwise the fault with its SQL. */
export function explain(error: unknown, text: string): unknown {
  if (error instanceof AppError) return error;
  const { code = '', message, detail = '' } = failure(error);
  if (isLost(error)) return unreachable(error);
  const told = meanings[code];
  if (told) return new AppError('upstream', `${told}: ${message}`, { cause: error });
  const key = /^Key \(([^)]+)\)=\((.*)\)/.exec(detail);
  if (code === '23505' && key) {
    return new AppError('conflict', `${key[1]} is already taken: ${key[2]}`, {
      cause: error,
      where: { field: key[1]! },
    });
  }
  if (code === '23503' && key) {
    return new AppError('invalid', `${key[1]} refers to nothing: ${key[2]}`, {
      cause: error,
      where: { field: key[1]! },
    });
  }
  return new Error(`${message}\nin the statement:\n${text}`, { cause: error });
}

const meanings: Record<string, string> = {
  '53100': 'the disk of the store is full',
  '53200': 'the store is out of memory',
  '53300': 'the store has too many connections',
  '55P03': 'another change holds the record',
  '57014': 'the statement took too long and was stopped',
};

/** The failure itself, also when it was wrapped by `explain`. */
function failure(error: unknown): DatabaseFailure {
  if (!(error instanceof Error)) return { message: String(error) };
  if ('code' in error && !(error instanceof AppError)) return error as DatabaseFailure;
  return error.cause instanceof Error ? failure(error.cause) : error;
}
