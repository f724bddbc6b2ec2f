import type { Verdict } from "./verdict.ts";

const VERSION = "1";

/** How an output came to fit its template's fields, or why it does not. */
export type Fit =
  | { kind: "fits"; isRepaired: boolean }
  /** The first misfit, as the item's failure has it; `params.field` is its path. */
  | { kind: "misfit"; code: string; params?: Record<string, string | number> | undefined };

/** The format check: an output fits its fields, fits only after a repair (warn), or does not fit (block). */
export function formatVerdict(fit: Fit): Verdict {
  if (fit.kind === "misfit") {
    const { code, params = {} } = fit;
    return verdictOf("block", { code, params }, params.field ? String(params.field) : null);
  }
  return fit.isRepaired
    ? verdictOf("warn", { code: "format_repaired", params: {} })
    : verdictOf("pass", { code: "format_fits", params: {} });
}

function verdictOf(
  verdict: Verdict["verdict"],
  message: Verdict["message"],
  field: string | null = null,
): Verdict {
  return { kind: "format", verdict, field, spans: [], message, version: VERSION };
}
