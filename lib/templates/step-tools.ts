import type { JsonSchema, OfferedFunction } from "#lib/models/endpoints/chat-request.ts";
import type { ToolInputSchema, ToolProperty } from "#lib/tools/tool.ts";
import type { ModelTool, ModelTools } from "./model-tools.ts";
import { readsOneProduct, USUAL_LIMIT } from "./step-fields.ts";

/** What the model of a step may call while it writes. */
export interface StepTools {
  /** As they go out, in their order. */
  functions: readonly OfferedFunction[];
  offered: readonly StepTool[];
  /** How often it may ask for results. */
  limit: number;
}

/** One of them: its name for the model, and what it takes by the names that it has for the model. */
export interface StepTool {
  name: string;
  tool: ModelTool;
  /** Own names of its inputs by those that the model knows. */
  inputs: ReadonlyMap<string, string>;
  /** By own names. */
  schema: ToolInputSchema;
}

/** What providers take of a name. */
const LONGEST_NAME = 60;

/** The tools of a step as its model is offered them; `undefined` for none. What they take is known since they were saved. */
export function stepTools(tools: ModelTools | undefined): StepTools | undefined {
  const offered: StepTool[] = [];
  for (const tool of tools?.offered ?? []) {
    const schema = schemaOf(tool);
    if (!schema) continue;
    const taken = new Set(offered.map(({ name }) => name));
    offered.push({ name: freeName(nameOf(tool), "tool", taken), tool, schema, inputs: inputNames(schema) });
  }
  if (!tools || offered.length === 0) return undefined;
  return { offered, functions: offered.map(functionOf), limit: tools.limit };
}

function schemaOf(tool: ModelTool): ToolInputSchema | undefined {
  if (tool.kind === "http") return tool.inputSchema;
  const input = readsOneProduct(tool) ? "key" : "value";
  return { type: "object", properties: { [input]: { type: "string" } }, required: [input] };
}

function nameOf(tool: ModelTool): string {
  if (tool.kind === "http") return tool.name ?? "";
  return readsOneProduct(tool) ? "look_up_product" : `find_products_by_${tool.by.replace("attributes.", "")}`;
}

function inputNames({ properties }: ToolInputSchema): Map<string, string> {
  const names = new Map<string, string>();
  for (const own of Object.keys(properties)) names.set(freeName(own, "input", new Set(names.keys())), own);
  return names;
}

/** A name of ASCII letters, digits, `_` and `-` that none of the others has. */
function freeName(wanted: string, otherwise: string, taken: ReadonlySet<string>): string {
  const plain = wanted
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_-]+/g, "_")
    .replace(/^[_-]+|[_-]+$/g, "")
    .slice(0, LONGEST_NAME);
  const named = /^[A-Za-z]/.test(plain) ? plain : plain === "" ? otherwise : `${otherwise}_${plain}`;
  for (let number = 1; ; number++) {
    const name = number === 1 ? named : `${named}_${number}`;
    if (!taken.has(name)) return name;
  }
}

function functionOf({ name, tool, inputs, schema }: StepTool): OfferedFunction {
  const properties = [...inputs].map(([told, own]) => {
    const property = schema.properties[own];
    return [told, property ? parameterOf(told === own ? "" : own, property) : {}] as const;
  });
  const required = [...inputs].flatMap(([told, own]) => (schema.required.includes(own) ? [told] : []));
  const parameters: JsonSchema = { type: "object", properties: Object.fromEntries(properties), required };
  return { name, description: descriptionOf(tool), parameters };
}

// Google takes a choice among texts alone.
function parameterOf(own: string, { type, description, enum: choices, ...limits }: ToolProperty): JsonSchema {
  const isOfTexts = type === "string" && choices?.every((choice) => typeof choice === "string");
  const words = [own, description, choices && !isOfTexts && `one of ${choices.join(", ")}`];
  const told = words.filter(Boolean).join(": ");
  return {
    type,
    ...(told && { description: told }),
    ...(choices && isOfTexts && { enum: choices }),
    ...limits,
  };
}

function descriptionOf(tool: ModelTool): string {
  return [whatItDoes(tool), tool.purpose?.trim()].filter(Boolean).join(" ");
}

function whatItDoes(tool: ModelTool): string {
  if (tool.kind === "http") return tool.name ? `${tool.name}.` : "";
  if (readsOneProduct(tool))
    return "Reads one product of the catalogue by its key: empty where there is none.";
  const { by, limit = USUAL_LIMIT } = tool;
  return `Finds up to ${limit} products of the catalogue by their ${by.replace("attributes.", "")}.`;
}
