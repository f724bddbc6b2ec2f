"use client";
import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { useEffect } from "react";
import { setCookie } from "#components/ui/set-cookie.ts";
import { isTimeZone, timeZoneCookie } from "#lib/i18n/locales.ts";

/** Tells the server the zone of this browser, so that both write the same times. */
export function TimeZoneCookie() {
  const known = useTimeZone();
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    // Some browsers name a zone that they do not know themselves: Etc/Unknown.
    if (!zone || zone === known || !isTimeZone(zone)) return;
    setCookie(timeZoneCookie, zone);
    router.refresh();
  }, [known, router]);
  return null;
}
