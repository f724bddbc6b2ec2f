import { DeliveryFailed, type PublishedItems } from "../channel.ts";
import { inChunks } from "../file/in-chunks.ts";
import { type Attribute, attributeNames, attributesOf, type StructuredText } from "./attributes.ts";
import type { FeedFormat } from "./google-config.ts";

/** The bytes of a feed, made from the items as they come. */
export function encodeFeed(items: PublishedItems, format: FeedFormat): AsyncIterable<Uint8Array> {
  return inChunks(format === "tsv" ? tsvLines(items) : xmlLines(items));
}

async function* tsvLines(items: PublishedItems): AsyncGenerator<string> {
  const names = attributeNames(items.mapping, outputNamesOf(items));
  yield `${names.join("\t")}\n`;
  for await (const attributes of products(items)) {
    const byName = new Map(attributes.map((attribute) => [attribute.name, tsvValue(attribute)]));
    yield `${names.map((name) => byName.get(name) ?? "").join("\t")}\n`;
  }
}

// Texts hold no tab and no line end by now; a cell that begins with a quote would be read as a quoted one.
function tsvValue(attribute: Attribute): string {
  if ("text" in attribute) return structuredValue(attribute.text);
  const { values } = attribute;
  const value = values.length === 1 ? (values[0] ?? "") : values.map(listed).join(",");
  return value.startsWith('"') ? quoted(value) : value;
}

function structuredValue({ source, content }: StructuredText): string {
  return `${source}:${quoted(content)}`;
}

function listed(value: string): string {
  return /[",]/.test(value) ? quoted(value) : value;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}

async function* xmlLines(items: PublishedItems): AsyncGenerator<string> {
  const title = escapeXml(items.batchName);
  yield `<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">\n<channel>\n`;
  yield `<title>${title}</title>\n<link></link>\n<description>${title}</description>\n`;
  for await (const attributes of products(items)) {
    const elements = attributes.map(({ name, ...told }) => {
      if ("values" in told) return told.values.map((value) => element(name, escapeXml(value))).join("");
      const { source, content } = told.text;
      return element(name, element("digital_source_type", source) + element("content", escapeXml(content)));
    });
    yield `<item>${elements.join("")}</item>\n`;
  }
  yield "</channel>\n</rss>\n";
}

function element(name: string, content: string): string {
  return `<g:${name}>${content}</g:${name}>`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML has no place for
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(NOT_IN_XML, "")
    .replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

async function* products(items: PublishedItems): AsyncGenerator<Attribute[]> {
  const ids = new Set<string>();
  const outputNames = outputNamesOf(items);
  for await (const item of items) {
    const { attributes, problems } = attributesOf(item, items.mapping, outputNames);
    const [first] = problems;
    if (first)
      throw new DeliveryFailed({ code: first.code, params: { ...first.params, itemId: item.itemId } });
    const id = attributes.find(({ name }) => name === "id");
    const value = id && "values" in id ? (id.values[0] ?? "") : "";
    if (ids.has(value))
      throw new DeliveryFailed({ code: "google_id_twice", params: { itemId: item.itemId, id: value } });
    ids.add(value);
    yield attributes;
  }
}

function outputNamesOf({ outputFields }: PublishedItems): string[] {
  return outputFields.map(({ name }) => name);
}
