"use client";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import type { Locale } from "#lib/i18n/locales.ts";
import { messages } from "#lib/i18n/namespaces.ts";

export interface MessagesProviderProps {
  locale: Locale;
  timeZone: string;
  children: ReactNode;
}

/**
 * The texts of the screens for what runs in the browser. They come with the scripts, which a browser keeps: given by the
 * server they were nine tenths of every page.
 */
export function MessagesProvider({ locale, timeZone, children }: MessagesProviderProps) {
  return (
    <NextIntlClientProvider locale={locale} timeZone={timeZone} messages={messages[locale]}>
      {children}
    </NextIntlClientProvider>
  );
}
