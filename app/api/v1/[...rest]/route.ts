import { apiContext, localeOf } from "#app/api-context.ts";
import type { ApiContext } from "#lib/api/context.ts";
import { fileRule } from "#lib/api/file-rule.ts";
import { API_PREFIX, handleApi, problemResponse } from "#lib/api/handler.ts";
import { jsonLimit } from "#lib/api/json-limit.ts";
import { readBody } from "#lib/api/read-body.ts";
import { discardUpload, isUpload, receiveUpload } from "#lib/api/receive-upload.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordRefusedAccess } from "#lib/auth/record-refusal.ts";
import { forgetUpload } from "#lib/datasets/forget-upload.ts";
import { uploadRoom, whileArriving } from "#lib/datasets/upload-room.ts";

/** Identity first, then permission, then size; only then is a body read. */
async function answer(request: Request): Promise<Response> {
  const context = await apiContext(request);
  if ("code" in context) return problemResponse(context, localeOf(request));
  if (!request.body) return handleApi(request, context);
  const { actor, locale } = context;
  if (!actor) return problemResponse({ code: "unauthenticated" }, locale);
  if (isUpload(request)) return answerUpload(request, { ...context, actor });
  const path = new URL(request.url).pathname.slice(API_PREFIX.length);
  const body = await readBody(request, await jsonLimit(actor, request.method, path));
  if (!body.ok) return problemResponse(body.refusal, locale);
  const { url, method, headers, signal } = request;
  const read = new Request(url, { method, headers, signal, body: body.value });
  return handleApi(read, context);
}

async function answerUpload(request: Request, context: ApiContext & { actor: Actor }): Promise<Response> {
  const { actor, locale } = context;
  const path = new URL(request.url).pathname.slice(API_PREFIX.length);
  const rule = await fileRule(request.method, path);
  if (!rule) return problemResponse({ code: "no_file_here" }, locale);
  if (!can(actor, rule.permission)) {
    await recordRefusedAccess(actor, `${request.method} ${path}`);
    return problemResponse({ code: "forbidden" }, locale);
  }
  const room = await uploadRoom(actor, rule.largestBytes);
  if (!room.ok) return problemResponse(room.refusal, locale);
  return whileArriving(actor.memberId, async () => {
    const form = await receiveUpload(request, room.value);
    if (!form.ok) return problemResponse(form.refusal, locale);
    const { file, fields } = form.value;
    const headers = { "content-type": "application/json" };
    const asJson = new Request(request.url, {
      method: request.method,
      headers,
      body: JSON.stringify(fields),
    });
    const answered = await handleApi(asJson, { ...context, ...(file && { file }) });
    if (file && answered.status >= 400) {
      await discardUpload(file);
      await forgetUpload(file.uploadId);
    }
    return answered;
  });
}

/** What GET would answer, without its body: what is watched and fetched by tools is often asked for so first. */
async function answerHead({ url, headers, signal }: Request): Promise<Response> {
  const answered = await answer(new Request(url, { headers, signal }));
  await answered.body?.cancel();
  return new Response(null, { status: answered.status, headers: answered.headers });
}

export {
  answer as DELETE,
  answer as GET,
  answer as PATCH,
  answer as POST,
  answer as PUT,
  answerHead as HEAD,
};
