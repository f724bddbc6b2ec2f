import type { OutputField } from "./template.ts";

const LEAST = 256;
const MOST = 16_384;
const CHARS_WITHOUT_LIMIT = 2_000;
const ITEMS_WITHOUT_LIMIT = 10;
const CHARS_OF_LIST_ITEM = 300;
const TOKENS_AROUND_A_FIELD = 12;

/**
 * The most tokens an output of these fields may take: one token a character, which no usual tokenizer passes,
 * and what JSON puts around. Bounds what a call may cost.
 */
export function maxOutputTokensOf(outputs: readonly OutputField[]): number {
  return Math.min(MOST, Math.max(LEAST, Math.ceil(tokensOfAll(outputs) * 1.1) + 64));
}

function tokensOfAll(fields: readonly OutputField[]): number {
  return fields.reduce((sum, field) => sum + TOKENS_AROUND_A_FIELD + tokensOf(field), 0);
}

function tokensOf(field: OutputField): number {
  switch (field.type) {
    case "text":
      return field.maxLength ?? CHARS_WITHOUT_LIMIT;
    case "number":
      return 16;
    case "choice":
      return Math.max(1, ...(field.choices ?? []).map((choice) => choice.length));
    case "picture":
      return 0;
    case "object":
      return tokensOfAll(field.fields ?? []);
    case "list": {
      const each = field.fields?.length ? tokensOfAll(field.fields) : (field.maxLength ?? CHARS_OF_LIST_ITEM);
      return (field.maxItems ?? ITEMS_WITHOUT_LIMIT) * (each + TOKENS_AROUND_A_FIELD);
    }
  }
}
