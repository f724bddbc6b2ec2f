import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import { listRefusals } from "#db/queries/publishing/refusals.ts";
import type { StoredProblem } from "#db/schema/publishing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";

/** An item that a publication left out. */
export interface RefusedItem {
  itemId: string;
  key: string;
  language: string;
  /** Why; empty once the outputs were removed. */
  problems: StoredProblem[];
}

/** What a publication left out, because its channel did not take it, in order. Needs `publications:read`. */
export async function listRefused(
  actor: Actor,
  { id, limit, cursor }: { id: string; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: RefusedItem[]; nextCursor: string | null }, "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const publication = isUuid(id) ? await findPublication(db(), id) : null;
  if (!publication) return refuse("not_found");
  const after = Number(decodeCursor(cursor)?.[0] ?? -1);
  const rows = await listRefusals(db(), { publicationId: id, after, limit: limit + 1 });
  const page = cutPage(rows, limit, ({ seq }) => [seq]);
  return accept({
    ...page,
    items: page.items.map(({ seq, key, language, problems }) => ({
      itemId: itemId(publication.batchId, seq),
      ...{ key, language, problems },
    })),
  });
}
