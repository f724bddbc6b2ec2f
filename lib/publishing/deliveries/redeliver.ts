import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { lockChannel } from "#db/queries/publishing/channels.ts";
import { findDelivery, sendAgain } from "#db/queries/publishing/deliveries.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/**
 * Sends an item to its receiver again, under the id it had. Refused where something newer of the product is on its way or
 * was taken: what is older must not come after it. Needs `publications:create`.
 */
export async function redeliver(
  actor: Actor,
  id: string,
): Promise<
  Result<
    { id: string },
    "forbidden" | "not_found" | "delivery_waits" | "delivery_superseded" | "channel_gone"
  >
> {
  if (!can(actor, "publications:create")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const found = isUuid(id) ? await findDelivery(tx, id) : null;
    const channel = found && (await lockChannel(tx, found.channelId));
    // As it is by now: another may have sent it again meanwhile.
    const delivery = channel && (await findDelivery(tx, id));
    if (!delivery) return refuse("not_found");
    if (channel.endedAt) return refuse("channel_gone");
    if (delivery.state === "waiting") return refuse("delivery_waits");
    if (delivery.isSuperseded) return refuse("delivery_superseded");
    await sendAgain(tx, { id });
    await recordAudit(tx, actor, { action: "deliveries.redeliver", targetType: "delivery", targetId: id });
    return accept({ id });
  });
}

/**
 * Sends what of a publication was given up again, or all of it; what something newer has overtaken is left. Needs
 * `publications:create`.
 */
export async function redeliverAll(
  actor: Actor,
  { id, which }: { id: string; which: "dead" | "all" },
): Promise<Result<{ sent: number }, "forbidden" | "not_found" | "channel_gone">> {
  if (!can(actor, "publications:create")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const publication = isUuid(id) ? await findPublication(tx, id) : null;
    const channel = publication?.channelId ? await lockChannel(tx, publication.channelId) : null;
    if (!channel) return refuse("not_found");
    if (channel.endedAt) return refuse("channel_gone");
    const states = which === "dead" ? (["dead"] as const) : (["dead", "delivered"] as const);
    const sent = await sendAgain(tx, { publicationId: id, states });
    await recordAudit(tx, actor, {
      action: "publications.redeliver",
      targetType: "publication",
      targetId: id,
      after: { which, sent },
    });
    return accept({ sent });
  });
}
