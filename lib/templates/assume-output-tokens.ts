import type { OutputField } from "./template.ts";

// How full a text with a limit is written on average, and how long one without a limit becomes.
const USUAL_FILL = 0.75;
const USUAL_CHARS = 240;
const USUAL_ITEM_CHARS = 40;
const USUAL_ITEMS = 5;
const TOKENS_PER_NUMBER = 3;
const CHARS_PER_KEY_TOKEN = 4;
const TOKENS_AROUND_A_FIELD = 4;

const CHARS_PER_TOKEN: [languages: string[], chars: number][] = [
  [["zh", "ja", "ko"], 1.4],
  [["th", "hi", "ar", "he", "ru", "uk", "el", "bn", "ta"], 2.2],
];
const LATIN_CHARS_PER_TOKEN = 3.8;

/**
 * Tokens that an output of these fields probably takes in a language, before anything was measured. Good for
 * a figure that is marked as rough, and for nothing else.
 */
export function assumeOutputTokens(outputs: OutputField[], language: string): number {
  return Math.ceil(objectTokens(outputs, charsPerToken(language)));
}

function objectTokens(fields: OutputField[], perToken: number): number {
  return fields.reduce((sum, field) => sum + keyTokens(field.name) + valueTokens(field, perToken), 2);
}

function keyTokens(name: string): number {
  return name.length / CHARS_PER_KEY_TOKEN + TOKENS_AROUND_A_FIELD;
}

function valueTokens(field: OutputField, perToken: number): number {
  switch (field.type) {
    case "text":
      return usualChars(field) / perToken;
    case "number":
      return TOKENS_PER_NUMBER;
    case "choice":
      return Math.max(...(field.choices ?? [""]).map((choice) => choice.length), 1) / perToken;
    case "picture":
      return 0;
    case "object":
      return objectTokens(field.fields ?? [], perToken);
    case "list":
      return usualItems(field) * itemTokens(field, perToken);
  }
}

function itemTokens(field: OutputField, perToken: number): number {
  if (field.fields?.length) return objectTokens(field.fields, perToken);
  return usualChars(field, USUAL_ITEM_CHARS) / perToken + 2;
}

/** How many characters a text of a field probably has. */
export function usualChars(
  { minLength = 0, maxLength }: Pick<OutputField, "minLength" | "maxLength">,
  otherwise = USUAL_CHARS,
): number {
  const usual = maxLength === undefined ? otherwise : maxLength * USUAL_FILL;
  return Math.max(usual, minLength);
}

function usualItems({ minItems = 0, maxItems }: OutputField): number {
  return Math.max(minItems, Math.min(maxItems ?? USUAL_ITEMS, USUAL_ITEMS));
}

function charsPerToken(language: string): number {
  const base = language.split("-")[0] ?? "";
  return CHARS_PER_TOKEN.find(([languages]) => languages.includes(base))?.[1] ?? LATIN_CHARS_PER_TOKEN;
}
