import type { client } from "#components/api/client.ts";
import type { Problem } from "#lib/api/problem.ts";

/** What came of a file that came back. */
export type TakenReturn = Awaited<ReturnType<typeof client.publications.returns.create>>;

/** Sends a translated file back. @throws ReturnRefused; whatever `fetch` throws where the connection is lost. */
export async function sendReturn(publicationId: string, file: File): Promise<TakenReturn> {
  const form = new FormData();
  form.append("file", file);
  const answer = await fetch(`/api/v1/publications/${publicationId}/return`, { method: "POST", body: form });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new ReturnRefused(body as Problem);
  return body as TakenReturn;
}

/** Why a file was not taken back, in the API's own words. */
export class ReturnRefused extends Error {
  constructor({ detail }: Problem) {
    super(detail);
  }
}
