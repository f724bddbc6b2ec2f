import { expect, test } from "vitest";
import { pictureName } from "#lib/publishing/channels/pictures/picture-name.ts";

const item = { key: "SKU-7", language: "en", source: { brand: "Rosé / Co", "size ml": "50", empty: "" } };
const named = (pattern: string, taken = new Set<string>(), of = item) =>
  pictureName(pattern, of, { field: "main", extension: "jpg", taken });

test("a file is named by its pattern, from key, field, language and columns of the source", () => {
  expect(named("{key}-{field}")).toBe("SKU-7-main.jpg");
  expect(named("{brand} {size ml} {language}")).toBe("Rosé - Co 50 en.jpg");
  expect(named("{unknown}{empty}")).toBe("SKU-7-main.jpg");
});

test("no name leads out of its folder, or is one that a system keeps", () => {
  const evil = { ...item, key: "../../etc/passwd" };
  expect(named("{key}", new Set(), evil)).toBe("-..-etc-passwd.jpg");
  expect(named("{key}", new Set(), { ...item, key: "CON" })).toBe("_CON.jpg");
  expect(named("{key}", new Set(), { ...item, key: "a\u202egpj.exe\0" })).toBe("a-gpj.exe-.jpg");
  expect(named("{key}", new Set(), { ...item, key: "长".repeat(500) })).toHaveLength(124);
});

test("two of one name get numbers, whatever their case", () => {
  const taken = new Set(["manifest.csv"]);
  const names = ["A", "a", "A"].map((key) => named("{key}", taken, { ...item, key }));
  expect(names).toEqual(["A.jpg", "a (2).jpg", "A (3).jpg"]);
});
