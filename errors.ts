export type ErrorCode = 'invalid' | 'not_found' | 'conflict' | 'upstream' | 'cancelled';

/** Something the caller can act on. Anything else thrown is a bug and keeps its stack. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  /** Where it is wrong: a field, a file, a row. For problem documents and reports. */
  readonly where: Readonly<Record<string, string | number>>;
  constructor(
    code: ErrorCode,
    message: string,
    { where = {}, ...options }: ErrorOptions & { where?: Record<string, string | number> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.where = where;
  }
}

export const invalid = (message: string, where?: Record<string, string | number>) =>
  new AppError('invalid', message, { where });
export const notFound = (what: string, id: string) => new AppError('not_found', `${what} not found: ${id}`);
export const cancelled = (what: string) => new AppError('cancelled', `${what} was cancelled`);
