import type { z } from 'zod';
import type { Label, Language } from '../warehouse/metrics/metric-query.ts';

/** A request whose input has been checked. */
export interface Asked<Params, Query, Body> {
  params: Params;
  query: Query;
  body: Body;
  language: Language;
}

/**
 * An operation of the API as data: from it come the express route, the checks of what goes in and out, and the OpenAPI
 * description. `path` is written for express: `/loads/:load_id/repairs`.
 */
export interface RouteOf<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Answer extends z.ZodType,
> {
  method: 'get' | 'post';
  path: string;
  summary: Label;
  params?: Params;
  query?: Query;
  body?: Body;
  /** True where a POST may come without a body; the schema then sees `{}`. */
  bodyIsOptional?: boolean;
  answer: Answer;
  /** The name of the answer among the components of the description. */
  answerName: string;
  status?: 200 | 202;
  /**
   * What a GET's answer depends on, and so its ETag: `data`, the warehouse and its models; `version`, this release
   * alone; `nothing` is kept: it is asked for anew each time.
   */
  dependsOn: 'data' | 'version' | 'nothing';
  handle(asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<z.input<Answer>>;
  /** The same answer as an Arrow IPC stream, piece by piece, for those who accept it. */
  arrow?(asked: Asked<z.output<Params>, z.output<Query>, z.output<Body>>): Promise<AsyncIterable<Uint8Array>>;
}
export type Route = RouteOf<z.ZodType, z.ZodType, z.ZodType, z.ZodType>;

/** Checks that a route's parts fit together, and then forgets their exact types, so that routes make one list. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, A extends z.ZodType>(
  declared: RouteOf<P, Q, B, A>,
): Route {
  return declared as unknown as Route;
}
