import { maskedTargetUrl } from "#lib/notifications/targets/target-secrets.ts";

/** What is set of a channel, with no more of a URL than its host: some keep a key in it. */
export function shownSettings(settings: Record<string, unknown>): Record<string, unknown> {
  return typeof settings.url === "string" ? { ...settings, url: maskedTargetUrl(settings.url) } : settings;
}
