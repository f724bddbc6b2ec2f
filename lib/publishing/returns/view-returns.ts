import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import { findPublication } from "#db/queries/publishing/publications.ts";
import { listReturnProblems, listReturns } from "#db/queries/publishing/returns.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { cutPage, decodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { TakenReturn } from "./take-return.ts";

/** A file that came back. */
export interface ReturnView extends TakenReturn {
  fileName: string;
  createdBy: string;
  createdAt: string;
}

const MOST_TOLD = 50;

/** The files that came back for a publication, newest first, as many as anybody looks at. Needs `publications:read`. */
export async function viewReturns(
  actor: Actor,
  publicationId: string,
): Promise<Result<ReturnView[], "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  if (!isUuid(publicationId) || !(await findPublication(db(), publicationId))) return refuse("not_found");
  const rows = await listReturns(db(), publicationId, MOST_TOLD);
  return accept(
    rows.map(({ createdBy, createdAt, ...row }) => ({
      ...row,
      createdBy: createdBy ?? "",
      createdAt: createdAt.toISOString(),
    })),
  );
}

/** What is wrong with a unit of a file that came back. */
export interface ReturnedProblem {
  itemId: string;
  key: string;
  language: string;
  unit: string;
  line: number | null;
  field: string;
  code: string;
  params: Record<string, string | number>;
}

/**
 * What was wrong with the file that came back last for a publication, in its order; none where none did. Needs
 * `publications:read`.
 */
export async function listReturned(
  actor: Actor,
  { id, limit, cursor }: { id: string; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: ReturnedProblem[]; nextCursor: string | null }, "forbidden" | "not_found">> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const publication = isUuid(id) ? await findPublication(db(), id) : null;
  if (!publication) return refuse("not_found");
  const [last] = await listReturns(db(), id, 1);
  if (!last) return accept({ items: [], nextCursor: null });
  const after = Number(decodeCursor(cursor)?.[0] ?? -1);
  const rows = await listReturnProblems(db(), { returnId: last.id, after, limit: limit + 1 });
  const page = cutPage(rows, limit, ({ number }) => [number]);
  return accept({
    ...page,
    items: page.items.map(({ seq, key, unit, field, code, params, line }) => ({
      itemId: seq === null ? "" : itemId(publication.batchId, seq),
      ...{ key, language: last.language, unit, line, field, code, params },
    })),
  });
}
