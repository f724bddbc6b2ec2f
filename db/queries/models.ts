import { and, asc, desc, eq, gt, inArray, isNull, like, lt, lte, or, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "../client.ts";
import { models, prices, providers } from "../schema/models.ts";

export type ProviderRow = typeof providers.$inferSelect;
export type ModelRow = typeof models.$inferSelect;
export type PriceRow = typeof prices.$inferSelect;

/** A provider, archived or not, sealed key and all; `null` when there is none. */
export async function findProvider(tx: Db, id: string): Promise<ProviderRow | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(providers).where(eq(providers.id, id));
  return found ?? null;
}

/** A page of the providers in use, oldest first; all of them without a limit. */
export async function listProviders(
  tx: Db,
  page: { afterId?: string | undefined; limit?: number } = {},
): Promise<ProviderRow[]> {
  const wanted = and(isNull(providers.archivedAt), page.afterId ? gt(providers.id, page.afterId) : undefined);
  const found = tx.select().from(providers).where(wanted).orderBy(asc(providers.id));
  return page.limit === undefined ? found : found.limit(page.limit);
}

/** Providers, archived or not, whose query or headers are not sealed, if they have any. */
export async function listUnsealedProviders(tx: Db): Promise<ProviderRow[]> {
  return tx
    .select()
    .from(providers)
    .where(
      or(
        and(isNull(providers.sealedQuery), like(providers.baseUrl, "%?%")),
        and(isNull(providers.sealedHeaders), sql`${providers.headers} <> '{}'::jsonb`),
      ),
    )
    .for("update");
}

/** Lets no other transaction add a provider before this one ends, so that two starting processes make one. */
export async function lockProviders(tx: Db): Promise<void> {
  await tx.execute(sql`lock table ${providers} in share row exclusive mode`);
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
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select({ model: models, provider: providers })
    .from(models)
    .innerJoin(providers, eq(providers.id, models.providerId))
    .where(eq(models.id, id));
  return found ?? null;
}

/** Models in use with their providers, oldest first. */
export async function listModels(
  tx: Db,
  filter: {
    providerId?: string | undefined;
    kind?: ModelRow["kind"] | undefined;
    name?: string;
    afterId?: string | undefined;
    limit?: number;
  } = {},
): Promise<{ model: ModelRow; provider: ProviderRow }[]> {
  const { providerId, kind, name, afterId, limit } = filter;
  const wanted = and(
    isNull(models.archivedAt),
    isNull(providers.archivedAt),
    providerId ? eq(models.providerId, providerId) : undefined,
    kind ? eq(models.kind, kind) : undefined,
    name ? eq(models.name, name) : undefined,
    afterId ? gt(models.id, afterId) : undefined,
  );
  const found = tx
    .select({ model: models, provider: providers })
    .from(models)
    .innerJoin(providers, eq(providers.id, models.providerId))
    .where(wanted)
    .orderBy(asc(models.id));
  return limit === undefined ? found : found.limit(limit);
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

/** Notes that a model's provider counts more tokens for one of ours than was known; it is never lowered. */
export async function raiseCountRatio(tx: Db, id: string, ratio: number): Promise<void> {
  await tx
    .update(models)
    .set({ countRatio: ratio })
    .where(and(eq(models.id, id), or(isNull(models.countRatio), lt(models.countRatio, ratio))));
}

/**
 * Changes what is known of a model's capabilities, from what is known by now.
 * @param change what they become; `null` where they stay. @returns what is kept then; `null` without such a model.
 */
export async function changeCapabilities<Kept extends { revision: number }>(
  tx: Db,
  id: string,
  change: (stored: Kept | null) => Kept | null,
): Promise<Kept | null> {
  if (!isUuid(id)) return null;
  return tx.transaction(async (locked) => {
    const [model] = await locked
      .select({ stored: models.capabilities })
      .from(models)
      .where(eq(models.id, id))
      .for("update");
    if (!model) return null;
    const stored = model.stored as Kept | null;
    const changed = change(stored);
    if (changed)
      await locked
        .update(models)
        .set({ capabilities: { ...changed } })
        .where(eq(models.id, id));
    return changed ?? stored;
  });
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

/** A model by the names that people know it by. */
export interface ModelNames {
  name: string;
  provider: string;
}

/** The names of these models, by their id. */
export async function nameModels(tx: Db, ids: readonly string[]): Promise<Map<string, ModelNames>> {
  if (ids.length === 0) return new Map();
  const named = await tx
    .select({ id: models.id, name: models.name, provider: providers.name })
    .from(models)
    .innerJoin(providers, eq(providers.id, models.providerId))
    .where(inArray(models.id, [...ids]));
  return new Map(named.map(({ id, ...names }) => [id, names]));
}
