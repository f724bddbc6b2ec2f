"use client";
import { useRouter } from "next/navigation";
import { useLocale } from "next-intl";
import { client } from "#components/api/client.ts";
import { setCookie } from "#components/ui/set-cookie.ts";
import { type Locale, localeCookie } from "#lib/i18n/locales.ts";

/**
 * The language of the screens and how to change it; the page stays where it is.
 * @param isSignedIn also keeps the choice with the person, for their next browser.
 */
export function useLocaleChoice({ isSignedIn = false } = {}): [Locale, (locale: Locale) => void] {
  const locale = useLocale();
  const router = useRouter();
  return [
    locale,
    (next) => {
      setCookie(localeCookie, next);
      router.refresh();
      // The cookie has done its work already; a lost connection only means that other browsers do not know yet.
      if (isSignedIn) client.me.change({ locale: next }).catch(() => {});
    },
  ];
}
