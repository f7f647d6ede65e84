import './no-eval.ts';
import type { z } from 'zod';
import { Problem } from '../../../api/contracts/common.ts';

/** What the API refused, with its problem document; or a network that is gone (`status` 0). */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly problem: Problem;
  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail ?? problem.title, options);
    this.problem = problem;
  }
}

export interface RequestOptions {
  signal?: AbortSignal | undefined;
}

/** Sends, and holds the answer against its contract: a shape that is not the contract's is a problem, not data. */
export async function request<Schema extends z.ZodType>(
  answer: Schema,
  path: string,
  { method = 'GET', body, signal }: RequestOptions & { method?: 'GET' | 'POST'; body?: unknown } = {},
): Promise<z.output<Schema>> {
  const response = await fetch(path, {
    method,
    headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal ? { signal } : {}),
  }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem(problemOf(0, 'offline', 'the server cannot be reached'), { cause: error });
  });
  const text = await response.text();
  const json = parsed(text);
  if (!response.ok) {
    const problem = Problem.safeParse(json);
    throw new ApiProblem(problem.success ? problem.data : problemOf(response.status, 'http', response.statusText));
  }
  const result = answer.safeParse(json);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const detail = `${path} answered something unexpected at ${issue?.path.join('.') || 'the top'}: ${issue?.message}`;
  throw new ApiProblem(problemOf(response.status, 'contract', detail), { cause: result.error });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const problemOf = (status: number, code: string, detail: string): Problem => ({
  type: 'about:blank',
  title: detail,
  detail,
  status,
  code,
});
