import type { client } from "#components/api/client.ts";
import type { Problem } from "#lib/api/problem.ts";

/** A workbook that a channel may fill, with what it holds. */
export type Workbook = Awaited<ReturnType<typeof client.channels.workbooks.get>>;

/** Sends a workbook. @throws WorkbookRefused; whatever `fetch` throws where the connection is lost. */
export async function sendWorkbook(file: File): Promise<Workbook> {
  const form = new FormData();
  form.append("file", file);
  const answer = await fetch("/api/v1/channels/workbooks", { method: "POST", body: form });
  const body: unknown = await answer.json();
  if (!answer.ok) throw new WorkbookRefused(body as Problem);
  return body as Workbook;
}

/** Why a workbook was not taken, in the API's own words. */
export class WorkbookRefused extends Error {
  constructor({ detail }: Problem) {
    super(detail);
  }
}
