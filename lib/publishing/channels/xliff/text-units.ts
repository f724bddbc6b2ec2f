import type { OutputField } from "#lib/templates/template.ts";

/** A text of an output that is translated by itself. */
export interface TextUnit {
  /** Where it stands: a field, a part of one, or its place in a list from 0. */
  path: string;
  text: string;
  /** In characters; `null` for no limit. */
  maxLength: number | null;
  description: string;
}

/** The texts of an output in the order of its fields; numbers and choices are none, and neither is what is blank. */
export function textUnitsOf(
  output: Record<string, unknown>,
  fields: readonly OutputField[],
  only: readonly string[],
): TextUnit[] {
  return fields
    .filter(({ name }) => only.length === 0 || only.includes(name))
    .flatMap((field) => unitsOf(field, output[field.name], field.name));
}

function unitsOf(field: OutputField, value: unknown, path: string): TextUnit[] {
  switch (field.type) {
    case "text":
      return unitOf(field, value, path);
    case "list":
      if (!Array.isArray(value)) return [];
      return value.flatMap((entry, place) =>
        field.fields?.length
          ? partsOf(field, entry, `${path}.${place}`)
          : unitOf(field, entry, `${path}.${place}`),
      );
    case "object":
      return partsOf(field, value, path);
    default:
      return [];
  }
}

function partsOf({ fields = [] }: OutputField, value: unknown, path: string): TextUnit[] {
  if (typeof value !== "object" || value === null) return [];
  return fields.flatMap((part) =>
    unitsOf(part, (value as Record<string, unknown>)[part.name], `${path}.${part.name}`),
  );
}

function unitOf({ maxLength, description }: OutputField, value: unknown, path: string): TextUnit[] {
  if (typeof value !== "string" || value.trim() === "") return [];
  return [{ path, text: value, maxLength: maxLength ?? null, description }];
}

/** The output with other texts in the places of these; everything else of it stays. */
export function withTexts(
  output: Record<string, unknown>,
  texts: ReadonlyMap<string, string>,
): Record<string, unknown> {
  return replaced(output, "", texts) as Record<string, unknown>;
}

function replaced(value: unknown, path: string, texts: ReadonlyMap<string, string>): unknown {
  const under = (name: string | number) => (path === "" ? String(name) : `${path}.${name}`);
  if (Array.isArray(value)) return value.map((entry, place) => replaced(entry, under(place), texts));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, replaced(part, under(name), texts)]),
    );
  return texts.get(path) ?? value;
}

/** The id of a unit in a file: an item's number and a place, of letters that XLIFF takes in an id. */
export function unitId(seq: number, path: string): string {
  const place = path.replace(/[^\p{L}\p{N}._-]/gu, (sign) => `_x${sign.codePointAt(0)?.toString(16)}_`);
  return `i${seq}.${place}`;
}
