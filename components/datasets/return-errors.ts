import type { client } from "#components/api/client.ts";
import type { Problem } from "#lib/api/problem.ts";
import { SendError } from "./send-file.ts";

type ReturnAnswer = Awaited<ReturnType<typeof client.datasets.returnFile>>;

/** Gives back the corrected file of left-out rows. @throws SendError with the API's own words. */
export async function returnErrors(datasetId: string, file: File): Promise<ReturnAnswer> {
  const form = new FormData();
  form.append("file", file);
  const answer = await fetch(`/api/v1/datasets/${datasetId}/errors/return`, {
    method: "POST",
    body: form,
  }).catch(() => null);
  if (!answer) throw new SendError(null);
  const body: unknown = await answer.json().catch(() => null);
  if (!answer.ok) throw new SendError(body as Problem | null);
  return body as ReturnAnswer;
}
