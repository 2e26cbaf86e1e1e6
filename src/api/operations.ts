/** An OpenAPI document flattened for a page: what is asked, what comes back. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly needs: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly where: string; readonly required: boolean; readonly type: string }[];
  readonly body: string | undefined;
  readonly answers: readonly { readonly status: string; readonly description: string }[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
}
interface Described {
  readonly paths?: unknown;
}
interface Path {
  readonly summary?: string;
  readonly security?: readonly Record<string, unknown>[];
  readonly parameters?: readonly { name: string; in: string; required?: boolean; schema?: Schema }[];
  readonly requestBody?: { content?: Record<string, { schema?: Schema }> };
  readonly responses?: Record<string, { description: string }>;
}

const typeOf = (schema: Schema | undefined): string =>
  schema?.$ref?.split('/').at(-1) ?? (schema?.enum ? schema.enum.join(' | ') : [schema?.type ?? 'object'].flat().join(' | '));

export function operationsOf(document: Described): Operation[] {
  const paths = (document.paths ?? {}) as Record<string, Record<string, Path>>;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: `${method}${path.replace(/[^\w]+/g, '-')}`,
      method: method.toUpperCase(),
      path,
      summary: operation.summary ?? '',
      needs: [...new Set((operation.security ?? []).flatMap((way) => Object.keys(way)))],
      parameters: (operation.parameters ?? []).map((parameter) => ({
        name: parameter.name,
        where: parameter.in,
        required: parameter.required ?? false,
        type: typeOf(parameter.schema),
      })),
      body: operation.requestBody ? typeOf(operation.requestBody.content?.['application/json']?.schema) : undefined,
      answers: Object.entries(operation.responses ?? {}).map(([status, { description }]) => ({ status, description })),
    })),
  );
}
