import type { UnansweredCall } from "./call-outcome.ts";

/** A call without an answer as a person is told of it: a code with a text, and the provider's own words if any. */
export function outcomeParams(outcome: UnansweredCall): { code: string; detail: string } {
  switch (outcome.kind) {
    case "throttled":
      return { code: "throttled", detail: "" };
    case "refused":
      return { code: outcome.code, detail: outcome.detail };
    case "exhausted":
      return { code: "exhausted", detail: outcome.detail || outcome.code };
    default: {
      const told = "detail" in outcome ? outcome.detail : "";
      return outcome.code.startsWith("http_")
        ? {
            code: "provider_error",
            detail: [outcome.code.replace("http_", "HTTP "), told].filter(Boolean).join(": "),
          }
        : { code: outcome.code, detail: told ?? "" };
    }
  }
}
