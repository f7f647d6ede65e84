import { AppError } from '../errors.ts';
import type { Label, Language } from '../warehouse/metrics/metric-query.ts';
import type { Problem } from './contracts/common.ts';

/** The one table from what went wrong to what HTTP says of it. */
export const problemTable = {
  invalid: { status: 400, title: { en: 'The request is not valid.', zh: '请求无效。' } },
  malformed_json: { status: 400, title: { en: 'The body is not valid JSON.', zh: '请求正文不是有效的 JSON。' } },
  malformed_request: { status: 400, title: { en: 'The request cannot be read.', zh: '请求无法解析。' } },
  foreign_origin: {
    status: 403,
    title: { en: 'Requests from other sites are refused.', zh: '拒绝来自其他网站的请求。' },
  },
  not_found: { status: 404, title: { en: 'Not found.', zh: '未找到。' } },
  no_such_route: { status: 404, title: { en: 'There is nothing at this address.', zh: '该地址不存在。' } },
  method_not_allowed: {
    status: 405,
    title: { en: 'This method is not allowed here.', zh: '此地址不支持该请求方法。' },
  },
  conflict: { status: 409, title: { en: 'Not possible in the present state.', zh: '当前状态下无法执行。' } },
  body_too_large: { status: 413, title: { en: 'The body is too large.', zh: '请求正文过大。' } },
  not_json: {
    status: 415,
    title: { en: 'The body must be application/json.', zh: '请求正文必须是 application/json。' },
  },
  unknown_host: {
    status: 421,
    title: { en: 'This server does not answer for that host.', zh: '此服务器不响应该主机名。' },
  },
  internal: {
    status: 500,
    title: { en: 'Something went wrong on our side. It has been logged.', zh: '服务器内部出错，已记录日志。' },
  },
  cancelled: { status: 503, title: { en: 'The work was stopped before it was done.', zh: '操作在完成前已停止。' } },
  upstream: { status: 503, title: { en: 'Something this needs is not available.', zh: '所需的服务当前不可用。' } },
} as const satisfies Record<string, { status: number; title: Label }>;
export type ProblemCode = keyof typeof problemTable;

export interface FieldError {
  field: string;
  message: string;
}

/** A request refused at the edge, before any rule of the product saw it. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly code: ProblemCode;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    code: ProblemCode,
    message: string,
    { errors, headers = {} }: { errors?: FieldError[]; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.code = code;
    this.errors = errors;
    this.headers = headers;
  }
}

/** What is said of `error`. A bug is named by nothing but the request's id; its text stays in the log. */
export function toProblem(error: unknown, { language, requestId }: { language: Language; requestId: string }): Problem {
  const code = codeOf(error);
  const { status, title } = problemTable[code];
  const errors = fieldErrorsOf(error);
  return {
    type: `urn:dealcast:problem:${code}`,
    title: title[language],
    status,
    ...(code !== 'internal' && error instanceof Error ? { detail: error.message } : {}),
    instance: `urn:dealcast:request:${requestId}`,
    code,
    ...(errors ? { errors } : {}),
  };
}

function codeOf(error: unknown): ProblemCode {
  if (error instanceof RequestError || error instanceof AppError) return error.code;
  const { type, status } = error as { type?: unknown; status?: unknown };
  if (type === 'entity.parse.failed') return 'malformed_json';
  if (status === 413) return 'body_too_large';
  if (status === 415) return 'not_json';
  // What body-parser, the router and `send` say of a request they cannot read: all of them 4xx.
  if (typeof status === 'number' && status >= 400 && status < 500)
    return status === 404 ? 'no_such_route' : 'malformed_request';
  return 'internal';
}

function fieldErrorsOf(error: unknown): FieldError[] | undefined {
  if (error instanceof RequestError) return error.errors && [...error.errors];
  if (error instanceof AppError && error.code === 'invalid' && typeof error.where.field === 'string') {
    return [{ field: error.where.field, message: error.message }];
  }
  return undefined;
}
