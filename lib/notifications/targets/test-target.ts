import { db } from "#db/client.ts";
import { findTarget, updateTarget } from "#db/queries/notifications/targets.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { Failure } from "#lib/failure.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { testText } from "../event-text.ts";
import { linkTo, localeOf } from "./deliver.ts";
import { send } from "./send.ts";

export type TargetTest = { status: "delivered" } | { status: "failed"; failure: Failure };

/** Sends a message to a target now, and says what came of it. Needs `notifications:write`. */
export async function testTarget(
  actor: Actor,
  id: string,
): Promise<Result<TargetTest, "forbidden" | "not_found">> {
  if (!can(actor, "notifications:write")) return refuse("forbidden");
  const target = await findTarget(db(), id);
  if (!target) return refuse("not_found");
  const { path, ...text } = testText(target.name, localeOf(target));
  const message = { id: newId(), kind: "test", at: new Date(), ...text, url: linkTo(path), facts: { id } };
  const sent = await send(message, target);
  if (sent.ok) {
    if (target.deadAt) await updateTarget(db(), id, { deadAt: null });
    return accept({ status: "delivered" });
  }
  const { code, params } = sent.failure;
  return accept({ status: "failed", failure: { code, ...(params && { params }) } });
}
