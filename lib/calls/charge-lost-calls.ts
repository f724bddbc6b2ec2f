import type { Db } from "#db/client.ts";
import type { BatchRow } from "#db/queries/batches/batches.ts";
import { type ChunkRow, chargeUnknown } from "#db/queries/batches/chunks.ts";
import { findPriceAt, type PriceRow } from "#db/queries/models.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import { AppError } from "#lib/app-error.ts";
import { type CallKey, readCallKey } from "./call-key.ts";
import { modelIdAt, modelIdsOf } from "./language-models.ts";
import { lostEntryOf } from "./ledger-entry.ts";
import { payerOf } from "./payer-of-batch.ts";

/**
 * Charges what a chunk's last worker had in flight as unknown, in the caller's transaction, which holds the chunk:
 * each call gets its entry, and its item carries on what it has cost.
 * @returns the chunk as it is now.
 */
export async function chargeLostCalls(
  tx: Db,
  chunk: ChunkRow,
  batch: BatchRow,
  languageOf: (seq: number) => string,
): Promise<ChunkRow> {
  const payer = payerOf(batch);
  const modelOf = await pricesOf(tx, batch);
  const carried = { ...chunk.carried };
  const entries = Object.entries(chunk.started).map(([written, reserved]) => {
    const key = readCallKey(written);
    const before = carried[key.seq];
    carried[key.seq] = { ...before, attempts: (before?.attempts ?? 0) + 1, cost: before?.cost ?? "0" };
    const language = languageOf(key.seq);
    const subject = { key, language, model: modelOf(key, language) };
    return lostEntryOf(payer, subject, reserved);
  });
  await chargeUnknown(tx, chunk, carried, await enterAttempts(tx, entries));
  return { ...chunk, carried, started: {} };
}

async function pricesOf(tx: Db, batch: BatchRow) {
  const { id, modelId, fallbackModelId, simulated } = batch;
  const ids = new Set([...modelIdsOf(batch), ...(fallbackModelId ? [fallbackModelId] : [])]);
  const found = new Map<string, PriceRow | null>();
  for (const one of ids) found.set(one, await findPriceAt(tx, one, new Date()));
  const price = found.get(modelId);
  if (!price) throw new AppError("A batch lost its model's price.", { facts: { batchId: id } });
  return ({ fallback, step }: CallKey, language: string) => {
    const which = fallback ? fallbackModelId : modelIdAt(batch, language, step);
    const asked = found.get(which ?? modelId) ?? price;
    return { id: asked.modelId, price: { id: asked.id }, simulated };
  };
}
