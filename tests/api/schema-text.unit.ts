import { expect, test } from "vitest";
import { schemaText } from "#lib/api/schema-text.ts";

test("a schema is read as a type, with what is optional, chosen from and meant", () => {
  const text = schemaText({
    type: "object",
    required: ["id", "roles"],
    properties: {
      id: { type: "string", description: "Opaque." },
      roles: { type: "array", items: { enum: ["operator", "admin"] } },
      password: { anyOf: [{ type: "string" }, { type: "null" }] },
      mapping: { type: "object", additionalProperties: { type: "string" } },
    },
  });
  expect(text).toBe(`{
  id: string // Opaque.
  roles: ("operator" | "admin")[]
  password?: string | null
  mapping?: {
    [name]: string
  }
}`);
});

test("what says nothing is anything", () => {
  expect([schemaText(undefined), schemaText(true), schemaText({})]).toEqual(["any", "any", "any"]);
});
