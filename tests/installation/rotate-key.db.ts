import { readFileSync, statSync, writeFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { eq } from "drizzle-orm";
import { afterAll, describe, expect, inject, test, vi } from "vitest";
import { database, db } from "#db/client.ts";
import { idempotencyKeys } from "#db/schema/auth.ts";
import { models, providers } from "#db/schema/models.ts";
import { answerOnce } from "#lib/api/answer-once.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { readEnv } from "#lib/env.ts";
import { deedsOf } from "#lib/installation/deeds.ts";
import { knock, openDoor } from "#lib/installation/door.ts";
import { listLostKeys } from "#lib/installation/keys/sealed-secrets.ts";
import { loadCallableModel, reachProvider } from "#lib/models/callable-model.ts";
import { ensureEnvProvider } from "#lib/models/ensure-env-provider.ts";
import { sealedReach } from "#lib/models/provider-secrets.ts";
import { newId } from "#lib/new-id.ts";
import { seal } from "#lib/seal.ts";
import { makeMaterials } from "#tests/batches/batch-fixture.ts";
import { emptyPlace, inside, newPlace, runCommandAt } from "./place.ts";

vi.setConfig({ testTimeout: 120_000 });

const [FIRST, SECOND, OTHER] = [1, 2, 3].map((byte) => Buffer.alloc(32, byte).toString("base64"));
const asker: Actor = { memberId: newId(), name: "Ann", roles: ["admin"], via: "token" };
const QUESTION = { actor: asker, key: "asked once", body: { name: "Anna" } };
const REACH = { baseUrl: "https://gate.example/v1?code=secret", headers: { "x-key": "secret" } };
const id = newId();

const use = (key: string | undefined) => {
  process.env.ENCRYPTION_KEY = key;
};
afterAll(() => {
  delete process.env.ENCRYPTION_KEY;
});

async function sealSomething(): Promise<void> {
  const provider = { id, name: "Keyed", kind: "openai" as const };
  await db()
    .insert(providers)
    .values({
      ...provider,
      sealedApiKey: seal("sk-secret", id),
      ...sealedReach(id, provider.kind, REACH),
    });
  await answerOnce(QUESTION, async () => ({ password: "shown once" }));
}

async function openEverything(): Promise<unknown> {
  const [provider] = await db().select().from(providers).where(eq(providers.id, id));
  const answer = await answerOnce(QUESTION, () => Promise.reject(new Error("asked again")));
  const reach = provider && reachProvider(provider);
  return [reach?.apiKey, reach?.baseUrl, reach?.headers, answer];
}

const OPENED = ["sk-secret", REACH.baseUrl, REACH.headers, { ok: true, value: { password: "shown once" } }];

const server = inject("postgres");

describe("changing the key that seals", () => {
  test.skipIf(!server)(
    "with both keys set, everything is sealed with the new one, which then opens it alone",
    async () => {
      const place = await newPlace(server?.serverUrl ?? null);
      use(FIRST);
      await inside(place, sealSomething);
      const turned = await runCommandAt(place, "rotate-key", [], { ENCRYPTION_KEY: `${SECOND},${FIRST}` });
      expect(turned, turned.output).toMatchObject({ code: 0 });
      expect(turned.output).toMatch(/Sealed 5 secrets anew.*take it out of ENCRYPTION_KEY/s);
      use(SECOND);
      expect(await inside(place, openEverything)).toEqual(OPENED);
      const again = await runCommandAt(place, "rotate-key", [], { ENCRYPTION_KEY: SECOND ?? "" });
      expect(again).toMatchObject({ code: 0, output: expect.stringContaining("Sealed 0 secrets anew") });
    },
  );

  test.skipIf(!server)("a key that is not set any more is told, and what it sealed stays", async () => {
    const place = await newPlace(server?.serverUrl ?? null);
    use(FIRST);
    await inside(place, sealSomething);
    const turned = await runCommandAt(place, "rotate-key", [], { ENCRYPTION_KEY: OTHER ?? "" });
    expect(turned.code).toBe(1);
    expect(turned.output).toContain("5 secrets cannot be opened");
    use(OTHER);
    await inside(place, async () => {
      // The environment's own provider is known to it in plain: a start does not fail over what it cannot open.
      await ensureEnvProvider({ OPENAI_API_KEY: "sk-of-the-environment", OPENAI_BASE_URL: undefined });
      expect(await listLostKeys(database().sql)).toEqual(["Keyed"]);
      const { modelId } = await makeMaterials({ providerUrl: "http://localhost:1", rows: 1 });
      await db().update(models).set({ providerId: id }).where(eq(models.id, modelId));
      expect(await loadCallableModel(db(), modelId)).toMatchObject({
        refusal: { code: "provider_key_lost", params: { provider: "Keyed" } },
      });
      expect(await answerOnce(QUESTION, () => Promise.reject(new Error("asked again")))).toMatchObject({
        refusal: { code: "idempotency_conflict" },
      });
    });
    use(FIRST);
    expect(await inside(place, openEverything)).toEqual(OPENED);
  });

  test("where DATA_DIR keeps it, the running process makes a new one and forgets the old", async () => {
    const place = await newPlace(null);
    const dataDir = place.env.DATA_DIR ?? "";
    const file = join(dataDir, "secrets.json");
    const keptKey = () => JSON.parse(readFileSync(file, "utf8")).encryptionKey as string;
    await inside(place, async () => {
      writeFileSync(file, JSON.stringify({ authSecret: "kept", encryptionKey: FIRST }), { mode: 0o600 });
      use(FIRST);
      await sealSomething();
      const env = readEnv({ DATA_DIR: dataDir, AUTH_SECRET: Buffer.alloc(32, 9).toString("base64") });
      const door = await openDoor(dataDir, deedsOf(env, database()));
      const turned = await runCommandAt(place, "rotate-key", [], { ENCRYPTION_KEY: "", AUTH_SECRET: "" });
      door.close();
      // A secret that the environment sets stands in for the kept one; it does not take its place.
      expect(JSON.parse(readFileSync(file, "utf8")).authSecret).toBe("kept");
      expect(turned, turned.output).toMatchObject({ code: 0 });
      expect(keptKey()).not.toContain(FIRST);
      expect(process.env.ENCRYPTION_KEY).toBe(keptKey());
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(await openEverything()).toEqual(OPENED);
      const sealedAt = await db().select().from(idempotencyKeys);
      expect(sealedAt).toHaveLength(1);
    });
  });
});

test("the door of a running process opens to nobody who cannot read its folder", async () => {
  const dataDir = (await emptyPlace(null)).env.DATA_DIR ?? "";
  const done: unknown[] = [];
  const door = await openDoor(dataDir, {
    note: async (input) => done.push(input),
    fail: () => Promise.reject(new Error("no room")),
  });
  const file = join(dataDir, "door.json");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const { port } = JSON.parse(readFileSync(file, "utf8"));
  const stranger = await fetch(`http://127.0.0.1:${port}/note`, {
    method: "POST",
    headers: { authorization: "Bearer guessed" },
    body: "{}",
  });
  expect(stranger.status).toBe(401);
  expect(done).toEqual([]);
  expect(await knock(dataDir, "note", { a: 1 })).toEqual({ done: 1 });
  expect(done).toEqual([{ a: 1 }]);
  await expect(knock(dataDir, "fail", {})).rejects.toThrow("no room");
  const left = readFileSync(file, "utf8");
  door.close();
  expect(await knock(dataDir, "note", {})).toBeNull();
  // A process that was killed leaves it behind.
  writeFileSync(file, left);
  expect(await knock(dataDir, "note", {})).toBeNull();
});

test("every room that seals something is known to whoever changes the key", async () => {
  const files = (await readdir("lib", { recursive: true })).filter((name) => name.endsWith(".ts"));
  const sealing: string[] = [];
  for (const name of files)
    if (
      /(?<![\w.])seal\(/.test(
        (await readFile(join("lib", name), "utf8")).replace(/^export function.*$/gm, ""),
      )
    )
      sealing.push(name);
  // A new one belongs into PLACES of sealed-secrets.ts, and then here.
  expect(sealing.sort()).toEqual([
    "api/answer-once.ts",
    "installation/keys/sealed-secrets.ts",
    "models/change-provider.ts",
    "models/create-provider.ts",
    "models/ensure-env-provider.ts",
    "models/provider-secrets.ts",
    "notifications/targets/target-secrets.ts",
    "publishing/channels/webhook/webhook-secrets.ts",
    "tools/tool-secrets.ts",
  ]);
});
