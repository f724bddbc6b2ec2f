import { z } from "zod";

/** How a tool may be called. */
export const TOOL_METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export type ToolMethod = (typeof TOOL_METHODS)[number];

const MAX_PROPERTIES = 50;

/** A name that can stand in the URL as `{name}`, and that an input of a template can have. */
const propertyName = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u, "input_tool_property");

const propertySchema = z.object({
  type: z.enum(["string", "number", "integer", "boolean"], "input_tool_property_type"),
  description: z.string().max(500).optional(),
  enum: z
    .array(z.union([z.string().max(200), z.number()]))
    .min(1)
    .max(200)
    .optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(0).optional(),
});

/** What a tool takes, as JSON Schema: a flat object of texts, numbers and yes or no. */
export const inputSchemaSchema = z
  .object({
    type: z.literal("object").default("object"),
    properties: z.record(propertyName, propertySchema).default({}),
    required: z.array(z.string().max(64)).max(MAX_PROPERTIES).default([]),
  })
  .refine(({ properties }) => Object.keys(properties).length <= MAX_PROPERTIES, "input_tool_properties_many")
  .refine(
    ({ properties, required }) => required.every((name) => Object.hasOwn(properties, name)),
    "input_tool_required_unknown",
  );

export type ToolInputSchema = z.output<typeof inputSchemaSchema>;
export type ToolProperty = z.output<typeof propertySchema>;

/** A value that goes to a tool. */
export type ToolInput = string | number | boolean;

/** A tool as the author of a template sees it. */
export interface OfferedTool {
  id: string;
  name: string;
  isArchived: boolean;
  inputSchema: ToolInputSchema;
}

export const DEFAULT_TIMEOUT_MS = 10_000;
export const LONGEST_TIMEOUT_MS = 120_000;
/** Of an answer that is read, in bytes. */
export const DEFAULT_MAX_BYTES = 256 * 1024;
export const LARGEST_MAX_BYTES = 5 * 1024 * 1024;
/** The names between braces in a tool's URL. */
export function placeholdersIn(url: string): string[] {
  return [...url.matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
}
