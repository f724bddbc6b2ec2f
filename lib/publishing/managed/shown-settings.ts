import { maskedTargetUrl } from "#lib/notifications/targets/target-secrets.ts";

/** What is set of a channel, with no more of a URL than its host, since some keep a key in it, and without the id of a key. */
export function shownSettings({
  accessKeyId: _,
  ...settings
}: Record<string, unknown>): Record<string, unknown> {
  return typeof settings.url === "string" ? { ...settings, url: maskedTargetUrl(settings.url) } : settings;
}
