import type { JSONSchema7, JSONSchema7Definition } from "@ai-sdk/provider";
import type { ProviderKind } from "../provider.ts";

const cache = new WeakMap<JSONSchema7, JSONSchema7>();

/**
 * An output schema as a kind of provider accepts it. OpenAI's strict mode refuses length limits of texts, so
 * they are told in words there; the output is checked against all of it by whoever asked.
 */
export function schemaFor(kind: ProviderKind, schema: JSONSchema7): JSONSchema7 {
  if (kind !== "openai") return schema;
  const known = cache.get(schema);
  if (known) return known;
  const made = inWords(schema) as JSONSchema7;
  cache.set(schema, made);
  return made;
}

function inWords(schema: JSONSchema7Definition): JSONSchema7Definition {
  if (typeof schema === "boolean") return schema;
  const { minLength, maxLength, properties, items, ...rest } = schema;
  const limits = [
    minLength !== undefined && `at least ${minLength} characters`,
    maxLength !== undefined && `at most ${maxLength} characters`,
  ].filter((limit) => limit !== false);
  const description = [rest.description, ...limits].filter(Boolean).join("; ");
  return {
    ...rest,
    ...(description && { description }),
    ...(items !== undefined && { items: Array.isArray(items) ? items.map(inWords) : inWords(items) }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, inWords(property)]),
      ),
    }),
  };
}
