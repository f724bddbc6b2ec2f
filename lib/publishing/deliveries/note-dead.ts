import type { Db } from "#db/client.ts";
import { noteEvent } from "#db/queries/notifications/events.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import type { StoredFailure } from "#db/schema/failure.ts";

/** A delivery that was given up, with what it was of. */
export interface DeadDelivery {
  publicationId: string | null;
  recallId: string | null;
  failure: StoredFailure | null;
}

/** Notes that a receiver did not take all of what it was told, once for each publication or recall. */
export async function noteDead(
  tx: Db,
  channel: { id: string; name: string },
  dead: readonly DeadDelivery[],
): Promise<void> {
  for (const [of, [first]] of Map.groupBy(dead, ({ publicationId, recallId }) => publicationId ?? recallId)) {
    if (of === null || !first) continue;
    const { publicationId, failure } = first;
    const publication = publicationId ? await findPublication(tx, publicationId) : null;
    await noteEvent(tx, {
      kind: "delivery.dead",
      key: `delivery.dead:${of}`,
      subjectId: publicationId ?? channel.id,
      facts: {
        ...{ name: channel.name, failure: failure ?? { code: "given_up" }, isChannel: true },
        publishedBy: publication?.createdBy ?? null,
      },
    });
  }
}
