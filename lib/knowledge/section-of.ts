import type { StoredPlace } from "#db/schema/knowledge.ts";

/** Where in its document a passage stands, in words: sheet and headings, ` > ` between them; "" where there are none. */
export function sectionOf({ headings, sheet }: Pick<StoredPlace, "headings" | "sheet">): string {
  return [...(sheet === undefined ? [] : [sheet]), ...headings].join(" > ");
}
