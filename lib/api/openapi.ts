import { OpenAPIGenerator } from "@orpc/openapi";
import { ZodToJsonSchemaConverter } from "@orpc/zod/zod4";
import { version } from "#lib/version.ts";
import { router } from "./router.ts";

type Document = Awaited<ReturnType<OpenAPIGenerator["generate"]>>;

const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });

const problemSchema = {
  type: "object",
  required: ["type", "title", "status", "detail", "code"],
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    detail: { type: "string", description: "What went wrong and what to do, in the reader's language." },
    code: { type: "string", description: "Stable name of the refusal." },
    retryAfterSeconds: { type: "integer", description: "With 429, as the header Retry-After." },
    errors: {
      type: "array",
      items: {
        type: "object",
        required: ["path", "message"],
        properties: { path: { type: "string" }, message: { type: "string" } },
      },
    },
  },
} as const;

let document: Promise<Document> | undefined;

/** The OpenAPI 3.1 document of /api/v1, made from the very schemas that requests are checked against. */
export function openApiDocument(): Promise<Document> {
  document ??= generator.generate(router, {
    info: { title: "Presswork", version },
    servers: [{ url: "/api/v1" }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
    customErrorResponseBodySchema: problemSchema,
  });
  return document;
}
