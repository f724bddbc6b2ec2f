import type { Db } from "#db/client.ts";
import {
  findPriceAt,
  insertModel,
  insertPrice,
  insertProvider,
  listModels,
  listProviders,
  lockProviders,
} from "#db/queries/models.ts";
import { newId } from "#lib/new-id.ts";
import type { ModelKind } from "./provider.ts";

const NAME = "Sandbox";

/** Simulated prices in US dollars per million tokens, near those of a small, a large, an embedding and a moderation model. */
const MODELS: { name: string; kind: ModelKind; input: string; cached: string; output: string }[] = [
  { name: "sandbox-fast", kind: "text", input: "0.15", cached: "0.075", output: "0.6" },
  { name: "sandbox-quality", kind: "text", input: "2.5", cached: "1.25", output: "10" },
  { name: "sandbox-embedding", kind: "embedding", input: "0.02", cached: "0.02", output: "0" },
  { name: "sandbox-moderation", kind: "moderation", input: "0", cached: "0", output: "0" },
];

const CONCURRENCY = 16;
/** Long before any run, so that every ledger entry finds its price. */
const PRICED_FROM = new Date("2020-01-01T00:00:00Z");

/** Makes the sandbox provider, its text models, its embedding and its moderation model and their prices, as far as they are not there yet. */
export async function ensureSandboxProvider(
  tx: Db,
): Promise<{ providerId: string; fastModelId: string; qualityModelId: string }> {
  await lockProviders(tx);
  const known = (await listProviders(tx)).find(({ kind }) => kind === "sandbox");
  const providerId = known?.id ?? newId();
  if (!known) await insertProvider(tx, { id: providerId, name: NAME, kind: "sandbox" });
  const models = await listModels(tx, { providerId });
  const ids: string[] = [];
  for (const wanted of MODELS) {
    const existing = models.find(({ model }) => model.name === wanted.name)?.model.id;
    const id = existing ?? newId();
    ids.push(id);
    if (!existing) {
      const { name, kind } = wanted;
      await insertModel(tx, { id, providerId, name, kind, concurrency: CONCURRENCY });
    }
    if (await findPriceAt(tx, id, new Date())) continue;
    await insertPrice(tx, {
      id: newId(),
      modelId: id,
      effectiveFrom: PRICED_FROM,
      currency: "USD",
      inputPerMTok: wanted.input,
      cachedInputPerMTok: wanted.cached,
      outputPerMTok: wanted.output,
      batchDiscount: "0.5",
    });
  }
  return { providerId, fastModelId: ids[0] ?? "", qualityModelId: ids[1] ?? "" };
}
