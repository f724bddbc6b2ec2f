"use client";
import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { setCookie } from "#components/ui/set-cookie.ts";
import { type Locale, localeCookie } from "#lib/i18n/locales.ts";

/** The language of the screens and how to change it; the page stays where it is. */
export function useLocaleChoice(): [Locale, (locale: Locale) => void] {
  const locale = useLocale();
  const router = useRouter();
  return [
    locale,
    (next) => {
      setCookie(localeCookie, next);
      router.refresh();
    },
  ];
}
