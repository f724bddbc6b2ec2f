import { describe, expect, test } from "vitest";
import { newInput } from "#components/templates/new-input.ts";
import { limitsOf, newField, partsOf, withMoved } from "#components/templates/output-fields.ts";
import type { PreviewDataset } from "#components/templates/template-view.ts";
import type { OutputField } from "#lib/templates/template.ts";

const text: OutputField = { ...newField(), name: "title", minLength: 3, maxLength: 60 };

describe("a field of an output", () => {
  test("keeps the limits that its new type has as well, and loses the others", () => {
    expect({ ...text, ...partsOf("list", text) }).toMatchObject({
      type: "list",
      minLength: 3,
      maxLength: 60,
    });
    expect({ ...text, ...partsOf("number", text) }).toMatchObject({
      type: "number",
      minLength: undefined,
      maxLength: undefined,
    });
  });

  test("that becomes a choice or an object has somewhere to put its parts, and loses them as a text", () => {
    const choice = { ...text, ...partsOf("choice", text) };
    expect(choice.choices).toEqual([]);
    const object = { ...choice, ...partsOf("object", choice) };
    expect(object).toMatchObject({ choices: undefined, fields: [newField()] });
    expect({ ...object, ...partsOf("list", object) }.fields).toEqual([newField()]);
    expect({ ...object, ...partsOf("text", object) }.fields).toBeUndefined();
  });

  test("that is a list of objects has no length of a text", () => {
    expect(limitsOf({ type: "list", fields: [newField()] })).toEqual(["minItems", "maxItems"]);
    expect(limitsOf({ type: "list" })).toEqual(["minItems", "maxItems", "minLength", "maxLength"]);
  });

  test("moves among the others", () => {
    const fields = ["a", "b", "c"].map((name) => ({ ...newField(), name }));
    expect(withMoved(fields, 2, 0).map(({ name }) => name)).toEqual(["c", "a", "b"]);
    expect(withMoved(fields, 0, 1).map(({ name }) => name)).toEqual(["b", "a", "c"]);
  });
});

describe("a column that a template begins to read", () => {
  const dataset = {
    rowCount: 10,
    columns: [
      { name: "price", type: "number", filled: 10 },
      { name: "notes", type: "date", filled: 4 },
    ],
  } as PreviewDataset;

  test("is required where the dataset has it in every row", () => {
    expect(newInput("price", dataset)).toMatchObject({ type: "number", required: true, onMissing: "block" });
    expect(newInput("", null)).toMatchObject({ type: "text", required: true, onMissing: "block" });
  });

  test("skips rows that lack it where the dataset has gaps", () => {
    expect(newInput("notes", dataset)).toMatchObject({ type: "text", required: false, onMissing: "skip" });
  });
});
