"use client";
import { NextIntlClientProvider } from "next-intl";
import { type ReactNode, use } from "react";
import type { Locale } from "#lib/i18n/locales.ts";
import type { Messages } from "#lib/i18n/namespaces.ts";

export interface MessagesProviderProps {
  locale: Locale;
  timeZone: string;
  children: ReactNode;
}

/**
 * The texts of the screens for what runs in the browser, in the language of the page alone. They come with the scripts,
 * which a browser keeps: given by the server they were nine tenths of every page.
 */
export function MessagesProvider({ locale, timeZone, children }: MessagesProviderProps) {
  return (
    <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={use(messagesIn(locale))}>
      {children}
    </NextIntlClientProvider>
  );
}

const LOADERS: Record<Locale, () => Promise<Messages>> = {
  en: async () => (await import("#lib/i18n/messages-en.ts")).default,
  "zh-CN": async () => (await import("#lib/i18n/messages-zh-cn.ts")).default as unknown as Messages,
};

const loaded = new Map<Locale, Promise<Messages>>();

// React waits for a promise that it has seen before. One that failed is asked for anew.
function messagesIn(locale: Locale): Promise<Messages> {
  const known = loaded.get(locale);
  if (known) return known;
  const messages = LOADERS[locale]();
  loaded.set(locale, messages);
  messages.catch(() => loaded.delete(locale));
  return messages;
}
