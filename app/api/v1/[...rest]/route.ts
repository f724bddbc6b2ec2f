import { apiContext, localeOf } from "#app/api-context.ts";
import { handleApi, problemResponse } from "#lib/api/handler.ts";

async function answer(request: Request): Promise<Response> {
  const context = await apiContext(request);
  if ("code" in context) return problemResponse(context, localeOf(request));
  return handleApi(request, context);
}

export { answer as DELETE, answer as GET, answer as PATCH, answer as POST, answer as PUT };
