import { and, asc, desc, eq, inArray, isNull, lte } from "drizzle-orm";
import type { Db } from "../client.ts";
import { models, prices, providers } from "../schema/models.ts";

export type ProviderRow = typeof providers.$inferSelect;
export type ModelRow = typeof models.$inferSelect;
export type PriceRow = typeof prices.$inferSelect;

/** A provider, archived or not, sealed key and all; `null` when there is none. */
export async function findProvider(tx: Db, id: string): Promise<ProviderRow | null> {
  const [found] = await tx.select().from(providers).where(eq(providers.id, id));
  return found ?? null;
}

/** Every provider in use, oldest first; archived ones too when asked. There are a handful. */
export async function listProviders(tx: Db, withArchived = false): Promise<ProviderRow[]> {
  const wanted = withArchived ? undefined : isNull(providers.archivedAt);
  return tx.select().from(providers).where(wanted).orderBy(asc(providers.id));
}

/** Adds a provider. */
export async function insertProvider(tx: Db, provider: typeof providers.$inferInsert): Promise<void> {
  await tx.insert(providers).values(provider);
}

/** Changes a provider. */
export async function updateProvider(
  tx: Db,
  id: string,
  change: Partial<typeof providers.$inferInsert>,
): Promise<void> {
  await tx.update(providers).set(change).where(eq(providers.id, id));
}

/** A model with its provider; `null` when there is none. */
export async function findModel(
  tx: Db,
  id: string,
): Promise<{ model: ModelRow; provider: ProviderRow } | null> {
  const [found] = await tx
    .select({ model: models, provider: providers })
    .from(models)
    .innerJoin(providers, eq(providers.id, models.providerId))
    .where(eq(models.id, id));
  return found ?? null;
}

/** Models in use with their providers, oldest first; of one provider when asked. */
export async function listModels(
  tx: Db,
  filter: { providerId?: string; withArchived?: boolean } = {},
): Promise<{ model: ModelRow; provider: ProviderRow }[]> {
  const wanted = and(
    filter.providerId ? eq(models.providerId, filter.providerId) : undefined,
    filter.withArchived ? undefined : and(isNull(models.archivedAt), isNull(providers.archivedAt)),
  );
  return tx
    .select({ model: models, provider: providers })
    .from(models)
    .innerJoin(providers, eq(providers.id, models.providerId))
    .where(wanted)
    .orderBy(asc(models.id));
}

/** Adds a model. */
export async function insertModel(tx: Db, model: typeof models.$inferInsert): Promise<void> {
  await tx.insert(models).values(model);
}

/** Changes a model. */
export async function updateModel(
  tx: Db,
  id: string,
  change: Partial<typeof models.$inferInsert>,
): Promise<void> {
  await tx.update(models).set(change).where(eq(models.id, id));
}

/** Archives every model of a provider that is not archived yet. */
export async function archiveModelsOf(tx: Db, providerId: string, at: Date): Promise<void> {
  await tx
    .update(models)
    .set({ archivedAt: at })
    .where(and(eq(models.providerId, providerId), isNull(models.archivedAt)));
}

/** The price of a model in force at a moment; `null` when none is known. */
export async function findPriceAt(tx: Db, modelId: string, at: Date): Promise<PriceRow | null> {
  const [found] = await tx
    .select()
    .from(prices)
    .where(and(eq(prices.modelId, modelId), lte(prices.effectiveFrom, at)))
    .orderBy(desc(prices.effectiveFrom), desc(prices.id))
    .limit(1);
  return found ?? null;
}

/** Every price these models ever had or will have, newest first. */
export async function listPrices(tx: Db, modelIds: string[]): Promise<PriceRow[]> {
  if (modelIds.length === 0) return [];
  return tx
    .select()
    .from(prices)
    .where(inArray(prices.modelId, modelIds))
    .orderBy(desc(prices.effectiveFrom), desc(prices.id));
}

/** Adds a price; prices are never changed. */
export async function insertPrice(tx: Db, price: typeof prices.$inferInsert): Promise<void> {
  await tx.insert(prices).values(price);
}
