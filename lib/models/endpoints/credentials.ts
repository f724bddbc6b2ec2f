import type { CallableModel } from "../callable-model.ts";

/** The headers that tell a provider who asks; without a key there are none. */
export function credentialsOf({
  providerKind,
  apiKey,
}: Pick<CallableModel, "providerKind" | "apiKey">): Record<string, string> {
  if (apiKey === null) return {};
  switch (providerKind) {
    case "anthropic":
      return { "x-api-key": apiKey, "anthropic-version": "2023-06-01" };
    case "google":
      return { "x-goog-api-key": apiKey };
    default:
      return { authorization: `Bearer ${apiKey}` };
  }
}
