import { and, desc, eq, gt, inArray, isNotNull, isNull, lt, not, type SQL, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { assets } from "#db/schema/images.ts";

export type AssetRecord = typeof assets.$inferSelect;
export type NewAsset = Omit<AssetRecord, "createdAt" | "usedAt" | "givenUpAt" | "removedAt">;

const IN_USE = { usedAt: sql`now()`, givenUpAt: null };

/** An asset; `null` when there is none of that id. */
export async function findAsset(tx: Db, id: string): Promise<AssetRecord | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx
    .select()
    .from(assets)
    .where(and(eq(assets.id, id), isNull(assets.removedAt)));
  return found ?? null;
}

/** When retention removed an asset; `null` where it did not. */
export async function findRemoval(tx: Db, id: string): Promise<Date | null> {
  if (!isUuid(id)) return null;
  const [found] = await tx.select({ at: assets.removedAt }).from(assets).where(eq(assets.id, id));
  return found?.at ?? null;
}

/** Those of these assets that there are. */
export async function findAssets(tx: Db, ids: readonly string[]): Promise<AssetRecord[]> {
  const wanted = [...new Set(ids)].filter((id) => isUuid(id));
  return wanted.length === 0
    ? []
    : tx
        .select()
        .from(assets)
        .where(and(inArray(assets.id, wanted), isNull(assets.removedAt)));
}

/** An asset with who brought or made it; `null` when there is none of that id. */
export async function findAssetWithMaker(tx: Db, id: string) {
  if (!isUuid(id)) return null;
  const [found] = await withMaker(tx).where(and(eq(assets.id, id), isNull(assets.removedAt)));
  return found ?? null;
}

/** Assets that somebody brought or kept, newest first, from after `beforeId`, each with who brought or made it. */
export function listAssets(tx: Db, { beforeId, limit }: { beforeId: string | undefined; limit: number }) {
  return withMaker(tx)
    .where(
      and(
        ...[isNull(assets.expiresAt), isNull(assets.givenUpAt), isNull(assets.removedAt), not(assets.ofStep)],
        beforeId ? lt(assets.id, beforeId) : undefined,
      ),
    )
    .orderBy(desc(assets.id))
    .limit(limit);
}

/** Until the transaction ends nobody else puts or removes the file of this content. */
export async function lockContent(tx: Db, sha256: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`asset ${sha256}`}, 0))`);
}

/** Which of these contents are of no asset that is there. */
export async function withoutAsset(tx: Db, contents: readonly string[]): Promise<string[]> {
  const there = await tx
    .select({ sha256: assets.sha256 })
    .from(assets)
    .where(and(inArray(assets.sha256, [...contents]), isNull(assets.removedAt)));
  const known = new Set(there.map(({ sha256 }) => sha256));
  return contents.filter((sha256) => !known.has(sha256));
}

/** Notes that an asset is in use, so that nothing removes it for long. @returns whether it is there. */
export async function touchAsset(tx: Db, id: string): Promise<boolean> {
  const used = await tx
    .update(assets)
    .set(IN_USE)
    .where(and(eq(assets.id, id), isNull(assets.removedAt)))
    .returning({ id: assets.id });
  return used.length > 0;
}

/**
 * The asset of a content, which is kept at least until `expiresAt` from now on, or for good where that is null. `null`
 * when there is none, or its file was removed; what is being removed is waited for. @param ofStep whether only a step keeps it.
 */
export async function keepAssetOf(
  tx: Db,
  sha256: string,
  { expiresAt, ofStep }: Pick<AssetRecord, "expiresAt" | "ofStep">,
): Promise<AssetRecord | null> {
  const [kept] = await tx
    .update(assets)
    .set({ ...IN_USE, expiresAt: laterOf(expiresAt), ofStep: and(assets.ofStep, sql`${ofStep}`) })
    .where(and(eq(assets.sha256, sha256), isNull(assets.removedAt)))
    .returning();
  return kept ?? null;
}

/**
 * Adds an asset; where another of the same content came first, that one is kept as long and given instead. One that was
 * removed is there again, under its id, as this one is.
 */
export async function insertAsset(tx: Db, asset: NewAsset): Promise<AssetRecord> {
  const [inserted] = await tx
    .insert(assets)
    .values(asset)
    .onConflictDoUpdate({
      target: assets.sha256,
      set: {
        ...IN_USE,
        removedAt: null,
        expiresAt: ifRemoved(sql`excluded.expires_at`, laterOf(asset.expiresAt)),
        ofStep: ifRemoved(sql`excluded.of_step`, sql`${assets.ofStep} and excluded.of_step`),
        name: ifRemoved(sql`excluded.name`, sql`${assets.name}`),
        sourceUrl: ifRemoved(sql`excluded.source_url`, sql`${assets.sourceUrl}`),
        madeOf: ifRemoved(sql`excluded.made_of`, sql`${assets.madeOf}`),
        createdBy: ifRemoved(sql`excluded.created_by`, sql`${assets.createdBy}`),
        createdAt: ifRemoved(sql`now()`, sql`${assets.createdAt}`),
      },
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
    .set({ ...IN_USE, expiresAt: null, ofStep: false })
    .where(and(eq(assets.id, id), isNull(assets.removedAt)))
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

/** Says of one asset whose time is over that it is removed; its file and then its row go next. `null` when there is none. */
export async function endExpiredAsset(tx: Db, now: Date): Promise<AssetRecord | null> {
  const [ended] = await tx
    .update(assets)
    .set({ removedAt: now })
    .where(
      inArray(
        assets.id,
        tx
          .select({ id: assets.id })
          .from(assets)
          .where(lt(assets.expiresAt, now))
          .orderBy(assets.expiresAt)
          .limit(1)
          .for("update", { skipLocked: true }),
      ),
    )
    .returning();
  return ended ?? null;
}

/** Forgets a removed asset that nobody had kept. */
export async function deleteEndedAsset(tx: Db, id: string): Promise<void> {
  await tx
    .delete(assets)
    .where(and(eq(assets.id, id), isNotNull(assets.removedAt), isNotNull(assets.expiresAt)));
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

function ifRemoved(then: SQL, otherwise: SQL): SQL {
  return sql`case when ${assets.removedAt} is null then ${otherwise} else ${then} end`;
}
