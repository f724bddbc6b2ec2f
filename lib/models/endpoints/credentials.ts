import type { CallableModel } from "../callable-model.ts";

/** The headers that tell a provider who asks; without a key there are none but Anthropic's, which wants its version said. */
export function credentialsOf({
  providerKind,
  apiKey,
}: Pick<CallableModel, "providerKind" | "apiKey">): Record<string, string> {
  // As the AI SDK sends it in real time.
  if (providerKind === "anthropic")
    return { "x-api-key": apiKey ?? "none", "anthropic-version": "2023-06-01" };
  if (apiKey === null) return {};
  // A server of Stable Diffusion that is guarded wants a name and a password.
  if (providerKind === "stable-diffusion" && apiKey.includes(":"))
    return { authorization: `Basic ${Buffer.from(apiKey).toString("base64")}` };
  return providerKind === "google" ? { "x-goog-api-key": apiKey } : { authorization: `Bearer ${apiKey}` };
}
