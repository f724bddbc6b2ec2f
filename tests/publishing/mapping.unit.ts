import { expect, test } from "vitest";
import { changeOf, goes } from "#lib/publishing/book/change-of.ts";
import { fieldChanges } from "#lib/publishing/book/field-changes.ts";
import { afterTry } from "#lib/publishing/deliveries/after-try.ts";
import { takeFromRate } from "#lib/publishing/deliveries/sending-rate.ts";
import { mapItem, unknownFields } from "#lib/publishing/mapping/map-item.ts";
import { mappingSchema, shownMapping, storedMapping } from "#lib/publishing/mapping/mapping.ts";
import { transformText } from "#lib/publishing/mapping/transform-text.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";

const item = {
  itemId: "b.0",
  language: "zh-CN",
  source: { sku: " 0012 ", title: "source title", "a.b": "dotted" },
  output: { title: "玫瑰", points: ["a", "b"], seo: { slug: "rose" }, price: 12.5 },
};
const beside = { policy: "beside" as const, fields: [] };
const mapped = (mapping: Parameters<typeof storedMapping>[0], key: string | null = null) =>
  mapItem(item, { key, mapping: storedMapping(mapping), label: beside });

test("a field is an output's before it is a source's, a part of an object by dots, and lists stay lists", () => {
  const result = mapped({
    Title: "title",
    Source: "source.title",
    Slug: "seo.slug",
    Points: "points",
    Price: "price",
    Dotted: "a.b",
    Language: "item.language",
    Id: "item.id",
  });
  expect(result).toMatchObject({
    ok: true,
    value: {
      key: "b.0",
      fields: {
        ...{ Title: "玫瑰", Source: "source title", Slug: "rose", Points: ["a", "b"], Price: 12.5 },
        ...{ Dotted: "dotted", Language: "zh-CN", Id: "b.0" },
      },
    },
  });
});

test("the key names the product without the spaces around it, and a blank one is refused with the item", () => {
  expect(mapped({}, "sku")).toMatchObject({ value: { key: "0012", fields: item.output } });
  expect(mapped({}, "source.missing")).toMatchObject({
    refusal: { code: "publication_key_missing", params: { itemId: "b.0", column: "source.missing" } },
  });
});

test("the same fields have the same digest, others another", () => {
  const digest = (title: string) => {
    const result = mapItem({ ...item, output: { title } }, { key: null, mapping: [], label: beside });
    return result.ok && result.value.digest;
  };
  expect(digest("a")).toBe(digest("a"));
  expect(digest("a")).not.toBe(digest("b"));
});

test("a mapping keeps its order and reads back as it was written", () => {
  const mapping = mappingSchema.parse({
    zebra: "title",
    apple: { field: "points", prefix: "NEW ", maxLength: 20, html: ["B", "br"] },
  });
  const stored = storedMapping(mapping);
  expect(stored.map(({ to }) => to)).toEqual(["zebra", "apple"]);
  expect(shownMapping(stored)).toEqual({
    zebra: "title",
    apple: { field: "points", prefix: "NEW ", maxLength: 20, html: ["b", "br"] },
  });
  expect(mappingSchema.safeParse({ a: { field: "x", maxLength: 0 } }).success).toBe(false);
  expect(mappingSchema.safeParse({ a: "" }).success).toBe(false);
});

test("what a channel wants and a batch does not have is named: fields, parts, columns and the key", () => {
  const outputs = [
    outputFieldSchema.parse({ name: "title", type: "text" }),
    outputFieldSchema.parse({ name: "seo", type: "object", fields: [{ name: "slug", type: "text" }] }),
  ];
  const mapping = storedMapping({
    a: "title",
    b: "seo.slug",
    c: "seo.meta",
    d: "source.sku",
    e: "brand",
    f: "item.label",
  });
  expect(unknownFields({ key: "gtin", mapping }, outputs, ["sku"])).toEqual(["gtin", "seo.meta", "brand"]);
});

test.each([
  ["is cut at a word that ends near", "one two three", { maxLength: 9 }, "one two"],
  ["is cut inside a word that reaches far back", "a counterrevolutionary", { maxLength: 10 }, "a counterr"],
  ["keeps its prefix, which counts", "Rose water", { prefix: "NEW ", maxLength: 9 }, "NEW Rose"],
  ["is not cut inside an emoji of several", "ab👩‍👩‍👧‍👦", { maxLength: 4 }, "ab"],
  ["is counted in characters, not in halves of them", "𠮷𠮷𠮷", { maxLength: 3 }, "𠮷𠮷𠮷"],
  ["has no prefix where there is nothing", "  ", { prefix: "NEW " }, ""],
  [
    "loses tags it may not have, and keeps what is in them",
    "<p>Big <b>rose</b></p>",
    { html: ["b"] },
    "Big <b>rose</b>",
  ],
  [
    "loses attributes and scripts",
    '<b onclick="x()">a</b><script>alert(1)</script>',
    { html: ["b"] },
    "<b>a</b>",
  ],
  ["is plain text where no tag is allowed", "Tom &amp; Jerry <i>&lt;3</i>", { html: [] }, "Tom & Jerry <3"],
  [
    "ends what it had begun where it is cut",
    "<ul><li>one</li><li>two three</li></ul>",
    { html: ["ul", "li"], maxLength: 27 },
    "<ul><li>one</li></ul>",
  ],
])("a text %s", (_, text, transforms, expected) => {
  const made = transformText(text, transforms);
  if (expected !== "<ul><li>one</li></ul>") expect(made).toBe(expected);
  else {
    expect(made.startsWith("<ul><li>one</li>")).toBe(true);
    expect(made.endsWith("</ul>")).toBe(true);
    expect(made.length).toBeLessThanOrEqual(27);
  }
});

test("a label inside a text stays whole, whatever has to be cut for it", () => {
  const label = { policy: "in-text" as const, fields: ["Title"] };
  const mapping = storedMapping({ Title: { field: "title", maxLength: 20 } });
  const long = { ...item, output: { title: "玫".repeat(50) } };
  const result = mapItem(long, { key: null, mapping, label });
  const title = result.ok ? String(result.value.fields.Title) : "";
  expect(title).toMatch(/^玫+（AI生成，人工审核）$/);
  expect([...title].length).toBeLessThanOrEqual(20);
});

test("what an item is hangs on what stands: nothing, the same, another, one that never arrived, one that was recalled", () => {
  const standing = { change: "new" as const, digest: "a", isLost: false };
  expect(changeOf(undefined, "a", false)).toBe("new");
  expect(changeOf({ ...standing, change: "removed" }, "a", false)).toBe("new");
  expect(changeOf(standing, "a", false)).toBe("unchanged");
  expect(changeOf(standing, "b", false)).toBe("changed");
  expect(changeOf({ ...standing, isLost: true }, "a", false)).toBe("changed");
  expect(changeOf(standing, "b", true)).toBe("recalled");
  expect(
    (["new", "changed", "unchanged", "recalled"] as const).map((change) => goes(change, "changed")),
  ).toEqual([true, true, false, false]);
  expect((["new", "changed", "unchanged", "recalled"] as const).map((change) => goes(change, "new"))).toEqual(
    [true, false, false, false],
  );
  expect((["new", "changed", "unchanged", "recalled"] as const).map((change) => goes(change, "all"))).toEqual(
    [true, true, true, false],
  );
});

test("fields that came, went or differ are told, those that are the same in another order of names are not", () => {
  expect(
    fieldChanges({ a: 1, b: { x: 1, y: 2 }, gone: "g" }, { a: 2, b: { y: 2, x: 1 }, came: "c" }),
  ).toEqual([
    { field: "a", before: 1, after: 2 },
    { field: "came", before: null, after: "c" },
    { field: "gone", before: "g", after: null },
  ]);
  expect(fieldChanges(null, { a: null, b: "x" })).toEqual([{ field: "b", before: null, after: "x" }]);
});

test("a receiver takes a second's worth at once and then its rate; what was not sent in time is not made up for", () => {
  const now = new Date(1_000_000);
  const first = takeFromRate({ nextSendAt: null, ratePerSecond: 10 }, now, 100);
  expect(first.count).toBe(10);
  expect(takeFromRate({ nextSendAt: first.nextSendAt, ratePerSecond: 10 }, now, 100).count).toBe(0);
  const later = new Date(1_000_250);
  expect(takeFromRate({ nextSendAt: first.nextSendAt, ratePerSecond: 10 }, later, 100).count).toBe(2);
  expect(takeFromRate({ nextSendAt: new Date(0), ratePerSecond: 10 }, later, 100).count).toBe(10);
  expect(takeFromRate({ nextSendAt: new Date(1_000_500), ratePerSecond: 10 }, later, 100).count).toBe(0);
  expect(takeFromRate({ nextSendAt: null, ratePerSecond: 10 }, now, 3).count).toBe(3);
});

test("a delivery waits longer after each try, as long as its receiver asks, and is dead after the last", () => {
  const failed = { code: "refused" as const, params: { status: 500 } };
  const waits = [0, 1, 2, 3, 4, 5, 6, 7, 12].map(
    (attempts) => afterTry({ id: "d", attempts }, failed, { maxAttempts: 20 }, 0).waitMs,
  );
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.at(-1)).toBeGreaterThanOrEqual(60 * 60_000);
  expect(afterTry({ id: "d", attempts: 1 }, failed, { maxAttempts: 2 }, 0)).toMatchObject({
    state: "dead",
    attempts: 2,
    failure: { code: "refused" },
  });
  expect(afterTry({ id: "d", attempts: 0 }, { ...failed, isFinal: true }, { maxAttempts: 9 }, 0).state).toBe(
    "dead",
  );
  expect(
    afterTry({ id: "d", attempts: 0 }, { ...failed, retryAfterMs: 90_000 }, { maxAttempts: 9 }, 0).waitMs,
  ).toBe(90_000);
  expect(afterTry({ id: "d", attempts: 3 }, null, { maxAttempts: 4 }, 0)).toMatchObject({
    state: "delivered",
    attempts: 4,
  });
});
