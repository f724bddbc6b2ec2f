import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { isLocale, isTimeZone, localeCookie, localeFromHeader, timeZoneCookie } from "./locales.ts";
import { messages } from "./namespaces.ts";

/** Language and time zone of a request: cookie, then Accept-Language; UTC until the browser told its zone. */
export default getRequestConfig(async ({ locale: asked }) => {
  const jar = await cookies();
  const chosen = asked ?? jar.get(localeCookie)?.value;
  const locale = isLocale(chosen) ? chosen : localeFromHeader((await headers()).get("accept-language"));
  const zone = jar.get(timeZoneCookie)?.value;
  return { locale, messages: messages[locale], timeZone: zone && isTimeZone(zone) ? zone : "UTC" };
});
