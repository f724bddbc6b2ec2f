import type { WorkOutcome } from "#lib/items/work-outcome.ts";
import { type RetrievedPassage, retrievePassages } from "#lib/knowledge/retrieve-passages.ts";
import { sectionOf } from "#lib/knowledge/section-of.ts";
import type { Work } from "#lib/templates/render-work.ts";
import { isLasting, outcomeOf } from "./search-trouble.ts";

/**
 * Finds the passages of a collection for a step. What turns its question into a vector is paid by the collection; where
 * that comes to nothing for a while, the item waits rather than being written from worse passages. What was found, why,
 * and by what, is its evidence. @returns `null` where it was left before its end.
 */
export async function findPassages(
  { collectionId, query, limit }: Extract<Work, { kind: "retrieve" }>,
  { memberId, leaving }: { memberId: string; leaving: AbortSignal },
): Promise<WorkOutcome | null> {
  const nothing = { collectionId, query, mode: null, notice: null, passages: [] };
  if (query === "") return { kind: "done", value: { passages: [] }, evidence: nothing };
  const asked = { collectionId, memberId, query, limit, filter: null, mode: "hybrid" as const };
  const found = await retrievePassages(asked, leaving);
  if (leaving.aborted) return null;
  if (!found.ok) return { kind: "blocked", failure: { code: "collection_unknown" } };
  const { mode, notice, passages } = found.value;
  const trouble = notice && !isLasting(notice) ? outcomeOf(notice) : null;
  if (trouble) return trouble;
  return {
    kind: "done",
    value: { passages: passages.map(shown) },
    evidence: { collectionId, query, mode, notice: notice?.code ?? null, passages: passages.map(sourceOf) },
  };
}

function shown({ text, document, place }: RetrievedPassage): Record<string, string> {
  return { text, document: document.name, section: sectionOf(place) };
}

// Its text is in the step's value, in the same order.
function sourceOf({ id, document, place, score }: RetrievedPassage): Record<string, unknown> {
  return { id, documentId: document.id, document: document.name, place, score };
}
