import { trimBlanks } from "#lib/blank-text.ts";

/** The values that a cell lists, parted by `separator`, without what is empty and without repeats, in their order. */
export function partsOfCell(text: string, separator: RegExp): string[] {
  const parts = text.split(separator).map(trimBlanks);
  return [...new Set(parts.filter((part) => part !== ""))];
}
