import { openApiDocument } from "./openapi.ts";
import { type SchemaLike, schemaText } from "./schema-text.ts";

export interface ApiOperation {
  method: string;
  path: string;
  summary: string;
  description: string;
  parameters: { name: string; place: string; required: boolean; type: string; description: string }[];
  body: { contentType: string; text: string } | null;
  answers: { status: string; contentType: string; text: string }[];
}

/** The OpenAPI document as a page reads it. */
export interface ApiDocument {
  version: string;
  groups: { tag: string; operations: ApiOperation[] }[];
}

type Content = Record<string, { schema?: SchemaLike }>;
interface Described {
  tags?: string[];
  summary?: string;
  description?: string;
  parameters?: { name: string; in: string; required?: boolean; schema?: SchemaLike; description?: string }[];
  requestBody?: { content?: Content };
  responses?: Record<string, { content?: Content }>;
}

/** What the API offers, by what it is about, in the order of the router. */
export async function readApiDocument(): Promise<ApiDocument> {
  const { info, paths = {} } = await openApiDocument();
  const groups = new Map<string, ApiOperation[]>();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, described] of Object.entries(methods ?? {})) {
      const operation = described as Described;
      const tag = operation.tags?.[0] ?? "";
      groups.set(tag, [...(groups.get(tag) ?? []), toOperation(method, path, operation)]);
    }
  }
  return {
    version: info.version,
    groups: [...groups].map(([tag, operations]) => ({ tag, operations })),
  };
}

function toOperation(method: string, path: string, described: Described): ApiOperation {
  const { summary = "", description = "", parameters = [], requestBody, responses = {} } = described;
  return {
    method: method.toUpperCase(),
    path: `/api/v1${path}`,
    summary,
    description,
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      place: parameter.in,
      required: parameter.required ?? false,
      type: schemaText(parameter.schema),
      description: parameter.description ?? parameter.schema?.description ?? "",
    })),
    body: firstContent(requestBody?.content),
    // Errors are one shape everywhere, said once at the top.
    answers: Object.entries(responses)
      .filter(([status]) => status.startsWith("2"))
      .map(([status, { content }]) => ({
        status,
        ...(firstContent(content) ?? { contentType: "", text: "" }),
      })),
  };
}

function firstContent(content: Content | undefined): { contentType: string; text: string } | null {
  const [first] = Object.entries(content ?? {});
  return first ? { contentType: first[0], text: schemaText(first[1].schema) } : null;
}
