import type { OutageCause, Pressure } from "#db/queries/pacing.ts";

/** In the place of a reason that is not known. */
const UNTOLD = "untold";

/** What a running batch waits for because of its model's provider. */
export interface PressureWait {
  code: "waits_for_outage" | "waits_for_throttle" | "waits_for_rate_limit" | "waits_for_token_limit";
  params?: Record<string, string | number>;
  /** When it goes on or is tried again; `null` where it goes on all the time, only not faster. */
  until: string | null;
}

/** What a model's pace means to whoever watches a batch; `null` when nothing is waited for. */
export function pressureWait({
  outage,
  outageCause,
  closedUntil,
  pressedBy,
  limit,
}: Pressure): PressureWait | null {
  const until = closedUntil?.toISOString() ?? null;
  if (outage > 0) return { code: "waits_for_outage", params: outageParams(outageCause), until };
  if (until) return { code: "waits_for_throttle", until };
  if (!pressedBy || limit === null) return null;
  const code = pressedBy === "tokens" ? "waits_for_token_limit" : "waits_for_rate_limit";
  return { code, params: { limit }, until: null };
}

function outageParams(cause: OutageCause | null): Record<string, string> {
  return { reason: cause?.reason ?? UNTOLD, detail: cause?.words ?? "" };
}
