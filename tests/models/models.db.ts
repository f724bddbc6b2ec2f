import { randomBytes } from "node:crypto";
import { eq, inArray, isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { noteThrottled, readPaceStates } from "#db/queries/pacing.ts";
import { auditLog } from "#db/schema/auth.ts";
import { models, prices, providers } from "#db/schema/models.ts";
import { handleApi } from "#lib/api/handler.ts";
import type { Actor } from "#lib/auth/actor.ts";
import type { Role } from "#lib/auth/role.ts";
import { loadCallableModel } from "#lib/models/callable-model.ts";
import { capabilitiesOf, readCapabilities } from "#lib/models/capabilities.ts";
import { ensureEnvProvider } from "#lib/models/ensure-env-provider.ts";
import { ensureSandboxProvider } from "#lib/models/ensure-sandbox-provider.ts";
import { learnCapabilities } from "#lib/models/learn-capabilities.ts";
import { newId } from "#lib/new-id.ts";
import { type RunningSandbox, startSandbox } from "#lib/sandbox/start-sandbox.ts";
import { describeOnBothDatabases } from "#tests/fixtures/describe-on-both-databases.ts";
import { callable } from "./callable.ts";

const KEY = "sk-very-secret-0123456789-wxyz";
const actor = (...roles: Role[]): Actor => ({ memberId: newId(), name: roles.join(), roles, via: "token" });
const admin = actor("admin");
const price = { currency: "USD", inputPerMTok: "0.15", cachedInputPerMTok: "0.075", outputPerMTok: "0.6" };

/** One call of the API: its status and body, and nothing that came back may hold a key. */
async function call(method: string, path: string, body?: unknown, as: Actor | null = admin) {
  const request = new Request(`http://console/api/v1${path}`, {
    method,
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  const response = await handleApi(request, { actor: as, locale: "en" });
  const text = await response.text();
  expect(text).not.toContain(KEY);
  return { status: response.status, body: text ? JSON.parse(text) : null };
}

const addProvider = async (given: object = {}) =>
  (await call("POST", "/providers", { name: "DeepSeek", kind: "openai", apiKey: KEY, ...given })).body;

describeOnBothDatabases("models", (database) => {
  let sandbox: RunningSandbox;
  beforeAll(async () => {
    vi.stubEnv("ENCRYPTION_KEY", randomBytes(32).toString("base64"));
    sandbox = await startSandbox();
    vi.stubEnv("SANDBOX_URL", sandbox.url);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await sandbox.close();
  });
  beforeEach(async () => {
    // Prices can never be deleted: each test starts with what came before it out of use.
    await database().db.update(providers).set({ archivedAt: new Date() });
  });

  describe("a provider's key", () => {
    test("comes back from no route, neither does the audit log hold it, and the database has it sealed", async () => {
      const made = await addProvider();
      expect(made).toMatchObject({ name: "DeepSeek", kind: "openai", apiKeyHint: "wxyz" });
      const { id } = made;
      await call("PATCH", `/providers/${id}`, { name: "DeepSeek 2", apiKey: `${KEY}` });
      for (const path of ["/providers", `/providers/${id}`, "/models", `/providers/${id}/models`]) {
        await call("GET", path);
      }
      await call("DELETE", `/providers/${id}`);
      const { db } = database();
      const rows = JSON.stringify([await db.select().from(auditLog), await db.select().from(providers)]);
      expect(rows).not.toContain(KEY);
      expect(rows).not.toContain(Buffer.from(KEY).toString("base64"));
      expect(rows).toContain('"apiKey":"replaced"');
    });

    test("opens for a call, and only for its own provider", async () => {
      const { id } = await addProvider();
      const { body: model } = await call("POST", "/models", {
        providerId: id,
        name: "gpt-x",
        kind: "text",
        prices: price,
        limits: { rpm: 60 },
      });
      const loaded = await loadCallableModel(database().db, model.id);
      expect(loaded).toMatchObject({
        ok: true,
        value: {
          apiKey: KEY,
          baseUrl: "https://api.openai.com/v1",
          limits: { rpm: 60, tpm: null, concurrency: null },
          price: { inputPerMTok: "0.15", cachedInputPerMTok: "0.075", outputPerMTok: "0.6" },
          simulated: false,
        },
      });
    });

    test("must be entered again before it goes to another host", async () => {
      const { id } = await addProvider();
      const moved = { baseUrl: "https://elsewhere.example.com/v1" };
      const refused = await call("PATCH", `/providers/${id}`, moved);
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "apiKey" }] } });
      expect((await call("PATCH", `/providers/${id}`, { ...moved, apiKey: KEY })).status).toBe(200);
    });

    test("is taken away by null", async () => {
      const { id } = await addProvider();
      const { body } = await call("PATCH", `/providers/${id}`, { apiKey: null });
      expect(body.apiKeyHint).toBeNull();
    });
  });

  describe("a provider's address", () => {
    test.each(["http://169.254.169.254/v1", "http://localhost:11434/v1", "http://10.0.0.5/v1"])(
      "inside the network is refused unless an admin allows it: %s",
      async (baseUrl) => {
        const body = { name: "Ollama", kind: "openai-compatible", baseUrl };
        const refused = await call("POST", "/providers", body);
        expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "baseUrl" }] } });
        const allowed = await call("POST", "/providers", { ...body, allowPrivateNetwork: true });
        expect(allowed.status).toBe(201);
        const entry = eq(auditLog.targetId, allowed.body.id);
        expect(await database().db.select().from(auditLog).where(entry)).toMatchObject([
          { action: "providers.create", after: { allowPrivateNetwork: true } },
        ]);
      },
    );

    test("is needed where a kind has none of its own", async () => {
      const refused = await call("POST", "/providers", { name: "x", kind: "openai-compatible" });
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "baseUrl" }] } });
    });

    test("cannot be given secrets as headers, which can be read back", async () => {
      const headers = { authorization: "Bearer x" };
      const refused = await call("POST", "/providers", { name: "x", kind: "openai", headers });
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "headers.authorization" }] } });
    });
  });

  describe("the test button", () => {
    test("reaches the sandbox and counts its models", async () => {
      const { providerId } = await database().db.transaction((tx) => ensureSandboxProvider(tx));
      const { body } = await call("POST", `/providers/${providerId}/test`);
      expect(body).toMatchObject({ status: "ok", modelCount: 5 });
      const offered = await call("GET", `/providers/${providerId}/models`);
      expect(offered.body.names).toContain("sandbox-quality");
    });

    test("says what is wrong: nobody there, no such host, a wrong key", async () => {
      const given = { kind: "openai-compatible", allowPrivateNetwork: true, apiKey: "invalid" };
      const reasons = [];
      for (const baseUrl of ["http://127.0.0.1:9/v1", "http://nowhere.invalid/v1", `${sandbox.url}/v1`]) {
        const { id } = await addProvider({ ...given, baseUrl });
        reasons.push((await call("POST", `/providers/${id}/test`)).body.code);
      }
      expect(reasons).toEqual(["connection_refused", "name_not_found", "provider_unauthorized"]);
    });
  });

  describe("a model's price", () => {
    const newModel = async (given: object = {}) => {
      const { id } = await addProvider();
      return (await call("POST", "/models", { providerId: id, name: "m", kind: "text", ...given })).body;
    };

    test("that is unknown is not zero: the model cannot be called", async () => {
      const model = await newModel();
      expect(model.price).toBeNull();
      expect(await loadCallableModel(database().db, model.id)).toMatchObject({
        ok: false,
        refusal: { code: "unknown_price", params: { model: "m" } },
      });
    });

    test("counts from its day on, and what counted before stays", async () => {
      const model = await newModel({ prices: price });
      const day = new Date(Date.now() + 86_400_000);
      const next = { ...price, inputPerMTok: "0.3", effectiveFrom: day.toISOString() };
      const added = await call("POST", `/models/${model.id}/prices`, next);
      expect(added.status).toBe(201);
      const { body } = await call("GET", `/models/${model.id}`);
      expect(body.price.inputPerMTok).toBe("0.15");
      expect(body.nextPrice).toMatchObject({ inputPerMTok: "0.3", effectiveFrom: day.toISOString() });
      const at = async (moment: Date) => {
        const loaded = await loadCallableModel(database().db, model.id, { at: moment });
        return loaded.ok ? loaded.value.price.inputPerMTok : loaded.refusal.code;
      };
      expect(await at(new Date())).toBe("0.15");
      expect(await at(new Date(day.getTime() - 1))).toBe("0.15");
      expect(await at(day)).toBe("0.3");
      expect(await at(new Date(0))).toBe("unknown_price");
      const history = await call("GET", `/models/${model.id}/prices`);
      expect(history.body.items.map((item: { inputPerMTok: string }) => item.inputPerMTok)).toEqual([
        "0.3",
        "0.15",
      ]);
    });

    test("cannot be put under one that already counts", async () => {
      const model = await newModel({ prices: price });
      const past = { ...price, effectiveFrom: "2020-01-01T00:00:00Z" };
      const refused = await call("POST", `/models/${model.id}/prices`, past);
      expect(refused).toMatchObject({ status: 422, body: { errors: [{ path: "effectiveFrom" }] } });
    });

    test("is a plain decimal of at most six places", async () => {
      const model = await newModel();
      for (const inputPerMTok of ["0.1234567", "-1", "1e3", "", "1,5"]) {
        const refused = await call("POST", `/models/${model.id}/prices`, { ...price, inputPerMTok });
        expect(refused.status, inputPerMTok).toBe(400 + 22);
      }
    });

    test("is suggested from the lists by the model's name, and nothing is where no list knows it", async () => {
      const { id } = await addProvider();
      const suggest = async (model: string) =>
        (await call("GET", `/providers/${id}/suggested-price?model=${model}`)).body.suggestion;
      expect(await suggest("gpt-4o-mini")).toMatchObject({ currency: "USD", inputPerMTok: "0.15" });
      expect(await suggest("qwen-plus")).toMatchObject({ currency: "CNY", inputPerMTok: "0.8" });
      expect(await suggest("nobody-knows-it")).toBeNull();
    });
  });

  test("two models of one provider cannot have one name, until one is archived", async () => {
    const { id: providerId } = await addProvider();
    const body = { providerId, name: "m", kind: "text" };
    const first = await call("POST", "/models", body);
    expect((await call("POST", "/models", body)).status).toBe(409);
    await call("DELETE", `/models/${first.body.id}`);
    expect((await call("POST", "/models", body)).status).toBe(201);
    expect(await loadCallableModel(database().db, first.body.id)).toMatchObject({
      refusal: { code: "model_archived" },
    });
  });

  test("an archived provider takes its models along and forgets its key", async () => {
    const { id } = await addProvider();
    await call("POST", "/models", { providerId: id, name: "m", kind: "text" });
    expect((await call("DELETE", `/providers/${id}`)).status).toBe(200);
    expect((await call("GET", "/models")).body.items).toEqual([]);
    expect((await call("GET", "/providers")).body.items).toEqual([]);
    expect((await call("GET", `/providers/${id}`)).body).toMatchObject({ apiKeyHint: null });
    const [row] = await database().db.select().from(providers).where(eq(providers.id, id));
    expect(row?.sealedApiKey).toBeNull();
  });

  describe("what a model takes", () => {
    const made = async () => {
      const { id: providerId } = await addProvider();
      return (await call("POST", "/models", { providerId, name: "m", kind: "text" })).body;
    };
    const learn = async (id: string) => {
      const model = callable({ id });
      await learnCapabilities(model, () => ({ structuredOutput: "none", leftOut: ["seed"] }), "no schema");
    };

    test("is learnt for all processes with the words that taught it, and told by the API", async () => {
      const { id, capabilities } = await made();
      expect(capabilities).toMatchObject({ structuredOutput: "json_schema", leftOut: [], learnt: {} });
      await learn(id);
      const { body } = await call("GET", `/models/${id}`);
      expect(body.capabilities).toMatchObject({
        structuredOutput: "none",
        leftOut: ["seed"],
        learnt: { structuredOutput: { words: "no schema" }, leftOut: { words: "no schema" } },
      });
      const loaded = await loadCallableModel(database().db, id);
      expect(loaded).toMatchObject({ ok: false, refusal: { code: "unknown_price" } });
    });

    test("is set by an admin one by one; what is not named stays learnt", async () => {
      const { id } = await made();
      await learn(id);
      const change = { structuredOutput: "json_schema", leftOut: ["seed"], mostOutputTokens: 4_096 };
      const { body } = await call("PATCH", `/models/${id}`, { capabilities: change });
      expect(body.capabilities).toMatchObject(change);
      expect(body.capabilities.learnt).toEqual({ leftOut: expect.objectContaining({ words: "no schema" }) });
      expect(capabilitiesOf(callable({ id })).structuredOutput).toBe("none");
      const [row] = await database().db.select().from(models).where(eq(models.id, id));
      const now = callable({ id, capabilities: readCapabilities(row?.capabilities ?? null) });
      expect(capabilitiesOf(now).structuredOutput).toBe("json_schema");
    });

    test("is set by nobody else, and not to what there is not", async () => {
      const { id } = await made();
      const change = { capabilities: { streaming: "none" } };
      expect((await call("PATCH", `/models/${id}`, change, actor("operator"))).status).toBe(403);
      const wrong = { capabilities: { structuredOutput: "xml" } };
      expect((await call("PATCH", `/models/${id}`, wrong)).status).toBe(422);
    });

    test("that two processes learn at once is kept whole", async () => {
      const { id } = await made();
      await Promise.all([
        learnCapabilities(callable({ id }), () => ({ tokenLimit: "max_completion_tokens" }), "a"),
        learnCapabilities(callable({ id }), () => ({ streaming: "none" }), "b"),
      ]);
      const { body } = await call("GET", `/models/${id}`);
      expect(body.capabilities).toMatchObject({ tokenLimit: "max_completion_tokens", streaming: "none" });
    });
  });

  test("limits are set one by one, and null lifts one", async () => {
    const { id: providerId } = await addProvider();
    const limits = { rpm: 60, tpm: 90_000 };
    const { body: model } = await call("POST", "/models", { providerId, name: "m", kind: "text", limits });
    const { body } = await call("PATCH", `/models/${model.id}`, { limits: { rpm: null, concurrency: 4 } });
    expect(body.limits).toEqual({ rpm: null, tpm: 90_000, concurrency: 4 });
  });

  test("that are closed are tried at once when their provider's key or address, or a limit, changes", async () => {
    const { db } = database();
    const { id: providerId } = await addProvider();
    const { body: model } = await call("POST", "/models", { providerId, name: "m", kind: "text" });
    const { body: other } = await call("POST", "/models", { providerId, name: "n", kind: "text" });
    const close = () =>
      Promise.all([model, other].map(({ id }) => noteThrottled(db, id, 900_000, 24 * 3_600_000)));
    const closed = async () => {
      const states = await readPaceStates(db, [model.id, other.id]);
      return [model, other].map(({ id }) => (states.get(id)?.closedMs ?? 0) > 0);
    };
    for (const change of [
      { apiKey: `${KEY}2` },
      { baseUrl: "http://10.0.0.1/v1", apiKey: KEY, allowPrivateNetwork: true },
    ]) {
      await close();
      expect(await call("PATCH", `/providers/${providerId}`, change)).toMatchObject({ status: 200 });
      expect(await closed()).toEqual([false, false]);
    }
    await close();
    await call("PATCH", `/models/${model.id}`, { name: "renamed" });
    expect(await closed()).toEqual([true, true]);
    await call("PATCH", `/models/${model.id}`, { limits: { rpm: 60 } });
    expect(await closed()).toEqual([false, true]);
  });

  test("lists come in pages", async () => {
    const { id: providerId } = await addProvider();
    for (const name of ["a", "b", "c"]) await call("POST", "/models", { providerId, name, kind: "text" });
    const first = await call("GET", "/models?limit=2");
    expect(first.body.items.map(({ name }: { name: string }) => name)).toEqual(["a", "b"]);
    const second = await call("GET", `/models?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body).toMatchObject({ items: [{ name: "c" }], nextCursor: null });
  });

  test("everyone may read models, only admins may change them, nobody without a name sees anything", async () => {
    const { id } = await addProvider();
    for (const role of ["operator", "reviewer", "manager"] as const) {
      expect((await call("GET", "/models", undefined, actor(role))).status).toBe(200);
      expect((await call("GET", "/providers", undefined, actor(role))).status).toBe(200);
      expect((await call("POST", "/providers", { name: "x", kind: "openai" }, actor(role))).status).toBe(403);
      expect((await call("PATCH", `/providers/${id}`, { name: "x" }, actor(role))).status).toBe(403);
      expect((await call("POST", `/providers/${id}/test`, undefined, actor(role))).status).toBe(403);
      expect((await call("GET", `/providers/${id}/models`, undefined, actor(role))).status).toBe(403);
      expect((await call("DELETE", `/providers/${id}`, undefined, actor(role))).status).toBe(403);
    }
    expect((await call("GET", "/models", undefined, null)).status).toBe(401);
    expect((await call("GET", `/models/${newId()}`)).status).toBe(404);
    expect((await call("GET", "/models/not-an-id")).status).toBe(404);
  });

  test("the sandbox's provider and prices are made once, however often they are asked for", async () => {
    const { db } = database();
    const ensure = () => db.transaction((tx) => ensureSandboxProvider(tx));
    const first = await ensure();
    expect(await ensure()).toEqual(first);
    const made = await db.select().from(models).where(eq(models.providerId, first.providerId));
    expect(made).toHaveLength(5);
    const ids = made.map(({ id }) => id);
    expect(await db.select().from(prices).where(inArray(prices.modelId, ids))).toHaveLength(5);
    const loaded = await loadCallableModel(db, first.fastModelId);
    expect(loaded).toMatchObject({
      value: { simulated: true, allowPrivateNetwork: true, baseUrl: `${sandbox.url}/v1`, apiKey: null },
    });
  });

  test("the provider of the environment is made once and follows its key", async () => {
    const { db } = database();
    const inUse = () => db.select().from(providers).where(isNull(providers.archivedAt));
    await ensureEnvProvider({});
    expect(await inUse()).toHaveLength(0);
    await ensureEnvProvider({ OPENAI_API_KEY: KEY });
    await ensureEnvProvider({ OPENAI_API_KEY: KEY });
    const [made] = await inUse();
    expect(made).toMatchObject({ kind: "openai", apiKeyHint: "wxyz" });
    const { body: model } = await call("POST", "/models", { providerId: made?.id, name: "m", kind: "text" });
    await noteThrottled(db, model.id, 900_000, 900_000);
    await ensureEnvProvider({ OPENAI_API_KEY: "sk-another-one-9876", OPENAI_BASE_URL: "http://10.0.0.1/v1" });
    expect(await inUse()).toMatchObject([
      { kind: "openai-compatible", apiKeyHint: "9876", baseUrl: "http://10.0.0.1/v1" },
    ]);
    expect((await readPaceStates(db, [model.id])).get(model.id)?.closedMs).toBe(0);
    expect(JSON.stringify(await db.select().from(auditLog))).not.toContain(KEY);
  });
});
