import { passVerdict } from "#lib/checks/text-verdict.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { RememberedOutput } from "#lib/memory/recall.ts";

/** That an output is an approved one used again: who approved it and when. */
export function rememberedVerdict({ approvedBy, approvedAt, entryIds }: RememberedOutput): Verdict {
  const params = { at: approvedAt.slice(0, "2026-01-01".length) };
  // By their id: a name would outlast the member's erasure.
  return {
    ...passVerdict("memory", "memory_reused", params),
    evidence: { approvedAt, approvedBy, entryIds },
  };
}
