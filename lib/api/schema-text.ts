/** A JSON Schema, as far as the API's own documents use it. */
export interface SchemaLike {
  type?: string | string[];
  enum?: readonly unknown[];
  const?: unknown;
  format?: string;
  properties?: Record<string, SchemaLike | boolean>;
  required?: readonly string[];
  additionalProperties?: SchemaLike | boolean;
  items?: SchemaLike | boolean;
  anyOf?: readonly (SchemaLike | boolean)[];
  oneOf?: readonly (SchemaLike | boolean)[];
  allOf?: readonly (SchemaLike | boolean)[];
  description?: string;
  $ref?: string;
}

/** A schema as a type that people read: `{ id: string, roles: ("operator" | "admin")[] }` over several lines. */
export function schemaText(schema: SchemaLike | boolean | undefined, indent = ""): string {
  if (schema === undefined || typeof schema === "boolean") return "any";
  if (schema.$ref) return schema.$ref.split("/").at(-1) ?? "any";
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return [...new Set(choices.map((choice) => schemaText(choice, indent)))].join(" | ");
  if (schema.allOf) return schema.allOf.map((part) => schemaText(part, indent)).join(" & ");
  if (Array.isArray(schema.type)) return schema.type.join(" | ");
  if (schema.type === "array") return listText(schema, indent);
  if (schema.type === "object" || schema.properties) return objectText(schema, indent);
  if (schema.format === "binary") return "file";
  return schema.type ?? "any";
}

function listText({ items }: SchemaLike, indent: string): string {
  const item = schemaText(items, indent);
  return item.includes(" | ") && !item.startsWith("{") ? `(${item})[]` : `${item}[]`;
}

function objectText(
  { properties = {}, required = [], additionalProperties }: SchemaLike,
  indent: string,
): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, value]) => {
    const note = typeof value === "object" && value.description ? ` // ${value.description}` : "";
    return `${inner}${name}${required.includes(name) ? "" : "?"}: ${schemaText(value, inner)}${note}`;
  });
  if (typeof additionalProperties === "object")
    lines.push(`${inner}[name]: ${schemaText(additionalProperties, inner)}`);
  return lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n${indent}}`;
}
