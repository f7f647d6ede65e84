import { z } from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import { arrowStreamType } from '../warehouse/arrow.ts';
import { Problem } from './contracts/common.ts';
import { problemTable } from './problems.ts';
import { type Route, route } from './route.ts';

/** The description as far as a reader of this code needs it; the rest is as OpenAPI 3.1 says. */
export const Description = z.looseObject({
  openapi: z.string(),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});
export type Description = z.infer<typeof Description>;

/** `routes` and the route that describes them, itself among them. */
export function withDescription(routes: readonly Route[], { version }: { version: string }): Route[] {
  let made: Description | undefined;
  const own = route({
    method: 'get',
    path: '/api/openapi.json',
    summary: { en: 'This description', zh: '本接口描述' },
    answer: Description,
    answerName: 'Description',
    dependsOn: 'version',
    handle: async () => {
      made ??= describe([...routes, own], version);
      return made;
    },
  });
  return [...routes, own];
}

/** OpenAPI 3.1 of `routes`. Schemas that have a name stand among the components. */
function describe(routes: readonly Route[], version: string): Description {
  const schemas: Record<string, z.ZodType> = { Problem };
  for (const { answer, answerName } of routes) schemas[answerName] = answer;
  const paths: ZodOpenApiPathsObject = {};
  for (const each of routes) {
    const path = each.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [each.method]: operation(each) };
  }
  const document = createDocument({
    openapi: '3.1.1',
    info: {
      title: 'Dealcast',
      version,
      description: 'Metrics, forecasts and the records behind them. Errors are RFC 9457 problem documents.',
    },
    paths,
    components: { schemas },
  });
  return Description.parse(document);
}

function operation(each: Route): ZodOpenApiOperationObject {
  return {
    operationId: operationId(each),
    summary: each.summary.en,
    'x-summary-zh': each.summary.zh,
    requestParams: {
      ...(each.params ? { path: each.params as z.ZodObject } : {}),
      ...(each.query ? { query: each.query as z.ZodObject } : {}),
    },
    ...(each.body
      ? { requestBody: { required: !each.bodyIsOptional, content: { 'application/json': { schema: each.body } } } }
      : {}),
    responses: {
      [`${each.status ?? 200}`]: {
        description: each.status === 202 ? 'Accepted; the work goes on' : 'The answer',
        content: {
          'application/json': { schema: each.answer },
          ...(each.arrow ? { [arrowStreamType]: { schema: { type: 'string', format: 'binary' } as const } } : {}),
        },
      },
      ...(each.method === 'get' && each.dependsOn !== 'nothing'
        ? { '304': { description: 'Not changed since the ETag given in If-None-Match' } }
        : {}),
      default: {
        description: `A problem; code is one of: ${Object.keys(problemTable).join(', ')}`,
        content: { 'application/problem+json': { schema: Problem } },
      },
    },
  };
}

/** `post /api/v1/jobs/:job/cancel` is `post_jobs_job_cancel`. */
const operationId = ({ method, path }: Route) =>
  [method, ...path.split('/').filter((part) => part !== '' && part !== 'api' && part !== 'v1')]
    .join('_')
    .replace(/\W+/g, '_')
    .replace(/_+/g, '_');
