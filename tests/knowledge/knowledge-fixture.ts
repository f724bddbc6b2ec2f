import { createRouterClient } from "@orpc/server";
import { type Db, db } from "#db/client.ts";
import { models, prices, providers } from "#db/schema/models.ts";
import { router } from "#lib/api/router.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { uploadKey } from "#lib/datasets/upload-key.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";

export const operator: Actor = {
  memberId: newId(),
  name: "Olga",
  roles: ["operator", "manager"],
  via: "session",
};

/** A file as the API hands it on. */
export async function received(fileName: string, content: string | Buffer) {
  const uploadId = newId();
  const bytes = Buffer.from(content);
  const store = await objectStore();
  await store.put(
    uploadKey(uploadId),
    (async function* () {
      yield bytes;
    })(),
  );
  return { uploadId, fileName, bytes: bytes.length, sha256: "" };
}

/** The API as somebody uses it, with a file if there is one. */
export function apiOf(actor: Actor = operator, file?: Awaited<ReturnType<typeof received>>) {
  return createRouterClient(router, { context: { actor, locale: "en" as const, ...(file && { file }) } });
}

export interface ModelOptions {
  /** Headers that steer the sandbox. */
  headers?: Record<string, string>;
  baseUrl?: string;
  kind?: "sandbox" | "openai-compatible";
  modelKind?: "embedding" | "text";
  currency?: string;
  priceless?: boolean;
}

/** An embedding model of the sandbox, or of another provider, with its price; straight in the database. */
export async function makeEmbeddingModel(tx: Db = db(), options: ModelOptions = {}): Promise<string> {
  const providerId = newId();
  const modelId = newId();
  await tx.insert(providers).values({
    id: providerId,
    name: `Provider ${providerId}`,
    kind: options.kind ?? "sandbox",
    headers: { "x-sandbox-latency-ms": "1", ...options.headers },
    ...(options.baseUrl && { baseUrl: options.baseUrl, allowPrivateNetwork: true }),
  });
  await tx.insert(models).values({
    id: modelId,
    providerId,
    name: "sandbox-embedding",
    kind: options.modelKind ?? "embedding",
  });
  if (!options.priceless)
    await tx.insert(prices).values({
      id: newId(),
      modelId,
      effectiveFrom: new Date("2026-01-01"),
      currency: options.currency ?? "USD",
      inputPerMTok: "0.02",
      outputPerMTok: "0",
    });
  return modelId;
}
