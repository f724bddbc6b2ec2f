import sanitizeHtml from "sanitize-html";
import type { StoredMappedField } from "#db/schema/publishing.ts";
import { printableText } from "#lib/spreadsheet-cell.ts";
import type { ItemProblem, PublishedItem } from "../channel.ts";
import { asText } from "../file/table.ts";

/** A text of which Google is told who wrote it. */
export interface StructuredText {
  source: "trained_algorithmic_media" | "default";
  content: string;
}

/** An attribute of a product in a feed: its values, or a text with its origin. */
export type Attribute = { name: string } & ({ values: string[] } | { text: StructuredText });

/** What Google publishes as the most characters of an attribute. */
const MOST_CHARS: Record<string, number> = {
  id: 50,
  title: 150,
  structured_title: 150,
  description: 5_000,
  structured_description: 5_000,
  link: 2_000,
  image_link: 2_000,
  brand: 70,
  mpn: 70,
};
/** What Google takes of HTML in a description, without attributes. */
const TAGS = "strong em ul ol li br sub sup div span dl dt dd".split(" ");
const STRUCTURED: Record<string, string> = {
  title: "structured_title",
  description: "structured_description",
};

/** The name an attribute has in a feed: a title or description that a model wrote goes as a structured one. */
function nameInFeed(to: string, isMade: boolean): string {
  return (isMade && STRUCTURED[to]) || to;
}

/** The columns of a feed: each attribute once, in the order of the mapping. */
export function attributeNames(
  mapping: readonly StoredMappedField[],
  outputNames: readonly string[],
): string[] {
  return mapping.map(({ to, field }) => nameInFeed(to, isMade(field, outputNames)));
}

/** What is wrong with a mapping before anything is made by it: no id, or the same text twice, of which the plain one would win. */
export function mappingMisfit(mapping: readonly StoredMappedField[]): string | null {
  const names = mapping.map(({ to }) => to);
  if (!names.includes("id")) return "google_id_not_mapped";
  const isTwice = Object.entries(STRUCTURED).some(
    ([plain, structured]) => names.includes(plain) && names.includes(structured),
  );
  return isTwice ? "google_text_twice" : null;
}

/**
 * The attributes of an item as Google takes them, and what it would not take of them: an item without an id, a value longer than it
 * takes. Texts of a model are structured and have their origin; HTML that is not taken, and what is blank, is left out.
 * @param outputNames fields that a model made.
 */
export function attributesOf(
  { fields }: Pick<PublishedItem, "fields">,
  mapping: readonly StoredMappedField[],
  outputNames: readonly string[],
): { attributes: Attribute[]; problems: ItemProblem[] } {
  const problems: ItemProblem[] = [];
  const attributes = mapping.flatMap(({ to, field }): Attribute[] => {
    const made = isMade(field, outputNames);
    const name = nameInFeed(to, made);
    const value = fields[to];
    const values = (Array.isArray(value) ? value.map(asText) : [asText(value)])
      .map((text) => takenText(name, text))
      .filter((text) => text !== "");
    if (values.length === 0) return [];
    const isStructured = Object.values(STRUCTURED).includes(name);
    const told = isStructured ? [values.join(" ")] : values;
    const most = MOST_CHARS[name];
    if (most !== undefined && told.some((text) => [...text].length > most))
      problems.push(problem("google_value_too_long", to, { attribute: name, most }));
    if (!isStructured) return [{ name, values: told }];
    const source = made ? "trained_algorithmic_media" : "default";
    return [{ name, text: { source, content: told[0] ?? "" } }];
  });
  if (!attributes.some(({ name }) => name === "id")) problems.push(problem("google_id_blank", "id"));
  return { attributes, problems };
}

function problem(code: string, column: string, params: Record<string, string | number> = {}): ItemProblem {
  return { code, column, params, allowed: [], isStrict: true };
}

function takenText(name: string, text: string): string {
  const allowedTags = name.endsWith("description") ? TAGS : [];
  const clean = sanitizeHtml(printableText(text), { allowedTags, allowedAttributes: {} });
  const entities = allowedTags.length === 0 ? ENTITY : clean.includes("<") ? null : SAFE_ENTITY;
  const plain = entities ? clean.replace(entities, (entity) => SIGNS[entity.slice(1, -1)] ?? entity) : clean;
  return plain.replace(/\s+/g, " ").trim();
}

const ENTITY = /&(?:amp|lt|gt|quot);/g;
/** Those of a description without tags that read the same in HTML and in plain text once they are signs. */
const SAFE_ENTITY = /&(?:amp;(?!#?\w+;)|lt;(?![A-Za-z/!?])|gt;|quot;)/g;

const SIGNS: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"' };

// As a mapping finds its fields: an output's before a column of the same name.
function isMade(field: string, outputNames: readonly string[]): boolean {
  const [first] = field.split(".");
  return outputNames.some((name) => name === field || name === first);
}
