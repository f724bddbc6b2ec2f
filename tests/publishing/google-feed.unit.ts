import Papa from "papaparse";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import type { PublishedItem, PublishedItems } from "#lib/publishing/channels/channel.ts";
import { mappingMisfit } from "#lib/publishing/channels/google-merchant/attributes.ts";
import { encodeFeed } from "#lib/publishing/channels/google-merchant/feed.ts";
import type { FeedFormat } from "#lib/publishing/channels/google-merchant/google-config.ts";
import { storedMapping } from "#lib/publishing/mapping/mapping.ts";
import { outputFieldSchema } from "#lib/templates/template.ts";

const mapping = storedMapping({
  id: "sku",
  title: "title",
  description: "description",
  link: "url",
  brand: "brand",
  product_highlight: "points",
});
const outputFields = [
  outputFieldSchema.parse({ name: "title", type: "text" }),
  outputFieldSchema.parse({ name: "description", type: "text" }),
  outputFieldSchema.parse({ name: "points", type: "list" }),
];

const rose = {
  id: "0001",
  title: 'Rose: the "true" one\tfor you',
  description:
    '<p class="x">Big &amp; <strong onclick="x()">bold</strong></p>\n<script>alert(1)</script>a < b',
  link: "https://shop.example.com/a?b=1&c=2",
  brand: "",
  product_highlight: ["Light, fresh", "Lasts"],
};

async function feed(format: FeedFormat, all: Record<string, unknown>[], mapped = mapping): Promise<string> {
  const items = all.map(
    (fields, at): PublishedItem => ({
      ...{
        itemId: `b.${at}`,
        outputVersion: 1,
        language: "en",
        source: {},
        output: {},
        key: String(at),
        fields,
        before: null,
      },
    }),
  );
  const published: PublishedItems = {
    ...{ publicationId: "p", batchName: "Roses & <b>Co</b>", cutoffAt: new Date(0), itemCount: items.length },
    only: "all",
    ...{ mapping: mapped, labelled: true, sourceColumns: [], outputFields, simulated: false },
    standingWith: async () => [],
    async *[Symbol.asyncIterator]() {
      yield* items;
    },
  };
  let text = "";
  for await (const chunk of encodeFeed(published, format)) text += Buffer.from(chunk).toString("utf8");
  return text;
}

/** `source:"content"` with quotes doubled inside, as Google has structured values in a text feed. */
function structured(cell: string | undefined) {
  const [, source, content = ""] = /^(\w+):"((?:[^"]|"")*)"$/.exec(cell ?? "") ?? [];
  return { source, content: content.replaceAll('""', '"') };
}

test("a text feed has a column an attribute, a model's texts with their origin, and no plain title beside them", async () => {
  const text = await feed("tsv", [rose]);
  const { data, errors } = Papa.parse<string[]>(text, { delimiter: "\t", skipEmptyLines: true });
  expect(errors).toEqual([]);
  const [header = [], row = []] = data;
  expect(header).toEqual([
    "id",
    "structured_title",
    "structured_description",
    "link",
    "brand",
    "product_highlight",
  ]);
  expect(row).toHaveLength(header.length);
  expect(row[0]).toBe("0001");
  expect(structured(row[1])).toEqual({
    source: "trained_algorithmic_media",
    content: 'Rose: the "true" one for you',
  });
  expect(structured(row[2]).content).toBe("Big &amp; <strong>bold</strong> a &lt; b");
  expect(row.slice(3)).toEqual([rose.link, "", '"Light, fresh",Lasts']);
});

test("a description reads the same in HTML and in plain text where it has no tags, and no feed holds what nobody can see", async () => {
  const said = async (description: string, format: FeedFormat) => {
    const text = await feed(format, [{ ...rose, description }]);
    if (format === "xml") return readXml(text).items[0]?.["g:structured_description/g:content"]?.[0];
    return structured(text.split("\n")[1]?.split("\t")[2]).content;
  };
  for (const format of ["tsv", "xml"] as const) {
    expect(await said('Rose &amp; Oud, "AT&T", caf&eacute;, 3 < 5 > 2', format)).toBe(
      'Rose & Oud, "AT&T", café, 3 < 5 > 2',
    );
    expect(await said("Write &amp;lt; for &lt;b>", format)).toBe("Write &amp;lt; for &lt;b>");
    expect(await said("Rose\u0000\u0003 \u0007bud\uFFFE", format)).toBe("Rose bud");
  }
});

test("an XML feed is well formed, has structured texts as elements and lists as elements of their own", async () => {
  const { title, namespace, items } = readXml(
    await feed("xml", [rose, { ...rose, id: "0002", title: "\u0001<&>" }]),
  );
  expect(namespace).toBe("http://base.google.com/ns/1.0");
  expect(title).toBe("Roses & <b>Co</b>");
  const [first, second] = items;
  expect(first?.["g:id"]).toEqual(["0001"]);
  expect(first?.["g:structured_title/g:digital_source_type"]).toEqual(["trained_algorithmic_media"]);
  expect(first?.["g:structured_title/g:content"]).toEqual(['Rose: the "true" one for you']);
  expect(first?.["g:product_highlight"]).toEqual(["Light, fresh", "Lasts"]);
  expect(first).not.toHaveProperty("g:title");
  expect(first).not.toHaveProperty("g:brand");
  expect(second?.["g:structured_title/g:content"]?.[0]).toContain("&");
});

test("a title that comes from the row stays a plain one, and a structured one says that people wrote it", async () => {
  const fromRow = storedMapping({ id: "sku", title: "name", structured_description: "text" });
  const { items } = readXml(
    await feed("xml", [{ id: "1", title: "Ours", structured_description: "By hand" }], fromRow),
  );
  expect(items[0]).toMatchObject({
    "g:title": ["Ours"],
    "g:structured_description/g:digital_source_type": ["default"],
    "g:structured_description/g:content": ["By hand"],
  });
});

/** What stands in the elements of a feed, by their names from the item on; throws for what is not well formed. */
function readXml(text: string) {
  const parser = new SaxesParser();
  const items: Record<string, string[]>[] = [];
  let path: string[] = [];
  let [title, namespace, content] = ["", "", ""];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    path.push(name);
    content = "";
    if (name === "item") items.push({});
    if (name === "rss") namespace = String(attributes["xmlns:g"]);
  });
  parser.on("text", (part) => {
    content += part;
  });
  parser.on("closetag", () => {
    const place = path.slice(path.indexOf("item") + 1).join("/");
    const item = items.at(-1);
    if (path.includes("item") && item && content.trim() !== "")
      item[place] = [...(item[place] ?? []), content];
    else if (path.join("/") === "rss/channel/title") title = content;
    path = path.slice(0, -1);
    content = "";
  });
  parser.write(text).close();
  return { title, namespace, items };
}

test.each([
  ["is longer than Google takes", { ...rose, title: "𠮷".repeat(151) }, "google_value_too_long"],
  ["has no id", { ...rose, id: " " }, "google_id_blank"],
])("an item that %s fails the feed with its id", async (_, item, code) => {
  const broken = feed("tsv", [{ ...rose, id: "9" }, item]);
  await expect(broken).rejects.toMatchObject({ failure: { code, params: { itemId: "b.1" } } });
});

test("as many characters as Google takes are taken, counted as people count them", async () => {
  expect(await feed("tsv", [{ ...rose, title: "𠮷".repeat(150) }])).toContain("𠮷".repeat(150));
});

test("two items of one id fail the feed, so that no product is in it twice", async () => {
  await expect(feed("xml", [rose, rose])).rejects.toMatchObject({
    failure: { code: "google_id_twice", params: { itemId: "b.1", id: "0001" } },
  });
});

test("a mapping needs an id, and names a text once", () => {
  expect(mappingMisfit(mapping)).toBeNull();
  expect(mappingMisfit(storedMapping({ title: "title" }))).toBe("google_id_not_mapped");
  expect(mappingMisfit(storedMapping({ id: "a", title: "b", structured_title: "c" }))).toBe(
    "google_text_twice",
  );
});
