import { z } from "zod";
import { orRefuse } from "#lib/api/problem.ts";
import { authenticated, idempotent } from "#lib/api/procedure.ts";
import { failureSchema, readableFailure } from "#lib/failure-schema.ts";
import { pageInput, pageOf } from "#lib/page.ts";
import { plainName } from "#lib/plain-name.ts";
import { archiveTool, changeTool, createTool } from "./save-tool.ts";
import { testTool } from "./test-tool.ts";
import { inputSchemaSchema, LARGEST_MAX_BYTES, LONGEST_TIMEOUT_MS, TOOL_METHODS } from "./tool.ts";
import { viewTool, viewTools } from "./view-tools.ts";

const tags = ["Tools"];
const byId = z.object({ id: z.string() });

const name = plainName(100);
const method = z.enum(TOOL_METHODS);
const url = z
  .string()
  .min(1)
  .max(2_000)
  .describe(
    "With `{name}` where an input stands, in its path or query. Other inputs go into the query of GET and DELETE, and into a JSON body of the others",
  );
const headers = z
  .record(z.string().min(1).max(200), z.string().max(4_000))
  .describe("Secrets: never shown again; a value that is still its mask stays");
const inputSchema = inputSchemaSchema.describe(
  "JSON Schema: a flat object of texts, numbers and booleans. What stands in the URL is required",
);
const resultPath = z
  .string()
  .max(500)
  .nullable()
  .describe(
    "Where in the answer the result is: a JSON pointer (`/data/0/price`), or names with dots (`data.0.price`); null: all of it",
  );
const timeoutMs = z.int().min(100).max(LONGEST_TIMEOUT_MS).describe("For the whole call; 10000 by default");
const maxBytes = z.int().min(1_000).max(LARGEST_MAX_BYTES).describe("Of an answer; 262144 by default");
const allowPrivateNetwork = z.boolean();

const toolSchema = z.object({
  id: z.string(),
  name: z.string(),
  method,
  url: z.string().describe("With masks for what is secret in its query"),
  headers: z.record(z.string(), z.string()).describe("With a mask for each value"),
  inputSchema: inputSchemaSchema,
  resultPath: z.string().nullable(),
  timeoutMs: z.int(),
  maxBytes: z.int(),
  allowPrivateNetwork: z.boolean(),
  createdAt: z.date(),
  updatedAt: z.date(),
  archivedAt: z.date().nullable(),
});

const list = authenticated
  .route({ method: "GET", path: "/tools", summary: "Tools in use, in one page", tags })
  .input(pageInput)
  .output(pageOf(toolSchema))
  .handler(async ({ context: { actor } }) => ({
    items: orRefuse(await viewTools(actor)),
    nextCursor: null,
  }));

const get = authenticated
  .route({ method: "GET", path: "/tools/{id}", summary: "A tool, and the templates that call it", tags })
  .input(byId)
  .output(toolSchema.extend({ usedIn: z.array(z.object({ id: z.string(), name: z.string() })) }))
  .handler(async ({ context: { actor }, input }) => orRefuse(await viewTool(actor, input.id)));

const create = authenticated
  .route({
    method: "POST",
    path: "/tools",
    successStatus: 201,
    summary: "Add a tool that steps of templates may call",
    description:
      "429 and 503 are waited out, other 5xx are tried again, 4xx fail the item with the tool's own words. Redirects are not followed.",
    tags,
  })
  .input(
    z.object({
      name,
      method: method.default("GET"),
      url,
      headers: headers.optional(),
      inputSchema: inputSchema.prefault({}),
      resultPath: resultPath.optional(),
      timeoutMs: timeoutMs.optional(),
      maxBytes: maxBytes.optional(),
      allowPrivateNetwork: allowPrivateNetwork.optional(),
    }),
  )
  .use(idempotent)
  .output(byId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await createTool(actor, input)));

const change = authenticated
  .route({ method: "PATCH", path: "/tools/{id}", summary: "Change a tool", tags })
  .input(
    byId.extend({
      name: name.optional(),
      method: method.optional(),
      url: url.optional(),
      headers: headers.optional(),
      inputSchema: inputSchema.optional(),
      resultPath: resultPath.optional(),
      timeoutMs: timeoutMs.optional(),
      maxBytes: maxBytes.optional(),
      allowPrivateNetwork: allowPrivateNetwork.optional(),
    }),
  )
  .output(byId)
  .handler(async ({ context: { actor }, input: { id, ...input } }) =>
    orRefuse(await changeTool(actor, id, input)),
  );

const archive = authenticated
  .route({
    method: "DELETE",
    path: "/tools/{id}",
    summary: "Take a tool out of use; its secrets are forgotten",
    tags,
  })
  .input(byId)
  .output(byId)
  .handler(async ({ context: { actor }, input }) => orRefuse(await archiveTool(actor, input.id)));

const test = authenticated
  .route({
    method: "POST",
    path: "/tools/{id}/test",
    summary: "Call a tool once, with sample inputs",
    tags,
  })
  .input(byId.extend({ inputs: z.record(z.string().max(64), z.string().max(10_000)).default({}) }))
  .output(
    z.object({
      status: z.enum(["ok", "failed"]),
      sent: z
        .object({ method, url: z.string(), body: z.string().nullable() })
        .nullable()
        .describe("With masks for what is secret; `null` where the inputs did not fit"),
      fields: z.record(z.string(), z.unknown()).nullable().describe("Those that a step would have"),
      httpStatus: z.int().nullable(),
      ms: z.int().nullable(),
      failure: failureSchema.nullable(),
    }),
  )
  .handler(async ({ context: { actor, locale }, input: { id, inputs } }) => {
    const { failure, ...tested } = orRefuse(await testTool(actor, id, inputs));
    return { ...tested, failure: readableFailure(failure, locale) };
  });

export const toolsRouter = { list, get, create, change, archive, test };
