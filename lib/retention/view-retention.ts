import { db } from "#db/client.ts";
import { readKeepDays } from "#db/queries/retention/policies.ts";
import type { Removable } from "#db/queries/retention/removable.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { keepers } from "./keepers.ts";
import {
  type KeepDays,
  leastDays,
  misfitsOf,
  RETENTION_KINDS,
  type RetentionKind,
} from "./retention-kind.ts";

/** How long a kind is kept. */
export interface Policy {
  kind: RetentionKind;
  /** `null`: for good. */
  keepDays: number | null;
  /** The fewest days that may be set. */
  leastDays: number;
}

/** What a policy would remove now. */
export interface PolicyEffect extends Removable {
  kind: RetentionKind;
}

const DAY_MS = 24 * 60 * 60_000;

/** How long everything is kept. */
export async function viewRetention(actor: Actor): Promise<Result<Policy[], "forbidden">> {
  if (!can(actor, "retention:write")) return refuse("forbidden");
  const keepDays = await readKeepDays(db());
  return accept(
    RETENTION_KINDS.map((kind) => ({
      kind,
      keepDays: keepDays.get(kind) ?? null,
      leastDays: leastDays(kind),
    })),
  );
}

/** What these policies would remove if they acted now; nothing is removed. Kinds kept for good are left out. */
export async function previewRetention(
  actor: Actor,
  keepDays: KeepDays,
): Promise<Result<PolicyEffect[], "forbidden" | "invalid_input">> {
  if (!can(actor, "retention:write")) return refuse("forbidden");
  const refusal = refuseMisfits(keepDays);
  if (refusal) return refusal;
  const effects: PolicyEffect[] = [];
  for (const kind of RETENTION_KINDS) {
    const days = keepDays[kind];
    if (days === undefined) continue;
    effects.push({ kind, ...(await keepers[kind].measure(db(), daysAgo(days))) });
  }
  return accept(effects);
}

/** A refusal that names each kind whose days may not be set so; `null` where all may. */
export function refuseMisfits(keepDays: KeepDays): ReturnType<typeof refuse<"invalid_input">> | null {
  const misfits = misfitsOf(keepDays);
  if (misfits.length === 0) return null;
  return refuse(
    "invalid_input",
    {},
    misfits.map(({ kind, least, most }) => ({
      path: `keepDays.${kind}`,
      code: "keep_days_out_of_range",
      params: { least, most },
    })),
  );
}

/** The moment so many days ago. */
export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS);
}
