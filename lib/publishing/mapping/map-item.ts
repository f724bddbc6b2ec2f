import { createHash } from "node:crypto";
import type { StoredTerms } from "#db/schema/publishing.ts";
import { explicitLabel } from "#lib/ai-label.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { OutputField } from "#lib/templates/template.ts";
import type { PublishedItem } from "../channels/channel.ts";
import { asText } from "../channels/file/table.ts";
import { transformText } from "./transform-text.ts";

/** An item as its channel is given it. */
export interface MappedItem {
  /** Names the product; the item's id where the channel has no key. */
  key: string;
  fields: Record<string, unknown>;
  /** The same for the same fields. */
  digest: string;
}

type Item = Pick<PublishedItem, "itemId" | "language" | "source" | "output">;

const MAX_KEY_CHARS = 500;

/**
 * What a channel is given of an item, by the channel's own names; without a mapping the output's fields as they are. Refused
 * where nothing names the product.
 */
export function mapItem(
  item: Item,
  terms: Pick<StoredTerms, "key" | "mapping" | "label">,
): Result<MappedItem, "publication_key_missing"> {
  const key = terms.key === null ? item.itemId : asText(fieldOf(item, terms.key)).trim();
  if (key === "" || key.length > MAX_KEY_CHARS)
    return refuse("publication_key_missing", { itemId: item.itemId, column: terms.key ?? "" });
  const fields = fieldsOf(item, terms);
  return accept({
    key,
    fields,
    digest: createHash("sha256").update(JSON.stringify(fields)).digest("base64url"),
  });
}

function fieldsOf(
  item: Item,
  { mapping, label }: Pick<StoredTerms, "mapping" | "label">,
): Record<string, unknown> {
  const labelled = (to: string) =>
    label.policy === "in-text" && label.fields.includes(to) ? suffixOf(item) : undefined;
  if (mapping.length === 0)
    return Object.fromEntries(
      Object.entries(item.output).map(([name, value]) => {
        const suffix = labelled(name);
        return [name, suffix ? transformText(asText(value), { suffix }) : value];
      }),
    );
  return Object.fromEntries(
    mapping.map(({ to, field, ...transforms }) => {
      const value = fieldOf(item, field);
      const suffix = labelled(to);
      if (Object.keys(transforms).length === 0 && !suffix) return [to, value ?? null];
      return [to, transformText(asText(value), { ...transforms, suffix })];
    }),
  );
}

function suffixOf({ language }: Item): string {
  return language.toLowerCase().startsWith("zh")
    ? `（${explicitLabel(language)}）`
    : ` (${explicitLabel(language)})`;
}

function fieldOf(item: Item, field: string): unknown {
  if (field === "item.id") return item.itemId;
  if (field === "item.language") return item.language;
  if (field === "item.label") return explicitLabel(item.language);
  const [whole, ...parts] = [field, ...field.split(".")];
  if (Object.hasOwn(item.output, whole)) return item.output[whole];
  const [first = "", ...rest] = parts;
  if (Object.hasOwn(item.output, first)) return rest.reduce(partOf, item.output[first]);
  if (field.startsWith(SOURCE) && Object.hasOwn(item.source, field.slice(SOURCE.length)))
    return item.source[field.slice(SOURCE.length)];
  return item.source[field];
}

const SOURCE = "source.";
const OF_ITEM = ["item.id", "item.language", "item.label"];

function partOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The fields that a channel wants and these outputs and rows do not have: they would be blank, and nobody would know. */
export function unknownFields(
  { key, mapping }: Pick<StoredTerms, "key" | "mapping">,
  outputs: readonly OutputField[],
  sourceColumns: readonly string[],
): string[] {
  const known = new Set([
    ...OF_ITEM,
    ...outputs.flatMap((field) => namesOf(field, field.name)),
    ...sourceColumns.flatMap((name) => [name, SOURCE + name]),
  ]);
  const wanted = new Set([...(key === null ? [] : [key]), ...mapping.map(({ field }) => field)]);
  return [...wanted].filter((field) => !known.has(field));
}

function namesOf(field: OutputField, name: string): string[] {
  return [name, ...(field.fields ?? []).flatMap((part) => namesOf(part, `${name}.${part.name}`))];
}
