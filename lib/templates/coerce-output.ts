import { cutText } from "#lib/storable-text.ts";
import type { OutputField } from "./template.ts";

/** A misfit that changes nothing of what is meant, mended without asking again; each is told to people by its code. */
export type CoercionCode =
  | "json_loose"
  | "unwrapped"
  | "field_dropped"
  | "name_spelling"
  | "number_from_text"
  | "text_from_number"
  | "choice_spelling"
  | "list_of_one"
  | "null_for_missing";

/** What was mended, and where (`faq.0.question`; "" for the whole). */
export interface Coercion {
  path: string;
  code: CoercionCode;
}

type Note = (path: string, code: CoercionCode) => void;

const MAX_COERCIONS = 50;
const MAX_PATH_CHARS = 100;
// Grouped by thousands without a doubt: `1,299` alone may be one and a bit where commas are decimal points.
const GROUPED = /^[+-]?\d{1,3}(?:(?:,\d{3}){2,}|(?:,\d{3})+\.\d+)$/;
const PLAIN = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/;
/** As a whole, and with no other quotation mark inside. */
const QUOTED = /^["'“”‘’「『]([^"'“”‘’「」『』]+)["'“”‘’」』]$/;
const SEVERAL = /[\n,;|、，；]/;

/** A value that a model wrote, brought closer to the fields where nobody could mean anything else. */
export function coerceOutput(
  outputs: OutputField[],
  written: unknown,
): { value: unknown; coercions: Coercion[] } {
  const coercions: Coercion[] = [];
  const note: Note = (path, code) => {
    if (coercions.length < MAX_COERCIONS) coercions.push({ path: cutText(path, MAX_PATH_CHARS), code });
  };
  const inside = unwrapped(outputs, written);
  if (inside !== written) note("", "unwrapped");
  return { value: coerceObject(outputs, inside, "", note), coercions };
}

/** The object inside a list of one, or the only one with fields inside an object that has none itself. */
export function unwrapped(outputs: OutputField[], value: unknown): unknown {
  const inside = onlyOne(value);
  if (!isObject(inside)) return value;
  const isField = (key: string) => outputs.some(({ name }) => spelling(name) === spelling(key));
  if (Object.keys(inside).some(isField)) return inside;
  const held = Object.values(inside)
    .map(onlyOne)
    .filter((part) => isObject(part) && Object.keys(part).some(isField));
  return held.length === 1 ? held[0] : inside;
}

function coerceObject(fields: OutputField[], value: unknown, path: string, note: Note): unknown {
  if (!isObject(value)) return value;
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const written = new Map(fields.map(({ name }) => [name, nameAsWritten(fields, value, name)]));
  const taken = new Set(written.values());
  for (const name of Object.keys(value)) {
    if (!taken.has(name)) note(at(name), "field_dropped");
  }
  const kept = fields.flatMap((field): [string, unknown][] => {
    const name = written.get(field.name);
    if (name !== undefined) {
      if (name !== field.name) note(at(field.name), "name_spelling");
      return [[field.name, coerceField(field, value[name], at(field.name), note)]];
    }
    if (field.required) return [];
    note(at(field.name), "null_for_missing");
    return [[field.name, null]];
  });
  return Object.fromEntries(kept);
}

// `Title` is `title` where nothing else is, and no other field is spelt so.
function nameAsWritten(
  fields: OutputField[],
  value: Record<string, unknown>,
  name: string,
): string | undefined {
  if (Object.hasOwn(value, name)) return name;
  const isAlike = (other: string) => spelling(other) === spelling(name);
  if (fields.filter((field) => isAlike(field.name)).length > 1) return undefined;
  const alike = Object.keys(value).filter(isAlike);
  return alike.length === 1 ? alike[0] : undefined;
}

function coerceField(field: OutputField, value: unknown, path: string, note: Note): unknown {
  if (field.type === "list") return coerceList(field, value, path, note);
  const one = field.type === "object" ? jsonIn(onlyOne(value)) : onlyOne(value);
  if (one !== value) note(path, "unwrapped");
  switch (field.type) {
    case "text":
      return coerceText(one, path, note);
    case "number":
      return coerceNumber(one, path, note);
    case "choice":
      return coerceChoice(field.choices ?? [], one, path, note);
    // No model writes one.
    case "picture":
      return value;
    case "object":
      return coerceObject(field.fields ?? [], one, path, note);
  }
}

function coerceList(
  { fields, minItems = 0 }: OutputField,
  written: unknown,
  path: string,
  note: Note,
): unknown {
  const value = jsonIn(written);
  if (value !== written) note(path, "unwrapped");
  const isOne = fields?.length
    ? isObject(value)
    : typeof value === "string" && value.trim() !== "" && !SEVERAL.test(value);
  if (isOne && minItems <= 1) note(path, "list_of_one");
  const inside = onlyOne(value);
  const isNested = inside !== value && Array.isArray(inside);
  if (isNested) note(path, "unwrapped");
  const items = isOne && minItems <= 1 ? [value] : isNested ? inside : value;
  if (!Array.isArray(items)) return items;
  if (!fields?.length) return items.map((item, index) => coerceText(item, `${path}.${index}`, note));
  return items.map((item, index) => coerceObject(fields, item, `${path}.${index}`, note));
}

// One that JSON could not hold has lost digits already.
function coerceText(value: unknown, path: string, note: Note): unknown {
  if (typeof value !== "number" || Math.abs(value) > Number.MAX_SAFE_INTEGER) return value;
  note(path, "text_from_number");
  return String(value);
}

function coerceNumber(value: unknown, path: string, note: Note): unknown {
  if (typeof value !== "string") return value;
  const text = value.normalize("NFKC").trim();
  const number = PLAIN.test(text) || GROUPED.test(text) ? Number(text.replaceAll(",", "")) : Number.NaN;
  if (!Number.isFinite(number)) return value;
  note(path, "number_from_text");
  return number;
}

function coerceChoice(choices: string[], value: unknown, path: string, note: Note): unknown {
  if (typeof value !== "string" || choices.includes(value)) return value;
  const meant = choices.filter((choice) => spelling(choice) === spelling(value));
  if (meant.length !== 1) return value;
  note(path, "choice_spelling");
  return meant[0];
}

function spelling(choice: string): string {
  const bare = choice
    .normalize("NFKC")
    .trim()
    .replace(QUOTED, "$1")
    .replace(/(?<=[^\s.。])[.。]$/, "");
  return bare.trim().toLowerCase();
}

// An object or a list that was written as a text of JSON.
function jsonIn(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function onlyOne(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
