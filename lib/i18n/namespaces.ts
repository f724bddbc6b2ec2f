import type { Locale } from "./locales.ts";
import en from "./messages-en.ts";
import zhCN from "./messages-zh-cn.ts";

// One namespace a domain; a new one is a line in both lists of either file.
/** Every text of the screens, typed by the English files; tests/i18n keeps the languages complete. */
export type Messages = typeof en;

/** Of all languages, for what runs on the server; the browser has the one of its page (`MessagesProvider`). */
export const messages: Record<Locale, Messages> = { en, "zh-CN": zhCN as unknown as Messages };
