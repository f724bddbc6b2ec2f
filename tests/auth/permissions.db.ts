import { encode } from "next-auth/jwt";
import { beforeAll, describe, expect, test } from "vitest";
import { DELETE, GET, PATCH, POST, PUT } from "#app/api/v1/[...rest]/route.ts";
import { openApiDocument } from "#lib/api/openapi.ts";
import { ROLES, type Role } from "#lib/auth/role.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { addMember, addToken } from "./people.ts";
import { SOME_ID, sampleOf } from "./sample-of-schema.ts";

/**
 * Every route and who may call it: o operator, r reviewer, m manager, a admin. Written by hand: a new route fails
 * this test until somebody has decided who may call it.
 */
const WHO_MAY: Record<string, string> = {
  "GET /me": "orma",
  "PATCH /me": "orma",
  "PUT /me/password": "orma",
  "GET /sessions": "orma",
  "DELETE /sessions/{id}": "orma",
  "DELETE /sessions": "orma",

  "GET /members": "a",
  "GET /members/{id}": "a",
  "POST /members": "a",
  "PATCH /members/{id}": "a",
  "POST /members/{id}/password": "a",
  "GET /members/{id}/sessions": "a",
  "DELETE /members/{id}/sessions": "a",
  // And everybody their own; tests/auth/erase-member.db.ts.
  "GET /members/{id}/data": "a",
  "POST /members/{id}/erase": "a",

  "GET /settings/retention": "a",
  "POST /settings/retention/preview": "a",
  "PUT /settings/retention": "a",
  "GET /disks/full": "orma",

  // One's own; tests/auth/tokens.db.ts holds that nobody reaches another's.
  "GET /tokens": "orma",
  "POST /tokens": "a",
  "DELETE /tokens/{id}": "orma",

  "POST /checks/try": "orma",
  "GET /lexicons": "orma",
  "GET /lexicons/{id}": "orma",
  "POST /lexicons": "ma",
  "PATCH /lexicons/{id}": "ma",
  "PUT /lexicons/{id}/entries": "ma",
  "POST /lexicons/{id}/try": "orma",
  "DELETE /lexicons/{id}": "ma",
  "POST /lexicons/{id}/import": "ma",
  "GET /lexicons/{id}/file": "orma",
  "GET /lexicons/{id}/changes": "orma",
  "GET /glossaries": "orma",
  "GET /glossaries/{id}": "orma",
  "POST /glossaries": "om",
  "PATCH /glossaries/{id}": "om",
  "PUT /glossaries/{id}/entries": "om",
  "POST /glossaries/{id}/import": "om",
  "GET /glossaries/{id}/file": "orma",
  "GET /glossaries/{id}/changes": "orma",
  "DELETE /glossaries/{id}": "om",
  "POST /rescans/preview": "ma",
  "POST /rescans": "ma",
  "GET /rescans": "orma",
  "GET /rescans/{id}": "orma",
  "GET /rescans/{id}/events": "orma",
  "GET /rescans/{id}/outputs": "orma",
  "POST /rescans/{id}/cancel": "ma",

  // Everybody's own.
  "GET /notifications": "orma",
  "GET /notifications/unread": "orma",
  "POST /notifications/{id}/read": "orma",
  "POST /notifications/read": "orma",
  "GET /notifications/kinds": "orma",
  "PUT /notifications/kinds": "orma",

  "GET /notifications/targets": "a",
  "GET /notifications/targets/{id}": "a",
  "POST /notifications/targets": "a",
  "PATCH /notifications/targets/{id}": "a",
  "DELETE /notifications/targets/{id}": "a",
  "POST /notifications/targets/{id}/test": "a",

  "GET /audit": "ma",
  "GET /audit/facets": "ma",
  "GET /audit/{id}": "ma",

  // What each finds is in tests/search/search.db.ts.
  "GET /search": "orma",

  // Everybody's own.
  "GET /views": "orma",
  "POST /views": "orma",
  "DELETE /views/{id}": "orma",

  "GET /spend": "ma",
  "GET /spend/daily": "ma",
  "GET /spend/summary": "ma",
  "GET /spend/explanation": "ma",
  "GET /spend/attempts": "ma",
  "GET /spend/attempts/{id}": "ma",
  "GET /spend/export": "ma",

  "GET /launch-limits": "ma",
  "PUT /launch-limits/{memberId}": "ma",
  "GET /budgets": "ma",
  "GET /budgets/scopes": "m",
  "POST /budgets": "m",
  "PATCH /budgets/{id}": "m",
  "DELETE /budgets/{id}": "m",

  "GET /providers": "orma",
  "GET /providers/{id}": "orma",
  "POST /providers": "a",
  "PATCH /providers/{id}": "a",
  "DELETE /providers/{id}": "a",
  "POST /providers/{id}/test": "a",
  "GET /providers/{id}/models": "a",
  "GET /providers/{id}/suggested-price": "a",
  "GET /models": "orma",
  "GET /models/{id}": "orma",
  "POST /models": "a",
  "PATCH /models/{id}": "a",
  "DELETE /models/{id}": "a",
  "GET /models/{id}/prices": "orma",
  "POST /models/{id}/prices": "a",

  "GET /datasets": "orma",
  "GET /datasets/{id}": "orma",
  "POST /datasets": "o",
  "PATCH /datasets/{id}": "o",
  "DELETE /datasets/{id}": "o",
  "GET /datasets/{id}/rows": "orma",
  "GET /datasets/{id}/split": "orma",
  "PUT /datasets/{id}/split": "o",
  "GET /datasets/{id}/sources-to-fix": "orma",
  "GET /datasets/{id}/changes": "orma",
  "POST /datasets/{id}/changes/dataset": "o",
  "GET /datasets/{id}/errors": "orma",
  "GET /datasets/{id}/errors/file": "orma",
  "POST /datasets/{id}/errors/return": "o",
  "POST /datasets/{id}/errors/fixes": "o",
  "POST /datasets/{id}/errors/fixes/try": "o",
  "GET /datasets/{id}/errors/{sourceRow}": "orma",
  "PUT /datasets/{id}/errors/{sourceRow}": "o",
  "GET /datasets/{id}/events": "orma",
  "POST /assets": "o",
  "GET /assets": "orma",
  "GET /assets/{id}": "orma",
  "GET /assets/{id}/file": "orma",
  "POST /assets/{id}/keep": "o",
  "POST /images/preview": "o",
  "GET /images/cut-out-model": "orma",
  "GET /images/previews/{id}": "orma",
  "POST /images/report": "o",
  "GET /images/reports": "orma",
  "GET /images/reports/{id}": "orma",
  "POST /images/reports/{id}/dataset": "o",
  "POST /uploads": "o",
  "GET /uploads/{id}/offer": "o",
  "GET /collections": "orma",
  "POST /collections": "o",
  "GET /collections/{id}": "orma",
  "PATCH /collections/{id}": "o",
  "DELETE /collections/{id}": "o",
  "POST /collections/{id}/search": "orma",
  "GET /collections/{id}/estimate": "orma",
  "GET /collections/{id}/documents": "orma",
  "POST /collections/{id}/documents": "o",
  "POST /collections/{id}/documents/estimate": "o",
  "GET /collections/{id}/documents/{documentId}": "orma",
  "GET /collections/{id}/documents/{documentId}/events": "orma",
  "DELETE /collections/{id}/documents/{documentId}": "o",
  "POST /collections/{id}/documents/{documentId}/retry": "o",
  "POST /catalogue/imports": "o",
  "GET /catalogue/imports": "orma",
  "GET /catalogue/imports/{id}": "orma",
  "GET /catalogue/imports/{id}/events": "orma",
  "GET /catalogue/imports/{id}/changes": "orma",
  "GET /catalogue/imports/{id}/errors": "orma",
  "GET /catalogue/imports/{id}/errors/file": "orma",
  "POST /catalogue/imports/{id}/commit": "o",
  "POST /catalogue/imports/{id}/rollback": "o",
  "POST /catalogue/imports/{id}/again": "o",
  "DELETE /catalogue/imports/{id}": "o",
  "GET /catalogue/attributes": "orma",
  "GET /catalogue/categories": "orma",
  "PATCH /catalogue/categories/{id}": "o",
  "GET /products": "orma",
  "GET /products/{key}": "orma",
  "PUT /products": "o",
  "POST /products/count": "orma",
  "POST /products/sample": "orma",
  "POST /products/freeze": "o",
  "GET /selections": "orma",
  "POST /selections": "o",
  "GET /selections/{id}": "orma",
  "PATCH /selections/{id}": "o",
  "DELETE /selections/{id}": "o",
  "POST /selections/{id}/freeze": "o",
  "GET /uploads/{id}/preview": "o",
  "POST /uploads/{id}/check": "o",

  "GET /templates": "orma",
  "POST /templates": "o",
  "GET /templates/{id}": "orma",
  "PATCH /templates/{id}": "o",
  "DELETE /templates/{id}": "o",
  "PUT /templates/{id}/draft": "o",
  "POST /templates/{id}/publish": "o",
  "POST /templates/{id}/labels/{label}": "o",
  "POST /templates/{id}/labels/{label}/approve": "oma",
  "POST /templates/{id}/labels/{label}/withdraw": "oma",
  "GET /snippets": "orma",
  "GET /snippets/{id}": "orma",
  "POST /snippets": "o",
  "PUT /snippets/{id}/text": "o",
  "DELETE /snippets/{id}": "o",

  "GET /tools": "orma",
  "GET /tools/{id}": "orma",
  "POST /tools": "a",
  "PATCH /tools/{id}": "a",
  "DELETE /tools/{id}": "a",
  "POST /tools/{id}/test": "a",

  "GET /templates/{id}/last-comparison": "orma",
  "GET /templates/{id}/judges": "orma",
  "GET /templates/{id}/judges/disagreements": "orma",
  "GET /templates/{id}/regression-sets": "orma",
  "GET /templates/{id}/regression-sets/{setId}": "orma",
  "POST /templates/{id}/regression-sets": "o",
  "PATCH /templates/{id}/regression-sets/{setId}": "o",
  "DELETE /templates/{id}/regression-sets/{setId}": "o",

  // One's own; tests/conversations holds that nobody reaches another's.
  "GET /conversations": "o",
  "GET /conversations/{id}": "o",
  "GET /conversations/{id}/events": "o",
  "POST /conversations": "o",
  "PATCH /conversations/{id}": "o",
  "DELETE /conversations/{id}": "o",
  "POST /conversations/{id}/turns": "o",
  "POST /conversations/{id}/stop": "o",
  "GET /improvements/waiting": "o",
  "GET /templates/{id}/improvements": "oma",
  "GET /templates/{id}/improvements/{improvementId}": "oma",
  "GET /templates/{id}/improvements/{improvementId}/events": "oma",
  "POST /templates/{id}/improvements": "o",
  "POST /templates/{id}/improvements/preview": "o",
  "POST /templates/{id}/improvements/{improvementId}/cancel": "o",
  "POST /templates/{id}/improvements/{improvementId}/proposals/{number}/draft": "o",
  "GET /memory": "orma",
  "GET /memory/templates": "orma",
  "DELETE /memory/{id}": "o",
  "POST /memory/import": "o",
  "GET /templates/{id}/memory/file": "orma",
  "GET /templates/{id}/versions": "orma",
  "GET /template-versions/{id}": "orma",
  "POST /templates/{id}/restore": "o",
  "POST /templates/{id}/duplicate": "o",
  "POST /templates/preview": "orma",

  "GET /trials": "oma",
  "POST /trials": "o",
  "POST /trials/estimate": "o",
  "GET /trials/{id}": "oma",
  "GET /trials/{id}/cells/{seq}/why": "oma",
  "GET /trials/{id}/votes/next": "orm",
  "POST /trials/{id}/votes": "orm",
  "POST /trials/{id}/votes/undo": "orm",
  "POST /trials/{id}/cancel": "o",
  "GET /trials/{id}/events": "oma",

  "GET /batches": "orma",
  "POST /batches": "o",
  "POST /batches/preview": "o",
  "GET /batches/{id}": "orma",
  "POST /batches/{id}/clone": "o",
  "GET /batches/{id}/events": "orma",
  "POST /batches/{id}/pause": "om",
  "POST /batches/{id}/resume": "om",
  "POST /batches/{id}/cancel": "om",
  "POST /batches/{id}/approve": "ma",
  "POST /batches/{id}/refuse": "ma",
  "POST /batches/{id}/retry": "om",
  "GET /batches/{id}/items": "orma",
  "GET /batches/{id}/items/{seq}": "orma",
  "GET /batches/{id}/items/{seq}/why": "orma",
  "GET /batches/{id}/attempts": "orma",
  "GET /batches/{id}/compliance": "oma",
  "GET /batches/{id}/regenerations": "orma",
  "GET /compliance/report": "oma",
  "GET /batches/{id}/failures": "orma",

  "GET /schedules": "orma",
  "POST /schedules": "o",
  "GET /schedules/{id}": "orma",
  // Pausing; tests/batches/schedules.db.ts holds that only operators change what is launched.
  "PATCH /schedules/{id}": "om",
  "DELETE /schedules/{id}": "om",
  "POST /schedules/{id}/run": "o",

  "POST /review/claims": "r",
  "POST /review/heartbeats": "r",
  "POST /review/releases": "r",
  "POST /review/decisions": "r",
  "POST /review/items/{itemId}/reopen": "ma",
  "POST /review/items/{itemId}/source": "o",
  "POST /review/overrides": "ma",
  "GET /review/practice": "r",
  "POST /review/practice/answers": "r",
  "GET /review/practice/items": "ma",
  "POST /review/practice/items": "ma",
  "POST /review/practice/agreed-items": "ma",
  "DELETE /review/practice/items/{id}": "ma",
  "POST /review/rejections": "r",
  "GET /review/queue": "orm",
  "GET /review/items/{itemId}": "orm",
  "GET /review/decisions/mine": "orm",

  "POST /review/items/{itemId}/messages": "orm",
  "GET /review/progress": "orm",
  "GET /lots": "orm",
  "GET /lots/{id}": "orm",
  "POST /lots/{id}/release": "rm",
  "POST /lots/{id}/hold": "rm",

  "GET /outputs": "orma",
  // By who may reject each; what else is done with all of them is in tests/outputs/bulk-actions.db.ts.
  "POST /outputs/bulk/preview": "r",
  "POST /outputs/bulk": "r",
  "GET /outputs/bulk": "orma",
  "GET /outputs/bulk/{id}": "orma",
  "POST /outputs/bulk/{id}/take-back": "r",
  "GET /outputs/bulk/{id}/events": "orma",
  "GET /outputs/bulk/{id}/failures": "orma",
  "GET /quality": "rma",

  "GET /publications": "orma",
  "POST /publications": "om",
  "GET /publications/preview": "orma",
  "GET /publications/publishable": "orma",
  "GET /publications/{id}": "orma",
  "GET /publications/{id}/file": "orma",
  "GET /publications/{id}/label": "orma",
  "GET /publications/{id}/events": "orma",
  "GET /publications/{id}/problems": "orma",
  "POST /publications/{id}/undo": "om",
  "POST /publications/{id}/return": "om",
  "GET /publications/{id}/returns": "orma",
  "POST /labels/read": "orma",
  "GET /publications/changes": "orma",
  "GET /publications/problems": "orma",
  "GET /publications/changes/counts": "orma",
  "GET /publications/{id}/deliveries": "orma",
  "POST /deliveries/{id}/redeliver": "om",
  "POST /publications/{id}/redeliver": "om",
  "GET /published": "orma",
  "POST /publications/{id}/recall": "om",
  "POST /recalls": "om",
  "GET /recalls": "orma",
  "POST /recalls/count": "orma",
  "GET /recalls/{id}": "orma",
  "POST /recalls/{id}/acknowledge": "om",
  "GET /channels": "oma",
  "POST /channels": "a",
  "GET /channels/{id}": "oma",
  "PATCH /channels/{id}": "a",
  "DELETE /channels/{id}": "a",
  "POST /channels/{id}/test": "a",
  "POST /channels/{id}/secret/rotate": "a",
  "GET /channels/{id}/history": "oma",
  "GET /channels/{id}/columns": "oma",
  "POST /channels/workbooks": "a",
  "GET /channels/workbooks/{id}": "a",
};

/** Bodies where the smallest that fits the schema is refused before anybody asks who calls. */
const BODIES: Record<string, unknown> = {
  "POST /rescans": { published: true },
  "POST /rescans/preview": { published: true },
};

const secret = "a secret for tests only";
const handlers = { DELETE, GET, PATCH, POST, PUT };
const { paths = {} } = await openApiDocument();
const routes = Object.entries(paths).flatMap(([path, operations]) =>
  Object.keys(operations ?? {}).map((method) => `${method.toUpperCase()} ${path}`),
);

type Operation = {
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { content?: Record<string, { schema: object }> };
};

function requestFor(route: string, headers: Record<string, string>): Request {
  const [method = "", path = ""] = route.split(" ");
  const operation = paths[path]?.[method.toLowerCase() as "get"] as Operation;
  const query = new URLSearchParams();
  for (const { name, required, schema, ...parameter } of operation.parameters ?? [])
    if (parameter.in === "query" && required) query.set(name, String(sampleOf(schema)));
  const at = path
    .replace("{seq}", "1")
    .replace("{sourceRow}", "1")
    .replace("{label}", "production")
    .replace("{itemId}", `${SOME_ID}.1`)
    .replace(/\{\w+\}/g, SOME_ID);
  const schema = operation.requestBody?.content?.["application/json"]?.schema;
  const body = BODIES[route] ?? (schema && sampleOf(schema));
  return new Request(`http://localhost/api/v1${at}?${query}`, {
    method,
    headers: { ...headers, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function call(route: string, headers: Record<string, string>): Promise<number> {
  const request = requestFor(route, headers);
  const response = await handlers[request.method as keyof typeof handlers](request);
  await response.body?.cancel();
  return response.status;
}

describeOnDatabase("who may call which route", () => {
  const browsers = new Map<Role, Record<string, string>>();
  const tokens = new Map<Role, Record<string, string>>();

  beforeAll(async () => {
    process.env.AUTH_SECRET = secret;
    for (const role of ROLES) {
      const { id, sessionId } = await addMember([role]);
      const token = await encode({ token: { sessionId }, secret });
      browsers.set(role, { cookie: `presswork.session=${token}`, "sec-fetch-site": "same-origin" });
      tokens.set(role, { authorization: `Bearer ${(await addToken(id)).token}` });
    }
  });

  test("every route is in the table, and the table has no other", () => {
    expect(Object.keys(WHO_MAY).sort()).toEqual([...routes].sort());
  });

  describe.each(routes)("%s", (route) => {
    test("nobody, and who only pretends, is told to sign in", async () => {
      expect(await call(route, { "sec-fetch-site": "same-origin" })).toBe(401);
      expect(await call(route, { authorization: "Bearer pw_made-up" })).toBe(401);
    });

    test.each(ROLES)("%s is let in or refused as the table says", async (role) => {
      const mayCall = WHO_MAY[route]?.includes(role[0] ?? "") ?? false;
      const status = await call(route, browsers.get(role) ?? {});
      if (mayCall) expect([401, 403]).not.toContain(status);
      else expect(status).toBe(403);
    });
  });

  describe.each(routes.filter((route) => !route.startsWith("GET")))("%s", (route) => {
    test("is refused to a page of another site, whoever is signed in", async () => {
      for (const role of ROLES) {
        const { cookie = "" } = browsers.get(role) ?? {};
        expect(await call(route, { cookie, "sec-fetch-site": "cross-site" })).toBe(403);
        expect(await call(route, { cookie, "sec-fetch-site": "same-site" })).toBe(403);
        const foreign = { cookie, host: "localhost", origin: "http://evil.example" };
        expect(await call(route, foreign)).toBe(403);
      }
    });
  });

  test("a token may what its member may", async () => {
    expect(await call("GET /members", tokens.get("admin") ?? {})).toBe(200);
    expect(await call("GET /members", tokens.get("operator") ?? {})).toBe(403);
    expect(await call("GET /spend", tokens.get("manager") ?? {})).toBe(200);
    expect(await call("POST /batches", tokens.get("reviewer") ?? {})).toBe(403);
  });
});
