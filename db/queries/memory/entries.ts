import { and, desc, eq, ilike, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { validate as isUuid } from "uuid";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { memoryEntries } from "#db/schema/memory.ts";
import { templates } from "#db/schema/templates.ts";

export type MemoryEntryRow = typeof memoryEntries.$inferSelect;
export type NewMemoryEntry = typeof memoryEntries.$inferInsert;

/** What a text is looked for by: of which field, in which language. */
export interface Wanted {
  field: string;
  language: string;
  digest: string;
}

/** An entry as it is found again. */
export type FoundEntry = Pick<
  MemoryEntryRow,
  | "id"
  | "field"
  | "language"
  | "source"
  | "text"
  | "batchId"
  | "seq"
  | "outputVersion"
  | "rejectedBatchId"
  | "rejectedSeq"
  | "addedBy"
> & { addedAt: string };

/** So many of one source are looked at: the newest may not stand any more. */
const MOST_OF_A_SOURCE = 5;
const MOST_ALIKE = 10;

const columns = sql.raw(
  `id, field, language, source, text, batch_id as "batchId", seq, output_version as "outputVersion", rejected_batch_id as "rejectedBatchId", rejected_seq as "rejectedSeq", added_by as "addedBy", added_at as "addedAt"`,
);

/** Keeps entries; one of the same item and field takes the place of the former, archived or not. */
export async function keepEntries(tx: Db, entries: NewMemoryEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await tx
    .insert(memoryEntries)
    .values(entries)
    .onConflictDoUpdate({
      target: [memoryEntries.batchId, memoryEntries.seq, memoryEntries.field],
      set: {
        source: sql`excluded.source`,
        text: sql`excluded.text`,
        sourceDigest: sql`excluded.source_digest`,
        grams: sql`excluded.grams`,
        bands: sql`excluded.bands`,
        outputVersion: sql`excluded.output_version`,
        rejectedBatchId: sql`null`,
        rejectedSeq: sql`null`,
        addedBy: sql`excluded.added_by`,
        addedAt: sql`excluded.added_at`,
        // Who took a text out of use meant that text.
        archivedAt: sql`case when ${memoryEntries.text} = excluded.text then ${memoryEntries.archivedAt} end`,
        archivedBy: sql`case when ${memoryEntries.text} = excluded.text then ${memoryEntries.archivedBy} end`,
      },
    });
}

/** The newest entries of a template for each of these texts, newest first, with the digest that each was found by. */
export async function findBySource(
  tx: Db,
  templateId: string,
  wanted: readonly Wanted[],
): Promise<(FoundEntry & { digest: string })[]> {
  if (wanted.length === 0) return [];
  const rows = await tx.execute(sql`
    select w.digest, e.* from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
      as w(field text, language text, digest text)
    cross join lateral (
      select ${columns} from memory_entries m
      where m.template_id = ${templateId} and m.language = w.language and m.field = w.field
        and m.source_digest = w.digest and m.archived_at is null
      order by m.added_at desc, m.id desc limit ${MOST_OF_A_SOURCE}
    ) e`);
  return rows as unknown as (FoundEntry & { digest: string })[];
}

/** A text that others like it are looked for, by where it lies in their index. */
export interface Probe {
  /** Which text it is, for whoever asks. */
  probe: number;
  field: string;
  language: string;
  bands: readonly number[];
}

/** For each text the entries of a template that share the most bands with it, with the pieces of their sources. */
export async function findByBands(
  tx: Db,
  templateId: string,
  probes: readonly Probe[],
): Promise<(FoundEntry & { probe: number; grams: number[] })[]> {
  if (probes.length === 0) return [];
  const rows = await tx.execute(sql`
    select p.probe, e.* from jsonb_to_recordset(${JSON.stringify(probes)}::jsonb)
      as p(probe int, field text, language text, bands int[])
    cross join lateral (
      select ${columns}, grams from memory_entries m
      where m.bands && p.bands and m.archived_at is null and m.template_id = ${templateId}
        and m.language = p.language and m.field = p.field
      order by (select count(*) from unnest(m.bands) band where band = any(p.bands)) desc, m.added_at desc
      limit ${MOST_ALIKE}
    ) e`);
  return rows as unknown as (FoundEntry & { probe: number; grams: number[] })[];
}

/** Whether a template has any entry in use. */
export async function hasEntries(tx: Db, templateId: string): Promise<boolean> {
  const rows = await tx.execute(
    sql`select 1 from memory_entries where template_id = ${templateId} and archived_at is null limit 1`,
  );
  return rows.length > 0;
}

/** How an item of a batch stands. */
export type StandingItem = {
  version: number;
  isRejected: boolean;
  /** By a person. */
  isApproved: boolean;
};

/**
 * How items stand, by `<batch> <seq>`, and which of the batches have no outputs any more. Each statement names its batch, so
 * that only its part is looked into.
 */
export async function findStanding(
  tx: Db,
  places: readonly { batchId: string; seq: number }[],
): Promise<{ items: Map<string, StandingItem>; removed: Set<string> }> {
  const [items, removed] = [new Map<string, StandingItem>(), new Set<string>()];
  const batchIds = [...new Set(places.map(({ batchId }) => batchId))].sort();
  if (batchIds.length === 0) return { items, removed };
  const gone = await tx.execute<{ id: string }>(
    sql`select id from batches where id in ${batchIds} and outputs_removed_at is not null`,
  );
  for (const { id } of gone) removed.add(id);
  for (const batchId of batchIds.filter((id) => !removed.has(id))) {
    const seqs = places.filter((place) => place.batchId === batchId).map(({ seq }) => seq);
    const rows = await tx.execute<StandingItem & { seq: number }>(sql`
      select seq, output_version as version, review_state = 'rejected' as "isRejected",
        review_state = 'approved' and decided_by is not null as "isApproved"
      from batch_items where batch_id = ${batchId} and seq = any(${`{${seqs.join(",")}}`}::int[])`);
    for (const { seq, ...item } of rows) items.set(`${batchId} ${seq}`, item);
  }
  return { items, removed };
}

/** Notes that outputs which the memory gave were rejected, with the entries that they are made of. */
export async function noteRejected(
  tx: Db,
  places: readonly { batchId: string; seq: number }[],
): Promise<void> {
  for (const { batchId, seq } of places)
    await tx.execute(sql`
      update memory_entries m set rejected_batch_id = i.batch_id, rejected_seq = i.seq
      from batch_items i, jsonb_array_elements(i.checks) as c,
        jsonb_array_elements_text(c -> 'evidence' -> 'entryIds') as used(id)
      where i.batch_id = ${batchId} and i.seq = ${seq} and c ->> 'kind' = 'memory' and m.id = used.id::uuid`);
}

export interface MemoryFilter {
  templateId?: string | undefined;
  language?: string | undefined;
  /** In source or text. */
  search?: string | undefined;
}

/** Entries in use, newest first, with the names of their template and of who approved them. */
export function listEntries(
  tx: Db,
  { templateId, language, search }: MemoryFilter,
  { before, limit }: { before?: string | undefined; limit: number },
) {
  const like = search?.trim() ? `%${search.trim().replaceAll(/[\\%_]/g, "\\$&")}%` : null;
  return tx
    .select({ entry: memoryEntries, templateName: templates.name, addedByName: members.name })
    .from(memoryEntries)
    .innerJoin(templates, eq(templates.id, memoryEntries.templateId))
    .leftJoin(members, eq(members.id, memoryEntries.addedBy))
    .where(
      and(
        isNull(memoryEntries.archivedAt),
        templateId === undefined ? undefined : eq(memoryEntries.templateId, templateId),
        language === undefined ? undefined : eq(memoryEntries.language, language),
        like === null ? undefined : or(ilike(memoryEntries.source, like), ilike(memoryEntries.text, like)),
        before === undefined ? undefined : lt(memoryEntries.id, before),
      ),
    )
    .orderBy(desc(memoryEntries.id))
    .limit(limit + 1);
}

/** Takes an entry out of use, unless it is already; whether it was there. */
export async function archiveEntry(tx: Db, id: string, memberId: string): Promise<MemoryEntryRow | null> {
  if (!isUuid(id)) return null;
  const [archived] = await tx
    .update(memoryEntries)
    .set({ archivedAt: new Date(), archivedBy: memberId })
    .where(and(eq(memoryEntries.id, id), isNull(memoryEntries.archivedAt)))
    .returning();
  return archived ?? null;
}

/** Templates that have entries in use, by name. */
export function templatesWithMemory(tx: Db) {
  return tx
    .select({ id: templates.id, name: templates.name })
    .from(templates)
    .where(
      inArray(
        templates.id,
        tx
          .selectDistinct({ id: memoryEntries.templateId })
          .from(memoryEntries)
          .where(isNull(memoryEntries.archivedAt)),
      ),
    )
    .orderBy(sql`lower(${templates.name})`, templates.id);
}
