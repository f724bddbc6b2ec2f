import { stepFieldsUsed } from "#lib/templates/check-section.ts";
import { SECTIONS, type Sections } from "#lib/templates/section.ts";
import type { Found } from "./found-for.ts";

/** What of earlier steps a prompt reads, by the names that it reads them by, each with what the step gave for a turn. */
export function stepsRead(
  sections: Sections,
  found: readonly Pick<Found, "name" | "asked" | "value">[],
): { name: string; value: string }[] {
  const texts = SECTIONS.map((section) => sections[section]);
  const read = found.flatMap(({ name, asked, value }) => {
    if (asked !== null) return [];
    const paths = texts.flatMap((text) => stepFieldsUsed(text, name));
    return paths.map((path) => [["steps", name, ...path].join("."), textOf(valueAt(value, path))] as const);
  });
  return [...new Map(read)].map(([name, value]) => ({ name, value }));
}

function valueAt(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === "object" && at !== null ? (at as Record<string, unknown>)[name] : undefined),
    value,
  );
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
