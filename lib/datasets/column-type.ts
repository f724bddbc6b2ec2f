import { trimBlanks } from "#lib/blank-text.ts";
import { readNumber } from "#lib/read-number.ts";
import type { ColumnType } from "./dataset.ts";

/** Longer runs of digits are numbers of things (barcodes, article numbers), not quantities. */
const MAX_QUANTITY_DIGITS = 15;

const NUMBER = /^[+-]?(\d{1,3}(,\d{3})+|\d+)(\.\d+)?$/;
const DATE =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;
const BOOLEANS = new Set(["true", "false", "yes", "no", "1", "0", "是", "否", "y", "n"]);

/** Whether a text, which is not empty, is of the type. The text itself is kept as it is. */
export function fitsType(value: string, type: ColumnType): boolean {
  const text = trimBlanks(value);
  switch (type) {
    case "text":
      return true;
    case "number":
      return readNumber(text) !== null;
    case "url":
      return isUrl(text);
    case "boolean":
      return BOOLEANS.has(text.toLowerCase());
    case "date":
      return isDate(text);
  }
}

/** The narrowest type that all filled samples fit; text for none, and for numbers that name things. */
export function inferType(samples: readonly string[]): ColumnType {
  const filled = samples.map(trimBlanks).filter((sample) => sample !== "");
  if (filled.length === 0) return "text";
  if (filled.every(isUrl)) return "url";
  if (filled.every(isDate)) return "date";
  if (filled.every((sample) => /^(true|false|yes|no|是|否)$/i.test(sample))) return "boolean";
  return filled.every(isQuantity) ? "number" : "text";
}

function isQuantity(text: string): boolean {
  const digits = text.replace(/\D/g, "");
  return NUMBER.test(text) && digits.length <= MAX_QUANTITY_DIGITS && !/^[+-]?0\d/.test(text);
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}

function isDate(text: string): boolean {
  const parts = DATE.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const at = new Date(Date.UTC(year, month - 1, day));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}
