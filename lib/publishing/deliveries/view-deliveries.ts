import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import {
  type DeliveryRow,
  type ListedDelivery,
  listDeliveriesOf,
} from "#db/queries/publishing/deliveries.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** An item on its way to a receiver. */
export interface Delivery extends Omit<ListedDelivery, "batchId" | "seq" | "position" | "recallId"> {
  itemId: string;
}

/** What of a publication is on its way, was taken or was given up, in its order. Needs `publications:read`. */
export async function viewDeliveries(
  actor: Actor,
  {
    id,
    state,
    limit,
    cursor,
  }: { id: string; state?: DeliveryRow["state"] | undefined; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: Delivery[]; nextCursor: string | null }, "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  if (!isUuid(id) || !(await findPublication(db(), id))) return refuse("not_found");
  const after = Number(decodeCursor(cursor)?.[0] ?? 0);
  const rows = await listDeliveriesOf(db(), { publicationId: id, state, after, limit: limit + 1 });
  const { items, nextCursor } = cutPage(rows, limit, ({ position }) => [position]);
  return accept({ items: items.map(toDelivery), nextCursor });
}

function toDelivery({ batchId, seq, position: _, recallId: __, ...row }: ListedDelivery): Delivery {
  const { nextAt, createdAt, endedAt } = row;
  return {
    ...row,
    itemId: itemId(batchId, seq),
    nextAt: new Date(nextAt).toISOString(),
    createdAt: new Date(createdAt).toISOString(),
    endedAt: endedAt && new Date(endedAt).toISOString(),
  };
}
