import type { Problem } from "#lib/api/problem.ts";
import type { DocumentEstimate } from "./knowledge-answer.ts";

/** Why a document was not taken, in the API's own words. */
export class DocumentRefused extends Error {
  constructor({ detail }: Problem) {
    super(detail);
  }
}

/**
 * Sends a document to learn what indexing it would cost; it can then be added without being sent again.
 * @throws DocumentRefused; AbortError on `signal`; whatever `fetch` throws where the connection is lost.
 */
export async function estimateDocument(
  collectionId: string,
  file: File,
  signal: AbortSignal,
): Promise<DocumentEstimate> {
  const form = new FormData();
  form.append("file", file);
  const answer = await fetch(`/api/v1/collections/${collectionId}/documents/estimate`, {
    method: "POST",
    body: form,
    signal,
  });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new DocumentRefused(body as Problem);
  return body as DocumentEstimate;
}
