import type { ApiContext } from "#lib/api/context.ts";
import { handleApi } from "#lib/api/handler.ts";
import { receiveUpload } from "#lib/api/receive-upload.ts";
import type { ReceivedFile } from "#lib/datasets/received-file.ts";
import { operator } from "#tests/datasets/import-file.ts";

/** The answer of the API to somebody, an operator by default. */
export function ask(method: string, path: string, input?: unknown, context: Partial<ApiContext> = {}) {
  const body = input === undefined ? {} : { body: JSON.stringify(input), headers: JSON_TYPE };
  const request = new Request(`http://localhost/api/v1${path}`, { method, ...body });
  return handleApi(request, { actor: operator, locale: "en", ...context });
}

/** The same, read as JSON. */
export async function call(method: string, path: string, input?: unknown, context: Partial<ApiContext> = {}) {
  const answer = await ask(method, path, input, context);
  return { status: answer.status, body: await answer.json() };
}

/** A file as it is after it was received. */
export async function received(content: Buffer, fileName = "picture"): Promise<ReceivedFile> {
  const body = new FormData();
  body.append("file", new File([new Uint8Array(content)], fileName));
  const form = await receiveUpload(new Request("http://localhost/", { method: "POST", body }));
  if (!form.ok || !form.value.file) throw new Error("The file did not arrive.");
  return form.value.file;
}

/** Brings a picture and gives the answer. */
export async function bring(content: Buffer, fileName?: string) {
  return call("POST", "/assets", {}, { file: await received(content, fileName) });
}

const JSON_TYPE = { "content-type": "application/json" };
