import { apiContext, localeOf } from "#app/api-context.ts";
import type { ApiContext } from "#lib/api/context.ts";
import { handleApi, problemResponse } from "#lib/api/handler.ts";
import { discardUpload, isUpload, receiveUpload } from "#lib/api/receive-upload.ts";

async function answer(request: Request): Promise<Response> {
  const context = await apiContext(request);
  if ("code" in context) return problemResponse(context, localeOf(request));
  // Nobody's files are not worth the disk; the router says who may.
  if (context.actor && isUpload(request)) return answerUpload(request, context);
  return handleApi(request, context);
}

async function answerUpload(request: Request, context: ApiContext): Promise<Response> {
  const form = await receiveUpload(request);
  if (!form.ok) return problemResponse(form.refusal, context.locale);
  const { file, fields } = form.value;
  const headers = { "content-type": "application/json" };
  const asJson = new Request(request.url, { method: request.method, headers, body: JSON.stringify(fields) });
  const answered = await handleApi(asJson, { ...context, ...(file && { file }) });
  if (file && answered.status >= 400) await discardUpload(file);
  return answered;
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
