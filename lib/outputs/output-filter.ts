import type { OutputFilter } from "./filter-schema.ts";

/** Whether a filter says nothing: it is about every output there is. */
export function isEmptyFilter({ timeZone: _, ...filter }: OutputFilter): boolean {
  return Object.values(filter).every((value) => value === undefined || value.trim() === "");
}
