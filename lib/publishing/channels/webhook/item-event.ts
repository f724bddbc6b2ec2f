import type { ClaimedDelivery } from "#db/queries/publishing/deliveries.ts";
import { explicitLabel } from "#lib/ai-label.ts";
import { itemId } from "#lib/batches/item-id.ts";
import type { WebhookEvent } from "./post-event.ts";

/** What a receiver is told of a delivery: that a text stands, or that none does any more. The same however often it is sent. */
export function itemEvent(delivery: ClaimedDelivery, channelId: string, labelled: boolean): WebhookEvent {
  const { id, key, language, batchId, seq, change, fields, simulated, reason } = delivery;
  const { publicationId, recallId, outputVersion, stoodAt } = delivery;
  const place = {
    channelId,
    key,
    language,
    ...(publicationId && { publicationId }),
    ...(recallId && { recallId }),
  };
  const timestamp = new Date(stoodAt).toISOString();
  if (change === "removed")
    return {
      id,
      type: "item.removed",
      timestamp,
      data: { ...place, removed: true, ...(reason && { reason }) },
    };
  const label = labelled && { ai_label: explicitLabel(language) };
  const item = { itemId: itemId(batchId, seq), version: outputVersion, fields };
  const data = { ...place, ...item, ai_generated: true, ...label, ...(simulated && { simulated }) };
  return { id, type: "item.published", timestamp, data };
}
