import { sql } from "drizzle-orm";
import { db } from "#db/client.ts";
import { addLearnt } from "#db/queries/catalogue/attributes.ts";
import { addCategories, takeTurn, writeProducts } from "#db/queries/catalogue/write-products.ts";
import { storableJson } from "#db/queries/storable-json.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { MAX_CELL_CHARACTERS } from "#lib/datasets/source-row.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { cutText } from "#lib/storable-text.ts";
import { type AttributeSeen, learn, valueKind } from "./attribute-type.ts";
import { LONGEST_ATTRIBUTE } from "./imports/import-plan.ts";
import { askForIndex } from "./index-products.ts";
import type { StoredPicture } from "./pictures.ts";
import { type PatchError, type ProductPatch, productPatch } from "./product-patch.ts";

/** Products of one request. */
export const MOST_PUSHED = 2_000;

/** Characters of countries or languages. */
const LONGEST_LIST = 5_000;
const MOST_PIXELS = 100_000;

/** A product as another system tells it. What it does not name stays as it is; `null` and "" take away. */
export interface PushedProduct {
  key: string;
  title?: string | null | undefined;
  gtin?: string | null | undefined;
  /** A path, `A > B > C`, or its names. */
  category?: string | readonly string[] | null | undefined;
  country?: string | readonly string[] | null | undefined;
  language?: string | readonly string[] | null | undefined;
  pictures?: readonly (string | PushedPicture)[] | null | undefined;
  attributes?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/** A picture, and its size in pixels where that is known. */
export type PushedPicture = { [Name in keyof StoredPicture]?: StoredPicture[Name] | undefined };

/** What became of a product that was told. */
export interface PushResult {
  key: string;
  status: "created" | "updated" | "unchanged" | "invalid";
  errors: PatchError[];
}

/**
 * Lays what another system tells of products over the catalogue, all in one step; told again it changes nothing. Those
 * that are invalid, or whose key came before in the same list, are left out and told. Needs `catalogue:write`.
 */
export async function pushProducts(
  actor: Actor,
  { products }: { products: readonly PushedProduct[] },
): Promise<Result<PushResult[], "forbidden">> {
  if (!can(actor, "catalogue:write")) return refuse("forbidden");
  const patches = new Map<string, ProductPatch>();
  const results = products.map((product): PushResult => {
    const read = readPushed(product);
    if (!read.ok) return { key: product.key, status: "invalid", errors: read.errors };
    const { key } = read.patch;
    if (patches.has(key))
      return { key, status: "invalid", errors: [{ field: "key", rule: "key_told_twice", value: key }] };
    patches.set(key, read.patch);
    return { key, status: "unchanged", errors: [] };
  });
  if (patches.size === 0) return accept(results);
  const written = await db().transaction((tx) => write(tx, actor, [...patches.values()]));
  return accept(
    results.map((result) => {
      const kind = result.status === "invalid" ? undefined : written.get(result.key);
      return kind ? { ...result, status: kind === "added" ? "created" : "updated" } : result;
    }),
  );
}

async function write(tx: Parameters<typeof takeTurn>[0], actor: Actor, patches: readonly ProductPatch[]) {
  await takeTurn(tx);
  await addCategories(
    tx,
    patches.flatMap(({ facts }) => (facts.category ? [facts.category] : [])),
  );
  const rows = patches.map(({ key, facts, attributes, numbers }, n) => ({
    ...{ n, k: key, f: facts, a: attributes, m: numbers },
  }));
  const { keys, added, changed } = await writeProducts(tx, {
    rows: sql`jsonb_to_recordset(${storableJson(rows)}::text::jsonb) as r(n int, k text, f jsonb, a jsonb, m jsonb)`,
    importId: null,
  });
  const written = new Map(keys.map(({ key, kind }) => [key, kind]));
  if (written.size > 0) {
    await askForIndex(tx);
    await addLearnt(tx, learntFrom(patches.filter(({ key }) => written.has(key))));
    await recordAudit(tx, actor, {
      action: "catalogue.push",
      targetType: "catalogue",
      targetId: "products",
      after: { added, changed },
    });
  }
  return written;
}

function learntFrom(patches: readonly ProductPatch[]) {
  const learnt = new Map<string, AttributeSeen & { kinds: Record<string, number> }>();
  for (const { attributes } of patches)
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) continue;
      const seen = learnt.get(name) ?? { kinds: {}, units: {} };
      learnt.set(name, seen);
      learn(seen, valueKind(value));
    }
  return Object.fromEntries(learnt);
}

/** What a product that was told says, or everything that is wrong with it. */
function readPushed(product: PushedProduct): ReturnType<typeof productPatch> {
  const unfit = unfitOf(product);
  if (unfit.length > 0) return { ok: false, errors: unfit };
  const { key, title, gtin, category, country, language, pictures, attributes } = product;
  const list = (value: string | readonly string[] | null | undefined) =>
    value === undefined ? undefined : typeof value === "string" ? value : (value ?? []).join("\n");
  const read = productPatch({
    key,
    title: title === undefined ? undefined : (title ?? ""),
    gtin: gtin === undefined ? undefined : (gtin ?? ""),
    category: category === undefined ? undefined : (category ?? ""),
    country: list(country),
    language: list(language),
    pictures:
      pictures?.map((picture) =>
        typeof picture === "string" ? picture : (picture.url ?? picture.assetId ?? ""),
      ) ?? (pictures === null ? [] : undefined),
    attributes: Object.fromEntries(
      Object.entries(attributes ?? {}).map(([name, value]) => [name, value === null ? "" : String(value)]),
    ),
  });
  if (!read.ok || !read.patch.facts.pictures) return read;
  const told = new Map(
    pictures?.flatMap((picture) =>
      typeof picture === "string" ? [] : [[picture.url ?? picture.assetId, picture]],
    ),
  );
  read.patch.facts.pictures = read.patch.facts.pictures.map((picture) => ({
    ...picture,
    ...sizeOf(told.get(picture.url ?? picture.assetId)),
  }));
  return read;
}

/** What of it does not fit that cells of a file have no rule for, or are cut for before. */
function unfitOf({ country, language, pictures, attributes }: PushedProduct): PatchError[] {
  const errors: PatchError[] = [];
  for (const [field, told] of Object.entries({ country, language }))
    if ([told ?? ""].flat().join().length > LONGEST_LIST)
      errors.push({ field, rule: "list_too_long", value: "" });
  const sizes = (pictures ?? []).flatMap((picture) =>
    typeof picture === "string" ? [] : [picture.width, picture.height],
  );
  const size = sizes.find((side) => side !== undefined && (side < 1 || side > MOST_PIXELS));
  if (size !== undefined) errors.push({ field: "pictures", rule: "picture_size_unfit", value: String(size) });
  for (const [name, value] of Object.entries(attributes ?? {})) {
    const field = `attributes.${cutText(name, LONGEST_ATTRIBUTE)}`;
    if (name === "" || name.length > LONGEST_ATTRIBUTE)
      errors.push({ field, rule: "attribute_name_unfit", value: name });
    if (typeof value === "string" && value.length > MAX_CELL_CHARACTERS)
      errors.push({ field, rule: "cell_too_long", value });
  }
  return errors;
}

function sizeOf(picture: PushedPicture | undefined): Pick<StoredPicture, "width" | "height"> {
  const { width, height } = picture ?? {};
  return width && height ? { width, height } : {};
}
