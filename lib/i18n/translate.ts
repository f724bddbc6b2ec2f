import { createTranslator } from "use-intl/core";
import type { Locale } from "./locales.ts";
import { messages } from "./namespaces.ts";

type Values = Record<string, string | number | Date>;
type Translator = { (code: string, values: Values): string; has(code: string): boolean };

const translators = new Map<Locale, Translator>();

/**
 * The text of a refusal or a verdict in a language: the message `<code>` of errors.json, or of the `errors` or
 * `verdicts` part of a domain's own file, with its parameters filled in; what is a
 * code among these is told in words. A code without a text gives the text of
 * `internal`, so that an answer is never blank.
 */
export function translateError(locale: Locale, code: string, params: Values = {}): string {
  const t = translators.get(locale) ?? errorTranslator(locale);
  translators.set(locale, t);
  return t.has(code) ? t(code, { ...NOT_SAID, ...params, ...reasonsIn(t, params) }) : t("internal", {});
}

/** Parameters that may be codes themselves. */
const REASONS = ["reason", "listReason"];
/** Parameters that a reason may do without. */
const NOT_SAID = { detail: "", listReason: "" };

// A code that only a provider has a word for stays in its word.
function reasonsIn(t: Translator, params: Values): Values {
  const worded: Values = {};
  for (const name of REASONS) {
    const code = params[name];
    if (typeof code !== "string") continue;
    const words = `reason_${code}`;
    if (t.has(words)) worded[name] = t(words, {});
    else if (/^http_\d{3}$/.test(code)) worded[name] = code.replace("http_", "HTTP ");
    else if (/^[a-z]\w*$/.test(code) && t.has(code)) worded[name] = t(code, params).replace(/[.。]$/, "");
  }
  return worded;
}

function errorTranslator(locale: Locale): Translator {
  const { errors, ...domains } = messages[locale];
  const texts: Record<string, unknown> = { ...errors };
  for (const domain of Object.values(domains)) {
    if ("errors" in domain) Object.assign(texts, domain.errors);
    if ("verdicts" in domain) Object.assign(texts, domain.verdicts);
  }
  return createTranslator({ locale, messages: texts, onError: () => {} }) as unknown as Translator;
}
