import { akeneo } from "./akeneo.ts";
import { amazon } from "./amazon.ts";
import { google } from "./google.ts";
import { type Preset, type PresetName, presetHeader } from "./preset.ts";
import { shopify } from "./shopify.ts";
import { woocommerce } from "./woocommerce.ts";

const ALL: readonly Preset[] = [shopify, woocommerce, akeneo, google, amazon];

/** The preset of a name. */
export function presetOf(name: PresetName): Preset {
  return ALL.find((preset) => preset.name === name) ?? shopify;
}

/** The shop or marketplace that a file with these headers comes from; `null` for any other. */
export function recognisePreset(headers: readonly string[]): Preset | null {
  const known = new Set(headers.map(presetHeader));
  return ALL.find(({ signs }) => signs.some((sign) => sign.every((header) => known.has(header)))) ?? null;
}

/** What a file with these headers would be taken for: the key's column, and each column's target, `null` to leave it out. */
export interface PresetOffer {
  preset: PresetName;
  version: string;
  key: string | null;
  mapping: Record<string, string | null>;
}

/** How a preset takes a file with these headers. */
export function offerOf(preset: Preset, headers: readonly string[]): PresetOffer {
  const byName = (name: string) => headers.find((header) => presetHeader(header) === name);
  const key = preset.keys.map(byName).find((header) => header !== undefined) ?? null;
  const taken = new Set<string>();
  const mapping: PresetOffer["mapping"] = {};
  for (const header of headers) {
    if (header === key) continue;
    const name = presetHeader(header);
    const target =
      targetIn(preset, name) ??
      (preset.leftOut?.includes(name) ? null : attributeIn(preset, header, headers));
    const isOnce = target !== "pictures" && target !== null;
    mapping[header] = isOnce && taken.has(target) ? `attributes.${header}` : target;
    if (isOnce) taken.add(target);
  }
  return { preset: preset.name, version: preset.version, key, mapping };
}

function targetIn({ name: preset, targets }: Preset, header: string): string | null {
  const target = Object.hasOwn(targets, header) ? targets[header] : undefined;
  // Akeneo's names are of a locale; the first is the title.
  if (preset === "akeneo" && /^name[a-z]{4}/.test(header)) return "title";
  return target ?? null;
}

/** The attribute that a column is: of its whole header, where another has what would be left of it. */
function attributeIn({ nameEndsBefore }: Preset, header: string, headers: readonly string[]): string {
  const short = nameEndsBefore ? header.replace(nameEndsBefore, "") : header;
  return `attributes.${short === "" || headers.includes(short) ? header : short}`;
}
