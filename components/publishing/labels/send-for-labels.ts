import type { client } from "#components/api/client.ts";
import type { Problem } from "#lib/api/problem.ts";

/** What a file says of whether it is AI-generated. */
export type LabelReading = Awaited<ReturnType<typeof client.labels.read>>;

/** Has the labels of a file read. @throws LabelsRefused; whatever `fetch` throws where the connection is lost. */
export async function sendForLabels(file: File): Promise<LabelReading> {
  const form = new FormData();
  form.append("file", file);
  const answer = await fetch("/api/v1/labels/read", { method: "POST", body: form });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new LabelsRefused(body as Problem);
  return body as LabelReading;
}

/** Why a file was not read, in the API's own words. */
export class LabelsRefused extends Error {
  constructor({ detail }: Problem) {
    super(detail);
  }
}
