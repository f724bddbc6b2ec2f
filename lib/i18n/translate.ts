import { createTranslator } from "use-intl/core";
import type { Locale } from "./locales.ts";
import { messages } from "./namespaces.ts";

type Values = Record<string, string | number | Date>;

const translators = new Map<Locale, ReturnType<typeof createErrorTranslator>>();

function createErrorTranslator(locale: Locale) {
  return createTranslator({ locale, messages: messages[locale], namespace: "errors", onError: () => {} });
}

/**
 * The text of a refusal in a language: `errors.<code>` with its parameters filled in.
 * A code without a text gives the text of `internal`, so that an API answer is never blank.
 */
export function translateError(locale: Locale, code: string, params: Values = {}): string {
  const t = translators.get(locale) ?? createErrorTranslator(locale);
  translators.set(locale, t);
  const key = code as Parameters<typeof t>[0];
  return t.has(key) ? (t as unknown as (key: string, values: Values) => string)(key, params) : t("internal");
}
