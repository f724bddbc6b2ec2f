import { expect, test } from "vitest";
import { type FilterWorld, productFilterSchema, productQuestion } from "#lib/catalogue/product-filter.ts";

const TEMPLATE = "01a2045f-4a30-710f-a4ed-3e569e45202e";
const world: FilterWorld = {
  attributes: new Map([
    ["material", { kinds: { text: 9 }, units: {} }],
    ["weight", { kinds: { quantity: 9 }, units: { kg: 8, g: 1 } }],
  ]),
  categoryIds: (path, isWholeTree) => (path[0] === "Home" ? (isWholeTree ? [1, 2] : [1]) : null),
  templateIds: new Set([TEMPLATE]),
};

const ask = (filter: object) => productQuestion(productFilterSchema.parse(filter), world);

test.each([
  [
    { field: "country", is: "equals", value: "Germany" },
    { of: "listed", fact: "countries", in: ["DE"] },
  ],
  [
    { field: "language", is: "in", value: ["de", "fr"] },
    { of: "listed", fact: "languages", in: ["de", "fr"] },
  ],
  [
    { field: "category", is: "under", value: "Home" },
    { of: "category", in: [1, 2] },
  ],
  [{ field: "attributes.material", is: "missing" }, { not: { of: "has", name: { attribute: "material" } } }],
  [
    { field: "attributes.material", is: "equals", value: "Cotton" },
    { of: "value", name: { attribute: "material" }, in: ["cotton"] },
  ],
  [
    { field: "title.length", is: "less", value: 20 },
    { of: "length", name: { fact: "title" }, range: { from: null, to: 20, isOpen: true } },
  ],
  [
    { field: "material.length", is: "between", value: [1, 5] },
    { of: "length", name: { attribute: "material" }, range: { from: 1, to: 5, isOpen: false } },
  ],
  [
    { field: "pictures.minSide", is: "less", value: "800" },
    { of: "pictures", measure: "minSide", range: { from: null, to: 800, isOpen: true } },
  ],
  [{ field: `generated.${TEMPLATE}`, is: "missing" }, { not: { of: "made", templateId: TEMPLATE } }],
  [
    { field: `generated.${TEMPLATE}`, is: "equals", value: false },
    { not: { of: "made", templateId: TEMPLATE } },
  ],
  [{ field: "approved", is: "equals", value: "true" }, { of: "approved" }],
  [
    { field: "rejected", is: "equals", value: "wrong_fact" },
    { any: [{ of: "rejected", reason: "wrong_fact" }] },
  ],
  [
    { field: "changedSincePublished", is: "present" },
    { of: "changed-since", what: "published" },
  ],
])("%j asks what it says", (condition, question) => {
  expect(ask({ all: [condition] })).toEqual({ ok: true, value: { all: [question] } });
});

test("a number without a unit is meant in the one that most values have", () => {
  const range = (value: unknown) => ask({ all: [{ field: "attributes.weight", is: "less", value }] });
  const expected = { of: "number", attribute: "weight", range: { from: null, to: 500, isOpen: true } };
  expect(range("0.5")).toEqual({ ok: true, value: { all: [expected] } });
  expect(range("500 g")).toEqual({ ok: true, value: { all: [expected] } });
});

test("filters stand in each other, all or any", () => {
  const filter = {
    any: [{ field: "approved", is: "present" }, { all: [{ field: "published", is: "missing" }] }],
  };
  expect(ask(filter)).toEqual({
    ok: true,
    value: { any: [{ of: "approved" }, { all: [{ not: { of: "published" } }] }] },
  });
  expect(ask({ any: [] })).toEqual({ ok: true, value: { all: [] } });
});

test("each place that makes no sense is told, and the attribute that is gone is named", () => {
  const asked = ask({
    all: [
      { field: "country", is: "equals", value: "DE" },
      {
        any: [
          { field: "attributes.colour", is: "present" },
          { field: "colour.length", is: "less", value: 3 },
          { field: "attributes.colour.length", is: "less", value: 3 },
        ],
      },
      { field: "category", is: "equals", value: "Garden" },
      { field: "generated.gone", is: "missing" },
      { field: "price", is: "less", value: 3 },
      { field: "country", is: "less", value: 3 },
      { field: "pictures.count", is: "less", value: "many" },
      { field: "country", is: "equals", value: "Atlantis" },
      { field: "title.length", is: "between", value: [9, 3] },
    ],
  });
  expect(asked.ok).toBe(false);
  if (asked.ok) return;
  expect(asked.refusal.fields?.map(({ path, code, params }) => [path, code, params?.attribute])).toEqual([
    ["filter.all.1.any.0.field", "attribute_unknown", "colour"],
    ["filter.all.1.any.1.field", "attribute_unknown", "colour"],
    ["filter.all.1.any.2.field", "attribute_unknown", "colour"],
    ["filter.all.2.field", "category_unknown", undefined],
    ["filter.all.3.field", "template_unknown", undefined],
    ["filter.all.4.field", "field_unknown", undefined],
    ["filter.all.5.field", "operator_unfit", undefined],
    ["filter.all.6.value", "value_unfit", undefined],
    ["filter.all.7.value", "value_unfit", undefined],
    ["filter.all.8.value", "value_unfit", undefined],
  ]);
});

test("a filter as deep as nobody reads is refused rather than run", () => {
  let filter: object = { all: [{ field: "approved", is: "present" }] };
  for (let depth = 0; depth < 12; depth++) filter = { any: [filter] };
  expect(ask(filter)).toMatchObject({ ok: false, refusal: { fields: [{ code: "filter_too_deep" }] } });
});
