import type { Db } from "#db/client.ts";
import {
  findPriceAt,
  insertModel,
  insertPrice,
  insertProvider,
  listModels,
  listProviders,
  lockProviders,
  type PriceRow,
} from "#db/queries/models.ts";
import { newId } from "#lib/new-id.ts";
import type { ModelKind } from "./provider.ts";

const NAME = "Sandbox";

type SimulatedPrice = Pick<
  PriceRow,
  | "inputPerMTok"
  | "cachedInputPerMTok"
  | "pictureInputPerMTok"
  | "outputPerMTok"
  | "perImage"
  | "batchDiscount"
>;

const text = (input: string, cached: string, output: string): SimulatedPrice => ({
  ...{ inputPerMTok: input, cachedInputPerMTok: cached, outputPerMTok: output, batchDiscount: "0.5" },
  ...{ pictureInputPerMTok: null, perImage: null },
});

/**
 * Simulated prices in US dollars per million tokens, near those of a small, a large and an embedding model, of one that
 * draws, and of one that makes pictures larger, which is paid by the piece.
 */
const MODELS: { name: string; kind: ModelKind; price: SimulatedPrice }[] = [
  { name: "sandbox-fast", kind: "text", price: text("0.15", "0.075", "0.6") },
  { name: "sandbox-quality", kind: "text", price: text("2.5", "1.25", "10") },
  { name: "sandbox-embedding", kind: "embedding", price: text("0.02", "0.02", "0") },
  {
    name: "sandbox-picture",
    kind: "image",
    price: { ...text("5", "1.25", "40"), pictureInputPerMTok: "10", batchDiscount: null },
  },
  {
    name: "sandbox-upscaler",
    kind: "image",
    price: { ...text("0", "0", "0"), perImage: "0.002", batchDiscount: null },
  },
];

const CONCURRENCY = 16;
/** Long before any run, so that every ledger entry finds its price. */
const PRICED_FROM = new Date("2020-01-01T00:00:00Z");

/** Makes the sandbox provider, its models for texts, vectors and pictures and their prices, as far as they are not there yet. */
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
      ...wanted.price,
    });
  }
  return { providerId, fastModelId: ids[0] ?? "", qualityModelId: ids[1] ?? "" };
}
