import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { beforeAll, expect, test, vi } from "vitest";
import { db } from "#db/client.ts";
import { findProvider } from "#db/queries/models.ts";
import { auditLog } from "#db/schema/auth.ts";
import { providers } from "#db/schema/models.ts";
import { handleApi } from "#lib/api/handler.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { reachProvider } from "#lib/models/callable-model.ts";
import { sealKeptSecrets } from "#lib/models/seal-kept-secrets.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";

const admin: Actor = { memberId: newId(), name: "Ada", roles: ["admin"], via: "session" };
const QUERY = "subscription-key=Qs7Tn3Xe9Zk1";
const HEADERS = { "x-gateway-token": "gateway-8f3a91c0d2", "x-team": "copy" };
const GIVEN = { name: "Azure", kind: "openai-compatible", headers: HEADERS };
const ADDRESS = "https://name.openai.example/v1";

async function call(method: string, path: string, body?: object) {
  const request = new Request(`http://console/api/v1${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  const response = await handleApi(request, { actor: admin, locale: "en" });
  return { status: response.status, body: await response.json() };
}

const add = async (given: object = {}) =>
  (
    await call("POST", "/providers", {
      ...GIVEN,
      baseUrl: `${ADDRESS}?${QUERY}&api-version=2024-10-21`,
      ...given,
    })
  ).body;

async function reachOf(id: string) {
  const provider = await findProvider(db(), id);
  if (!provider) throw new Error("no provider");
  const { baseUrl, headers, allowPrivateNetwork } = reachProvider(provider);
  return { baseUrl, headers, allowPrivateNetwork };
}

describeOnDatabase("a provider's headers and the query of its address", () => {
  beforeAll(() => void vi.stubEnv("ENCRYPTION_KEY", randomBytes(32).toString("base64")));

  test("are sent as they are, shown masked, and stand nowhere in clear", async () => {
    const made = await add();
    expect(made).toMatchObject({
      baseUrl: `${ADDRESS}?subscription-key=••••9Zk1&api-version=2024-10-21`,
      headers: { "x-gateway-token": "••••c0d2", "x-team": "••••" },
    });
    expect(await reachOf(made.id)).toMatchObject({
      baseUrl: `${ADDRESS}?${QUERY}&api-version=2024-10-21`,
      headers: HEADERS,
    });
    await call("PATCH", `/providers/${made.id}`, { headers: { "x-gateway-token": "another-8f3a91c0d2" } });
    const rows = JSON.stringify([await db().select().from(providers), await db().select().from(auditLog)]);
    for (const secret of ["Qs7Tn3Xe", "gateway-8f3a", "another-8f3a"]) expect(rows).not.toContain(secret);
  });

  test("stay where a change leaves their masks, and change where it does not", async () => {
    const made = await add();
    const { status, body } = await call("PATCH", `/providers/${made.id}`, {
      name: "Renamed",
      baseUrl: `${made.baseUrl}&more=1`,
      headers: { ...made.headers, "x-team": "titles" },
    });
    expect([status, body.name]).toEqual([200, "Renamed"]);
    expect(await reachOf(made.id)).toMatchObject({
      baseUrl: `${ADDRESS}?${QUERY}&api-version=2024-10-21&more=1`,
      headers: { ...HEADERS, "x-team": "titles" },
    });
  });

  test("must be entered again before they go to another host", async () => {
    const made = await add();
    const moved = made.baseUrl.replace("name.openai.example", "evil.example");
    const refused = await call("PATCH", `/providers/${made.id}`, { baseUrl: moved, headers: made.headers });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      "baseUrl",
      "headers.x-gateway-token",
      "headers.x-team",
    ]);
    const leftOut = await call("PATCH", `/providers/${made.id}`, { baseUrl: "https://evil.example/v1" });
    expect(leftOut.status).toBe(422);
    const again = { baseUrl: "https://evil.example/v1?k=new", headers: { "x-team": "new" } };
    expect((await call("PATCH", `/providers/${made.id}`, again)).status).toBe(200);
  });

  test("must be entered again where the key that sealed them is lost, and then the provider works", async () => {
    const made = await add({ apiKey: "sk-of-the-gateway" });
    const held = process.env.ENCRYPTION_KEY;
    vi.stubEnv("ENCRYPTION_KEY", randomBytes(32).toString("base64"));
    const lost = await call("PATCH", `/providers/${made.id}`, { apiKey: "sk-another-gateway" });
    expect(lost.status).toBe(422);
    expect(lost.body.errors.map(({ path }: { path: string }) => path).sort()).toEqual([
      "baseUrl",
      "headers.x-gateway-token",
      "headers.x-team",
    ]);
    const again = { baseUrl: `${ADDRESS}?${QUERY}`, headers: HEADERS };
    expect(await call("PATCH", `/providers/${made.id}`, again)).toMatchObject({
      status: 422,
      body: { errors: [{ path: "apiKey", message: expect.stringContaining("ENCRYPTION_KEY") }] },
    });
    const repaired = await call("PATCH", `/providers/${made.id}`, { ...again, apiKey: "sk-another-gateway" });
    expect(repaired.status).toBe(200);
    expect(await reachOf(made.id)).toMatchObject(again);
    vi.stubEnv("ENCRYPTION_KEY", held ?? "");
  });

  test("are no masks", async () => {
    const masked = { headers: { "x-gateway-token": "••••c0d2" } };
    expect((await call("POST", "/providers", { ...GIVEN, baseUrl: ADDRESS, ...masked })).status).toBe(422);
    const query = { baseUrl: `${ADDRESS}?key=••••` };
    expect((await call("POST", "/providers", { ...GIVEN, ...query })).status).toBe(422);
  });

  test("that were kept in clear are sealed at the next start, once", async () => {
    const id = newId();
    const archived = newId();
    const clear = { ...GIVEN, kind: "openai-compatible" as const, baseUrl: `${ADDRESS}?${QUERY}` };
    await db()
      .insert(providers)
      .values([
        { id, ...clear },
        { id: archived, ...clear, archivedAt: new Date() },
      ]);
    await sealKeptSecrets();
    const [row] = await db().select().from(providers).where(eq(providers.id, id));
    expect(JSON.stringify(row)).not.toMatch(/Qs7Tn3Xe|gateway-8f3a/);
    expect(await reachOf(id)).toMatchObject({ baseUrl: `${ADDRESS}?${QUERY}`, headers: HEADERS });
    const [old] = await db().select().from(providers).where(eq(providers.id, archived));
    expect(old).toMatchObject({ sealedQuery: null, sealedHeaders: null, headers: { "x-team": "••••" } });
    await sealKeptSecrets();
    expect(await db().select().from(providers).where(eq(providers.id, id))).toEqual([row]);
  });

  test("are forgotten with the provider", async () => {
    const { id } = await add();
    await call("DELETE", `/providers/${id}`);
    const [row] = await db().select().from(providers).where(eq(providers.id, id));
    expect(row).toMatchObject({ sealedQuery: null, sealedHeaders: null });
  });

  test.each(["openai", "openai-compatible", "anthropic", "google", "stable-diffusion", "sandbox"])(
    "a provider of the kind %s reaches no address inside the network without the admin's leave",
    async (kind) => {
      const inside = { name: "Inside", kind, baseUrl: "http://169.254.169.254/v1" };
      expect(await call("POST", "/providers", inside)).toMatchObject({
        status: 422,
        body: { errors: [{ path: "baseUrl" }] },
      });
      const named = await call("POST", "/providers", {
        name: "Named",
        kind,
        baseUrl: "http://models.example/v1",
      });
      expect(named.status).toBe(201);
      expect(await reachOf(named.body.id)).toMatchObject({ allowPrivateNetwork: false });
      const allowed = await call("POST", "/providers", { ...inside, allowPrivateNetwork: true });
      expect(await reachOf(allowed.body.id)).toMatchObject({ allowPrivateNetwork: true });
    },
  );
});
