import { inArray, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { uploads } from "#db/schema/datasets.ts";
import { publications } from "#db/schema/publishing.ts";
import { measure, type Removable } from "./removable.ts";

/** A file in the object store that is kept no longer. */
export interface OldFile {
  id: string;
  bytes: number;
}

const isOldUpload = (before: Date) => sql`(
  u.removed_at is null and u.created_at < ${before.toISOString()}::timestamptz
  and exists (select 1 from datasets d where d.upload_id = u.id and d.archived_at is null))`;

// An import reads its file again from the start when it is taken up anew.
const isImported = sql`not exists (select 1 from datasets d where d.upload_id = u.id and d.status = 'importing')`;

/** Uploaded files whose rows are in datasets. Those of no dataset, or of an archived one, go in a day by themselves. */
export async function measureUploads(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`select count(*) filter (where ${isImported}) as count,
      coalesce(sum(u.bytes) filter (where ${isImported}), 0) as bytes,
      count(*) filter (where not ${isImported}) as held_back
      from uploads u where ${isOldUpload(before)}`,
  );
}

/** Some of them. */
export async function listOldUploads(tx: Db, before: Date, limit: number): Promise<OldFile[]> {
  const rows = await tx.execute<{ id: string; bytes: string }>(sql`
    select u.id, u.bytes from uploads u where ${isOldUpload(before)} and ${isImported} order by u.id limit ${limit}`);
  return [...rows].map(({ id, bytes }) => ({ id, bytes: Number(bytes) }));
}

/** Notes that the files of these uploads are gone. */
export async function noteUploadsRemoved(tx: Db, ids: string[]): Promise<void> {
  await tx.update(uploads).set({ removedAt: new Date() }).where(inArray(uploads.id, ids));
}

const isOldPublication = (before: Date) => sql`(
  p.status = 'succeeded' and p.delivery ->> 'made' = 'file' and p.file_removed_at is null
  and p.finished_at < ${before.toISOString()}::timestamptz)`;

/** Published files. */
export async function measurePublications(tx: Db, before: Date): Promise<Removable> {
  return measure(
    tx,
    sql`select count(*) as count, coalesce(sum((p.delivery ->> 'bytes')::bigint), 0) as bytes, 0 as held_back
      from publications p where ${isOldPublication(before)}`,
  );
}

/** Some of them. */
export async function listOldPublications(tx: Db, before: Date, limit: number): Promise<OldFile[]> {
  const rows = await tx.execute<{ id: string; bytes: string | null }>(sql`
    select p.id, p.delivery ->> 'bytes' as bytes from publications p
    where ${isOldPublication(before)} order by p.id limit ${limit}`);
  return [...rows].map(({ id, bytes }) => ({ id, bytes: Number(bytes ?? 0) }));
}

/** Notes that the files of these publications are gone. */
export async function notePublicationsRemoved(tx: Db, ids: string[]): Promise<void> {
  await tx.update(publications).set({ fileRemovedAt: new Date() }).where(inArray(publications.id, ids));
}
