import type { PriceRow } from "#db/queries/models.ts";
import { money } from "#lib/money.ts";
import type { Price } from "./price.ts";

/** A price as it stands in the database, without the zeros that fill its columns. */
export function readPrice(row: PriceRow): Price {
  const inFull = (amount: string) => money(amount, row.currency).amount;
  return {
    id: row.id,
    currency: row.currency,
    inputPerMTok: inFull(row.inputPerMTok),
    cachedInputPerMTok: row.cachedInputPerMTok && inFull(row.cachedInputPerMTok),
    cacheWritePerMTok: row.cacheWritePerMTok && inFull(row.cacheWritePerMTok),
    pictureInputPerMTok: row.pictureInputPerMTok && inFull(row.pictureInputPerMTok),
    outputPerMTok: inFull(row.outputPerMTok),
    pictureOutputPerMTok: row.pictureOutputPerMTok && inFull(row.pictureOutputPerMTok),
    perImage: row.perImage && inFull(row.perImage),
    pictureRates: row.pictureRates ?? [],
    batchDiscount: row.batchDiscount && inFull(row.batchDiscount),
    effectiveFrom: row.effectiveFrom,
  };
}
