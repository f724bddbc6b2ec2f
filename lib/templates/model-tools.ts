import { z } from "zod";
import { inputSchemaSchema } from "#lib/tools/tool.ts";

/** Tools that a step lets its model call at most. */
export const MOST_MODEL_TOOLS = 10;
/** Rounds of calls where a step does not say how many, and the most that one may say. */
export const USUAL_TOOL_ROUNDS = 3;
export const MOST_TOOL_ROUNDS = 10;

const MOST_FOUND = 20;

const purpose = z
  .string()
  .max(1_000)
  .optional()
  .describe("When it is worth calling and what it gives, as the model is told");

const httpToolSchema = z.object({
  kind: z.literal("http"),
  toolId: z.string().max(100).default(""),
  purpose,
  name: z.string().max(200).optional().describe("The tool's, as it was when the draft was saved last"),
  inputSchema: inputSchemaSchema.optional().describe("The same of what it takes"),
});

const lookUpToolSchema = z.object({
  kind: z.literal("look-up"),
  by: z
    .string()
    .max(300)
    .default("key")
    .describe("As of a look-up step: what products are found by, whose value the model names"),
  limit: z.int().min(1).max(MOST_FOUND).optional().describe("Most products, where several are found; 5"),
  purpose,
});

/** What a step lets its model call while it writes. */
export const modelToolsSchema = z.object({
  offered: z.array(z.discriminatedUnion("kind", [httpToolSchema, lookUpToolSchema])).max(MOST_MODEL_TOOLS),
  limit: z
    .int()
    .min(1)
    .max(MOST_TOOL_ROUNDS)
    .default(USUAL_TOOL_ROUNDS)
    .describe("How often it may ask for results before it has to answer; several calls at once are one time"),
});

export type ModelTools = z.output<typeof modelToolsSchema>;

/** A tool that a model may call. */
export type ModelTool = ModelTools["offered"][number];

/** The ids of the HTTP tools among them. */
export function httpToolIds(tools: ModelTools | undefined): string[] {
  return (tools?.offered ?? []).flatMap((tool) =>
    tool.kind === "http" && tool.toolId !== "" ? [tool.toolId] : [],
  );
}
