import type { Coercion } from "#lib/templates/coerce-output.ts";
import type { Verdict } from "./verdict.ts";

const VERSION = "2";
const REPAIRED = "format_repaired";

/** How an output came to fit its template's fields, or why it does not. */
export type Fit =
  /** `coercions` are harmless misfits that were mended without asking again. */
  | { kind: "fits"; isRepaired: boolean; coercions: readonly Coercion[] }
  /** The first misfit, as the item's failure has it; `params.field` is its path. */
  | { kind: "misfit"; code: string; params?: Record<string, string | number> | undefined };

/**
 * The format check: an output fits its fields, at once or after harmless changes (pass, the changes are its evidence),
 * fits only after a repair (warn), or does not fit (block).
 */
export function formatVerdict(fit: Fit): Verdict {
  if (fit.kind === "misfit") {
    const { code, params = {} } = fit;
    return verdictOf("block", { code, params }, { field: params.field ? String(params.field) : null });
  }
  const { isRepaired, coercions } = fit;
  const evidence = coercions.length > 0 ? { evidence: { coercions } } : {};
  if (isRepaired) return verdictOf("warn", { code: REPAIRED, params: {} }, evidence);
  if (coercions.length === 0) return verdictOf("pass", { code: "format_fits", params: {} });
  return verdictOf("pass", { code: "format_coerced", params: { changes: coercions.length } }, evidence);
}

function verdictOf(
  verdict: Verdict["verdict"],
  message: Verdict["message"],
  more: Partial<Pick<Verdict, "field" | "evidence">> = {},
): Verdict {
  return { kind: "format", verdict, field: null, spans: [], message, version: VERSION, ...more };
}

/** Whether a verdict says that an output fits only since it was asked for again. */
export function isOfRepair({
  kind,
  message,
}: {
  kind: string;
  message: Pick<Verdict["message"], "code">;
}): boolean {
  return kind === "format" && message.code === REPAIRED;
}

const CODES_OF_FIT = new Set(["format_fits", "format_coerced", REPAIRED]);

/** Whether a verdict says how an output came to be and to fit, rather than whether it keeps an author's rules. */
export function isOfFit({ kind, message }: Verdict): boolean {
  if (kind === "memory") return true;
  return kind === "format" && CODES_OF_FIT.has(message.code);
}
