import { and, desc, eq, gt, inArray, isNull, lt, not, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { assets } from "#db/schema/images.ts";

export type AssetRecord = typeof assets.$inferSelect;
export type NewAsset = Omit<AssetRecord, "createdAt">;

/** An asset; `null` when there is none of that id. */
export async function findAsset(tx: Db, id: string): Promise<AssetRecord | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select().from(assets).where(eq(assets.id, id));
  return found ?? null;
}

/** Those of these assets that there are. */
export async function findAssets(tx: Db, ids: readonly string[]): Promise<AssetRecord[]> {
  const wanted = [...new Set(ids)].filter((id) => isUuid(id));
  return wanted.length === 0 ? [] : tx.select().from(assets).where(inArray(assets.id, wanted));
}

/** An asset with who brought or made it; `null` when there is none of that id. */
export async function findAssetWithMaker(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await withMaker(tx).where(eq(assets.id, id));
  return found ?? null;
}

/** Assets that somebody brought or kept, newest first, from after `beforeId`, each with who brought or made it. */
export function listAssets(tx: Db, { beforeId, limit }: { beforeId: string | undefined; limit: number }) {
  return withMaker(tx)
    .where(and(isNull(assets.expiresAt), not(assets.ofStep), beforeId ? lt(assets.id, beforeId) : undefined))
    .orderBy(desc(assets.id))
    .limit(limit);
}

/**
 * The asset of a content, which is kept at least until `expiresAt` from now on, or for good where that is null. `null`
 * when there is none; one that is being removed is waited for, and is none then. @param ofStep whether only a step keeps it.
 */
export async function keepAssetOf(
  tx: Db,
  sha256: string,
  { expiresAt, ofStep }: Pick<AssetRecord, "expiresAt" | "ofStep">,
): Promise<AssetRecord | null> {
  const [kept] = await tx
    .update(assets)
    .set({ expiresAt: laterOf(expiresAt), ofStep: and(assets.ofStep, sql`${ofStep}`) })
    .where(eq(assets.sha256, sha256))
    .returning();
  return kept ?? null;
}

/** Adds an asset; where another of the same content came first, that one is kept as long and given instead. */
export async function insertAsset(tx: Db, asset: NewAsset): Promise<AssetRecord> {
  const [inserted] = await tx
    .insert(assets)
    .values(asset)
    .onConflictDoUpdate({
      target: assets.sha256,
      set: { expiresAt: laterOf(asset.expiresAt), ofStep: and(assets.ofStep, sql`${asset.ofStep}`) },
    })
    .returning();
  if (!inserted) throw new Error("An asset was neither added nor found.");
  return inserted;
}

/** Keeps an asset for good. @returns whether there is one. */
export async function keepAssetForGood(tx: Db, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const kept = await tx
    .update(assets)
    .set({ expiresAt: null, ofStep: false })
    .where(eq(assets.id, id))
    .returning({ id: assets.id });
  return kept.length > 0;
}

/** Bytes of the assets that a member brought since a moment. */
export async function sumAssetBytes(tx: Db, memberId: string, since: Date): Promise<number> {
  const [sum] = await tx
    .select({ bytes: sql`coalesce(sum(${assets.bytes}), 0)`.mapWith(Number) })
    .from(assets)
    .where(and(eq(assets.createdBy, memberId), gt(assets.createdAt, since), not(assets.ofStep)));
  return sum?.bytes ?? 0;
}

/** The picture that an asset was made of in the end, by however many steps: its own id where it is an original. */
export async function findOriginalId(tx: Db, id: string): Promise<string> {
  const [first] = await tx.execute<{ id: string }>(sql`
    with recursive line(id, made_of, depth) as (
      select id, made_of, 0 from assets where id = ${id}::uuid
      union all
      select a.id, a.made_of, line.depth + 1 from assets a join line on a.id = line.made_of where line.depth < 50
    )
    select id from line order by depth desc limit 1`);
  return first?.id ?? id;
}

/** Removes one asset whose time is over, and holds its place until the transaction ends. `null` when there is none. */
export async function deleteExpiredAsset(tx: Db, now: Date): Promise<AssetRecord | null> {
  const [oldest] = await tx
    .select({ id: assets.id })
    .from(assets)
    .where(lt(assets.expiresAt, now))
    .orderBy(assets.expiresAt)
    .limit(1)
    .for("update", { skipLocked: true });
  if (!oldest) return null;
  const [removed] = await tx.delete(assets).where(eq(assets.id, oldest.id)).returning();
  return removed ?? null;
}

function withMaker(tx: Db) {
  return tx
    .select({ asset: assets, createdByName: members.name })
    .from(assets)
    .leftJoin(members, eq(members.id, assets.createdBy))
    .$dynamic();
}

// What is kept for good stays so, whoever tries something that gives the same.
function laterOf(expiresAt: Date | null) {
  if (!expiresAt) return sql`null`;
  return sql`case when ${assets.expiresAt} is null then null
    else greatest(${assets.expiresAt}, ${expiresAt.toISOString()}::timestamptz) end`;
}
