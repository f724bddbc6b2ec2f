import { SECTIONS, type TemplateBody } from "./template.ts";

/** One part of a template that differs between two of its versions. */
export interface Change {
  /** `sections.role`, `inputs.brand`, `outputs.title`, `languages`. */
  path: string;
  /** `undefined` where it was not there. */
  before: unknown;
  after: unknown;
}

/** What differs between two versions, part by part, in the order of the editor; renamed parts went and came. */
export function changesBetween(before: TemplateBody, after: TemplateBody): Change[] {
  const sections = SECTIONS.map((section) => ({
    path: `sections.${section}`,
    before: before.sections[section],
    after: after.sections[section],
  }));
  const named = (["inputs", "outputs"] as const).flatMap((list) => {
    const names = new Set([...before[list], ...after[list]].map(({ name }) => name));
    const find = (body: TemplateBody, name: string): unknown =>
      (body[list] as { name: string }[]).find((part) => part.name === name);
    return [
      ...[...names].map((name) => ({
        path: `${list}.${name}`,
        before: find(before, name),
        after: find(after, name),
      })),
      { path: `${list}.order`, ...orders(before[list], after[list]) },
    ];
  });
  const languages = { path: "languages", before: before.languages, after: after.languages };
  return [...sections, ...named, languages].filter((change) => !isSame(change.before, change.after));
}

// The order of the names both have; names that came or went are changes of their own.
function orders(
  before: { name: string }[],
  after: { name: string }[],
): { before: string[]; after: string[] } {
  const names = before.map(({ name }) => name);
  const later = after.map(({ name }) => name);
  return {
    before: names.filter((name) => later.includes(name)),
    after: later.filter((name) => names.includes(name)),
  };
}

function isSame(a: unknown, b: unknown): boolean {
  return stable(a) === stable(b);
}

// The database keeps keys of a JSON object in an order of its own.
function stable(value: unknown): string {
  return (
    JSON.stringify(value, (_, part: unknown) =>
      part && typeof part === "object" && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    ) ?? ""
  );
}
