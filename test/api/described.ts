import { z } from 'zod';
import type { Description } from '../../api/openapi.ts';

/** What the served description says of one answer, as a schema to hold the answer against. */
export function describedAnswer(
  description: Description,
  {
    method,
    path,
    status = 200,
    type = 'application/json',
  }: { method: string; path: string; status?: number; type?: string },
): z.ZodType {
  const operation = description.paths[path]?.[method] as Operation | undefined;
  const answer = operation?.responses[status] ?? operation?.responses.default;
  const schema = answer?.content?.[type]?.schema;
  if (!schema) throw new Error(`not described: ${method} ${path} ${status} ${type}`);
  // JSON Schema of its own: components become its $defs.
  const whole = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: description.components.schemas,
    ...schema,
  };
  return z.fromJSONSchema(JSON.parse(JSON.stringify(whole).replaceAll('#/components/schemas/', '#/$defs/')));
}

interface Operation {
  responses: Record<string, { content?: Record<string, { schema?: object }> } | undefined>;
}
