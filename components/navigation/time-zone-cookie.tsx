"use client";
import { useRouter } from "next/navigation";
import { useTimeZone } from "next-intl";
import { useEffect } from "react";
import { timeZoneCookie } from "#lib/i18n/locales.ts";
import { setCookie } from "./set-cookie.ts";

/** Tells the server the zone of this browser, so that both write the same times. */
export function TimeZoneCookie() {
  const known = useTimeZone();
  const router = useRouter();
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === known) return;
    setCookie(timeZoneCookie, zone);
    router.refresh();
  }, [known, router]);
  return null;
}
