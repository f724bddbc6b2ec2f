import type { PublishedItem } from "../channel.ts";

const LONGEST = 120;
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}<>:"/\\|?*]+/gu;
/** Names that Windows keeps for devices, whatever follows the dot. */
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The name of a picture's file by a pattern: what stands in braces is the product's key, the output field, the language, or a
 * column of the source. Safe on every system, and another one than those that are taken, whatever their case.
 */
export function pictureName(
  pattern: string,
  { key, language, source }: Pick<PublishedItem, "key" | "language" | "source">,
  { field, extension, taken }: { field: string; extension: string; taken: Set<string> },
): string {
  const values: Record<string, string | undefined> = { ...source, key, field, language };
  const filled = pattern.replace(/\{([^{}]+)\}/g, (_, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : "",
  );
  const stem = safe(filled) || safe(`${key}-${field}`) || "picture";
  for (let number = 1; ; number++) {
    const name = `${number === 1 ? stem : `${stem} (${number})`}.${extension}`;
    const known = name.toLowerCase();
    if (taken.has(known)) continue;
    taken.add(known);
    return name;
  }
}

function safe(text: string): string {
  const plain = text
    .normalize("NFC")
    .replace(UNSAFE, "-")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const cut = [...plain].slice(0, LONGEST).join("").trim();
  return RESERVED.test(cut) ? `_${cut}` : cut;
}
