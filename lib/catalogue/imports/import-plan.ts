import { z } from "zod";
import { normaliseHeader } from "#lib/datasets/header.ts";
import { importPlanSchema } from "#lib/datasets/import-plan.ts";
import type { Inspection } from "#lib/datasets/inspect-file.ts";
import { planImport } from "#lib/datasets/plan-import.ts";
import { locales } from "#lib/i18n/locales.ts";
import { translateError } from "#lib/i18n/translate.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { PRESETS, type PresetName, presetHeader } from "./presets/preset.ts";
import { offerOf, presetOf, recognisePreset } from "./presets/recognise-preset.ts";

/** Columns that the file of left-out rows has beside those of the file it came from. */
const OF_ERROR_FILE = new Set(
  locales.flatMap((locale) => [
    translateError(locale, "error_file_row"),
    translateError(locale, "error_file_reason"),
  ]),
);

/** What a column of a file can be, beside `attributes.<name>`. */
const TARGETS = ["key", "title", "gtin", "category", "country", "language", "pictures"] as const;

type Target = (typeof TARGETS)[number];

/** UTF-16 units of the name of an attribute. */
export const LONGEST_ATTRIBUTE = 200;
export const ATTRIBUTE_PREFIX = "attributes.";

/** Everything that is needed to read a file into products, the same way each time. */
export const catalogueImportPlanSchema = z.object({
  file: importPlanSchema,
  columns: z.array(z.object({ header: z.string(), target: z.string() })),
  preset: z.enum(PRESETS).nullable(),
});

export type CatalogueImportPlan = z.output<typeof catalogueImportPlanSchema>;

export interface CatalogueImportChoice {
  /** Header of the key's column; needed unless the mapping or a preset names one. */
  key?: string | undefined;
  /** Header → target, `null` to leave the column out. */
  mapping?: Record<string, string | null> | undefined;
  /** Take the columns as such a file's; `"none"`: it is none, whatever it looks like. */
  preset?: PresetName | "none" | undefined;
}

type PlanRefusal = "key_column_missing" | "unknown_target" | "target_twice" | (string & {});

/**
 * How a file is read into products. Columns that are not named are attributes of their own names, unless they are named
 * like a target; those of a preset are as it knows them. What a preset knows of the rows holds also where it was only
 * recognised. Refuses with what is wrong with the header, a column that is not in the file, one that is mapped to what
 * nothing is, a file without a key, and a target that two columns are mapped to.
 */
export function planCatalogueImport(
  inspection: Inspection,
  { key, mapping = {}, preset: chosen }: CatalogueImportChoice,
): Result<CatalogueImportPlan, PlanRefusal> {
  const file = planImport(inspection, {});
  if (!file.ok) return file;
  const headers = file.value.columns.map(({ header }) => header);
  const preset = chosen === "none" ? null : chosen ? presetOf(chosen) : recognisePreset(headers);
  const offer = preset && chosen ? offerOf(preset, headers) : null;
  const targets = new Map<string, string | null>(headers.map((header) => [header, ownTarget(header)]));
  for (const [header, target] of Object.entries(offer?.mapping ?? {})) targets.set(header, target);
  if (offer?.key && key === undefined && !Object.values(mapping).includes("key"))
    targets.set(offer.key, "key");
  const asked = [...Object.entries(mapping), ...(key === undefined ? [] : ([[key, "key"]] as const))];
  const named = new Set<string>();
  for (const [name, target] of asked) {
    const header = findHeader(headers, name);
    const path = name === key ? "key" : `mapping.${name}`;
    if (header === undefined)
      return refusePlan("unknown_header", path, { header: name, headers: headers.join(", ") });
    if (target !== null && !isTarget(target)) return refusePlan("unknown_target", path, { target });
    if (target === "key")
      for (const [other, one] of targets) if (one === "key") targets.set(other, ownTarget(other, true));
    targets.set(header, target);
    named.add(header);
  }
  // What somebody asked for goes before what a column would be by its name.
  const given = new Set([...named].map((header) => targets.get(header)));
  for (const [header, target] of targets)
    if (!named.has(header) && target !== "pictures" && given.has(target))
      targets.set(header, ATTRIBUTE_PREFIX + header);
  const columns = [...targets].flatMap(([header, target]) => (target === null ? [] : [{ header, target }]));
  const twice = columns.find(
    ({ target }, at) => target !== "pictures" && columns.findIndex((one) => one.target === target) < at,
  );
  if (twice) return refusePlan("target_twice", `mapping.${twice.header}`, { target: twice.target });
  if (!columns.some(({ target }) => target === "key")) return refusePlan("key_column_missing", "key", {});
  return accept({ file: file.value, columns, preset: preset?.name ?? null });
}

/** Whether a text from outside names something that a column can be. */
function isTarget(target: string): boolean {
  if ((TARGETS as readonly string[]).includes(target)) return true;
  const name = attributeOf(target);
  return name !== null && name.trim() !== "" && name.length <= LONGEST_ATTRIBUTE;
}

/** The attribute that a target or a filter's field names; `null` for one that names none. */
export function attributeOf(target: string): string | null {
  return target.startsWith(ATTRIBUTE_PREFIX) ? target.slice(ATTRIBUTE_PREFIX.length) : null;
}

function ownTarget(header: string, isNoKey = false): string | null {
  if (OF_ERROR_FILE.has(header)) return null;
  const name = normaliseHeader(header);
  if (isTarget(header) && !(isNoKey && header === "key")) return header;
  return (
    TARGETS.find((target) => target === name && !(isNoKey && target === "key")) ?? ATTRIBUTE_PREFIX + header
  );
}

function findHeader(headers: readonly string[], asked: string): string | undefined {
  return (
    headers.find((header) => header === asked) ??
    headers.find((header) => normaliseHeader(header) === normaliseHeader(asked))
  );
}

function refusePlan(code: PlanRefusal, path: string, params: Record<string, string>) {
  return refuse(code, params, [{ path, code, params }]);
}

/** What a header is likely to be where no preset knows the file: offered to people, never taken by itself. */
export function likelyTarget(header: string): string {
  const name = presetHeader(header);
  const found = Object.entries(LIKELY).find(([, names]) => names.test(name));
  return found?.[0] ?? ATTRIBUTE_PREFIX + header;
}

const LIKELY: Record<Exclude<Target, "key">, RegExp> = {
  title: /^(title|name|(product|item)(name|title)|(商品|产品)?(标题|名称|名)|品名)$/,
  gtin: /^(gtin|ean|upc|jan|isbn)(1[234]|8)?$|^barcode$|^(商品)?条形?码$/,
  category: /^(product)?(category|categories|categorypath|type)$|^(商品)?(类目|分类|品类)$/,
  country: /^(country|countrycode|countries|targetcountry|国家|国家地区)$/,
  language: /^(language|languages|lang|locale|语言|语种)$/,
  pictures:
    /^(main|primary)?(image|picture|photo)s?(url|urls|link|links|src)?$|^(商品)?(图片|主图)(链接|地址)?$/,
};
