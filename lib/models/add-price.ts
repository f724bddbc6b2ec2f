import { type Db, db } from "#db/client.ts";
import { findModel, insertPrice, listPrices, type PriceRow } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type PriceView, viewOfPrice } from "./model-view.ts";
import { type PictureRate, priceAt } from "./price.ts";
import { readPrice } from "./read-price.ts";

export interface NewPrice {
  currency: string;
  inputPerMTok: string;
  cachedInputPerMTok?: string | null | undefined;
  cacheWritePerMTok?: string | null | undefined;
  pictureInputPerMTok?: string | null | undefined;
  outputPerMTok: string;
  pictureOutputPerMTok?: string | null | undefined;
  perImage?: string | null | undefined;
  pictureRates?: PictureRate[] | undefined;
  batchDiscount?: string | null | undefined;
}

/**
 * Adds a price that counts from a moment on, now by default. Prices are never changed, and none can be put under
 * one that already counts: what was charged stays explained.
 */
export async function addPrice(
  actor: Actor,
  modelId: string,
  price: NewPrice,
  from?: Date,
): Promise<Result<PriceView, "forbidden" | "not_found" | "invalid_input">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const found = await findModel(tx, modelId);
    if (!found || found.model.archivedAt) return refuse("not_found");
    const now = new Date();
    const effectiveFrom = from ?? now;
    const current = priceAt((await listPrices(tx, [modelId])).map(readPrice), now);
    if (current && effectiveFrom < current.effectiveFrom) {
      return refuse("invalid_input", {}, [{ path: "effectiveFrom", code: "price_in_past" }]);
    }
    const row = await savePrice(tx, actor, modelId, price, effectiveFrom);
    const made = viewOfPrice(readPrice(row));
    await recordAudit(tx, actor, {
      action: "models.price",
      targetType: "model",
      targetId: modelId,
      before: current,
      after: made,
    });
    return accept(made);
  });
}

/** Writes a price in the caller's transaction. */
export async function savePrice(
  tx: Db,
  actor: Actor,
  modelId: string,
  price: NewPrice,
  effectiveFrom: Date,
): Promise<PriceRow> {
  const row: PriceRow = {
    id: newId(),
    modelId,
    effectiveFrom,
    currency: price.currency,
    inputPerMTok: price.inputPerMTok,
    cachedInputPerMTok: price.cachedInputPerMTok ?? null,
    cacheWritePerMTok: price.cacheWritePerMTok ?? null,
    pictureInputPerMTok: price.pictureInputPerMTok ?? null,
    outputPerMTok: price.outputPerMTok,
    pictureOutputPerMTok: price.pictureOutputPerMTok ?? null,
    perImage: price.perImage ?? null,
    pictureRates: price.pictureRates && price.pictureRates.length > 0 ? price.pictureRates : null,
    batchDiscount: price.batchDiscount ?? null,
    createdAt: new Date(),
    createdBy: actor.memberId,
  };
  await insertPrice(tx, row);
  return row;
}
