import { isBlankText, trimBlanks } from "#lib/blank-text.ts";
import { pictureText, readPictures } from "#lib/catalogue/pictures.ts";
import { readNumber } from "#lib/read-number.ts";
import { LIST_SEPARATORS } from "./list-separators.ts";
import type { InputColumn } from "./template.ts";
import { TemplateNumber } from "./template-number.ts";

/** A value as Liquid sees it: plain data only, but for a number that prints as it was written. */
export type InputValue = string | TemplateNumber | string[];

/** Whether a row has nothing for a column: absent, or nothing that a person could see. */
export function isMissing(value: string | undefined): boolean {
  return value === undefined || isBlankText(value);
}

/**
 * A row's text as its declared type; `null` for a number input whose text is none, and for a picture input whose text is
 * neither addresses nor ids of assets. A number prints as it was written
 * and is reckoned with as what it means. A list is a JSON array item by item; any other text is split at line breaks,
 * semicolons, commas, bars and their Chinese forms.
 */
export function readInput(input: Pick<InputColumn, "type">, value: string): InputValue | null {
  switch (input.type) {
    case "number": {
      const number = readNumber(value);
      return number === null ? null : new TemplateNumber(number, trimBlanks(value));
    }
    case "list":
      return (readArray(value) ?? value.split(LIST_SEPARATORS)).map(trimBlanks).filter((item) => item !== "");
    case "picture":
      return picturesIn(value) ? value : null;
    default:
      return value;
  }
}

/** The pictures that a cell names, by address or asset; `null` where what stands there is neither. */
export function picturesIn(value: string): string[] | null {
  const read = readPictures([value]);
  return read.ok && read.pictures.length > 0 ? read.pictures.map(pictureText) : null;
}

/**
 * The text of a row for an input: its own, else the default. `null` is the blank an author chose as a default; undefined
 * is a value that is missing.
 */
export function textFor(
  input: InputColumn,
  row: Readonly<Record<string, string>>,
): string | null | undefined {
  const value = Object.hasOwn(row, input.name) ? row[input.name] : undefined;
  if (value !== undefined && !isMissing(value)) return value;
  if (input.onMissing !== "default" || input.default === undefined) return undefined;
  return isMissing(input.default) ? null : input.default;
}

// Digits stay as they were written; what is nested stays JSON.
function readArray(value: string): string[] | null {
  const text = trimBlanks(value);
  if (!text.startsWith("[")) return null;
  try {
    const items: unknown = JSON.parse(text, keepDigits);
    return Array.isArray(items) ? items.map(itemText) : null;
  } catch {
    return null;
  }
}

const { rawJSON, isRawJSON } = JSON as typeof JSON & {
  rawJSON(text: string): { rawJSON: string };
  isRawJSON(value: unknown): value is { rawJSON: string };
};

function keepDigits(_key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === "number" && context?.source !== undefined ? rawJSON(context.source) : value;
}

function itemText(item: unknown): string {
  if (item === null) return "";
  if (typeof item === "string") return item;
  return isRawJSON(item) ? item.rawJSON : JSON.stringify(item);
}
