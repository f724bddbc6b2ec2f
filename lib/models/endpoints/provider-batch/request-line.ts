import type { ProviderKind } from "../../provider.ts";

/** A request as a line of a batch's file; `body` is its JSON. Ids may hold letters, digits, `_` and `-`. */
export function requestLine(kind: ProviderKind, customId: string, body: string): string {
  if (kind === "anthropic") return `{"custom_id":"${customId}","params":${body}}`;
  return `{"custom_id":"${customId}","method":"POST","url":"/v1/chat/completions","body":${body}}`;
}
