type Schema = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
};

/** A smallest value that a JSON Schema accepts; enough for the shapes of this API, not for any schema. */
export function sampleOf(schema: Schema): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const part = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (part) return sampleOf(part);
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((each) => sampleOf(each)));
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case "string":
      return sampleText(schema);
    case "integer":
    case "number":
      return schema.exclusiveMinimum !== undefined
        ? schema.exclusiveMinimum + 1
        : Math.max(1, schema.minimum ?? 1);
    case "boolean":
      return true;
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}));
    case "null":
      return null;
    default: {
      const properties = Object.entries(schema.properties ?? {});
      const required = properties.filter(([name]) => schema.required?.includes(name));
      return Object.fromEntries(required.map(([name, property]) => [name, sampleOf(property)]));
    }
  }
}

function sampleText({ format, pattern, minLength = 1 }: Schema): string {
  if (format === "uuid") return SOME_ID;
  if (format === "date-time") return "2030-01-01T00:00:00Z";
  if (format === "date") return "2030-01-01";
  if (format === "uri") return "https://example.com/";
  const candidates = [
    "x".repeat(Math.max(1, minLength)),
    "1",
    "USD",
    "en",
    "2030-01-01",
    `${SOME_ID}.1`,
    "UTC",
    "09:30",
    "1024x1024",
  ];
  const fits = candidates.find((text) => !pattern || new RegExp(pattern, "u").test(text));
  if (fits === undefined) throw new Error(`No sample fits ${pattern}.`);
  return fits;
}

/** An id that nothing has. */
export const SOME_ID = "01a00000-0000-7000-8000-000000000000";
