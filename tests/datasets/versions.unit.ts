import { expect, test } from "vitest";
import { comparedColumns, suggestedKey } from "#lib/datasets/compared-columns.ts";
import { chosenOver, formerImport } from "#lib/datasets/former-import.ts";
import { importPlanSchema } from "#lib/datasets/import-plan.ts";
import { layoutOf } from "#lib/datasets/layout.ts";

const column = (header: string, name = header, type: "text" | "number" = "text") => ({
  ...{ header, name, type, required: type === "number" },
});

const plan = (headers: string[], layout = layoutOf(headers)) =>
  importPlanSchema.parse({
    format: { kind: "jsonl", encoding: "utf-8", keys: [] },
    ...{ headerRow: 0, width: headers.length, columns: [], layout, headers },
    fixes: [
      { column: "price", rule: "not_number", do: "set", value: "0" },
      { column: "size", rule: "missing_value", do: "set", value: "M" },
    ],
  });

test("what was left out before is left out again, and what is new in the file is not known", () => {
  const former = { columns: [column("Art", "sku")], plan: plan(["Art", "Note"]) };
  expect(formerImport(["note", "ART ", "Colour"], former)).toMatchObject({
    columns: [
      { header: "note", name: null },
      { header: "ART ", name: "sku" },
    ],
    lacking: [],
  });
});

test("a plan from before headers were kept knows those of a file with the same columns", () => {
  const before = { ...plan([], layoutOf(["Art", "Note"])), headers: [] };
  const former = { columns: [column("Art", "sku")], plan: before };
  expect(formerImport(["Note", "Art"], former).columns).toMatchObject([{ name: null }, { name: "sku" }]);
  expect(formerImport(["Note", "Art", "Colour"], former).columns).toMatchObject([{ name: "sku" }]);
});

test("a dataset that came of no file says what its columns are", () => {
  const former = { columns: [column("sku"), column("price", "price", "number")], plan: null };
  expect(formerImport(["sku"], former)).toMatchObject({ lacking: ["price"], fixes: [] });
});

test("a choice goes before what was chosen then, and fixes of columns that are not there go", () => {
  const former = {
    columns: [column("Art", "sku"), column("Preis", "price", "number"), column("Size", "size")],
    plan: plan(["Art", "Preis", "Size"]),
  };
  const before = formerImport(["Art", "Preis"], former);
  expect(chosenOver(before, {})).toMatchObject({
    mapping: { Art: "sku", Preis: "price" },
    columns: [
      { name: "sku", type: "text" },
      { name: "price", type: "number", required: true },
    ],
    fixes: [{ column: "price" }],
  });
  const chosen = chosenOver(before, { mapping: { preis: "cost" } });
  expect(chosen).toMatchObject({
    mapping: { Art: "sku", preis: "cost" },
    columns: [{ name: "sku" }],
    fixes: [],
  });
  expect(chosenOver(before, { columns: [{ name: "price", type: "text" }] }).columns?.[0]).toEqual({
    ...{ name: "price", type: "text" },
  });
});

const held = (columns: Record<string, number>, keyColumn: string | null = null) => ({
  columns: Object.entries(columns).map(([name, distinct]) => ({
    ...column(name),
    ...{ distinct, filled: 100, maxLength: 9 },
  })),
  ...{ rowCount: 100, keyColumn },
});

test("rows are known by the column that is headed as a key, were it not the first and had it a slip", () => {
  expect(suggestedKey(held({ title: 100, sku: 98 }), held({ sku: 100, title: 100 }))).toBe("sku");
  expect(suggestedKey(held({ title: 100, art: 99 }, "art"), held({ title: 100, art: 100 }))).toBe("art");
  expect(suggestedKey(held({ title: 100, sku: 80 }), held({ sku: 100, title: 100 }))).toBe("sku");
  const priced = held({ price: 100, title: 96 });
  const numbers = priced.columns.map((one) =>
    one.name === "price" ? { ...one, type: "number" as const } : one,
  );
  expect(suggestedKey({ ...priced, columns: numbers }, priced)).toBe("title");
  expect(suggestedKey(held({ brand: 4, title: 100 }), held({ brand: 4, title: 99 }))).toBe("title");
});

test("no column suggests itself where values come again, or only one of the two has it", () => {
  expect(suggestedKey(held({ sku: 12, title: 100 }), held({ sku: 100 }))).toBeNull();
  expect(suggestedKey(held({ sku: 100 }), { ...held({ sku: 0 }), rowCount: 0 })).toBeNull();
  expect(comparedColumns([column("a"), column("b")], [column("b"), column("c")])).toEqual({
    ...{ shared: ["b"], own: ["a"], others: ["c"] },
  });
});
