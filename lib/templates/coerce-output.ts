import { cutText } from "#lib/storable-text.ts";
import type { OutputField } from "./template.ts";

/** A misfit that changes nothing of what is meant, mended without asking again; each is told to people by its code. */
export type CoercionCode =
  | "json_loose"
  | "unwrapped"
  | "field_dropped"
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
const PLAIN = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
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

/** The object inside a list of one, or inside an object that holds nothing else and under no field's name. */
export function unwrapped(outputs: OutputField[], value: unknown): unknown {
  const inside = onlyOne(value);
  if (!isObject(inside)) return value;
  const [[name, only] = ["", null], ...others] = Object.entries(inside);
  const isField = (key: string) => outputs.some((field) => field.name === key);
  const isWrapper = others.length === 0 && !isField(name) && isObject(only);
  return isWrapper && Object.keys(only).some(isField) ? only : inside;
}

function coerceObject(fields: OutputField[], value: unknown, path: string, note: Note): unknown {
  if (!isObject(value)) return value;
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  for (const name of Object.keys(value)) {
    if (!fields.some((field) => field.name === name)) note(at(name), "field_dropped");
  }
  const kept = fields.flatMap((field): [string, unknown][] => {
    if (Object.hasOwn(value, field.name))
      return [[field.name, coerceField(field, value[field.name], at(field.name), note)]];
    if (field.required) return [];
    note(at(field.name), "null_for_missing");
    return [[field.name, null]];
  });
  return Object.fromEntries(kept);
}

function coerceField(field: OutputField, value: unknown, path: string, note: Note): unknown {
  if (field.type === "list") return coerceList(field, value, path, note);
  const one = onlyOne(value);
  if (one !== value) note(path, "unwrapped");
  switch (field.type) {
    case "text":
      return coerceText(one, path, note);
    case "number":
      return coerceNumber(one, path, note);
    case "choice":
      return coerceChoice(field.choices ?? [], one, path, note);
    case "object":
      return coerceObject(field.fields ?? [], one, path, note);
  }
}

function coerceList(
  { fields, minItems = 0 }: OutputField,
  value: unknown,
  path: string,
  note: Note,
): unknown {
  const isOne = fields?.length
    ? isObject(value)
    : typeof value === "string" && value.trim() !== "" && !SEVERAL.test(value);
  if (isOne && minItems <= 1) note(path, "list_of_one");
  const items = isOne && minItems <= 1 ? [value] : value;
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
  const text = value.trim();
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
  return choice.normalize("NFKC").trim().toLowerCase();
}

function onlyOne(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
