import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { practiceAnswers, practiceItems } from "#db/schema/review.ts";

export type PracticeItemRow = typeof practiceItems.$inferSelect;

/** What is known of one in the list of all. */
export type PracticeListRow = Pick<
  PracticeItemRow,
  "id" | "batchId" | "seq" | "rowNumber" | "language" | "answer" | "answerReason" | "why" | "addedBy"
> & { addedAt: string; batchName: string; answers: number; right: number };

/** An item that two people agreed on, as it stands. */
export interface AgreedItem {
  batchId: string;
  seq: number;
}

/** The language, or what begins with it: "zh" covers "zh-CN". */
const inLanguages = (languages: readonly string[]) =>
  languages.length === 0
    ? sql`true`
    : sql`exists (select 1 from jsonb_array_elements_text(${JSON.stringify(languages)}::jsonb) start
        where lower(p.language) || '-' like lower(start) || '-%')`;

/** Adds an item, or takes one back that was taken out; its id, and `null` where that version is one already. */
export async function insertPracticeItem(
  tx: Db,
  item: typeof practiceItems.$inferInsert,
): Promise<string | null> {
  const [added] = await tx
    .insert(practiceItems)
    .values(item)
    .onConflictDoUpdate({
      target: [practiceItems.batchId, practiceItems.seq, practiceItems.outputVersion],
      set: { retiredAt: null, retiredBy: null, why: item.why },
      setWhere: sql`practice_items.retired_at is not null`,
    })
    .returning({ id: practiceItems.id });
  return added?.id ?? null;
}

/** Takes an item out, so that nobody is shown it any more; what was answered stays. `false` where there is none. */
export async function retirePracticeItem(tx: Db, id: string, retiredBy: string): Promise<boolean> {
  const retired = await tx
    .update(practiceItems)
    .set({ retiredAt: sql`now()`, retiredBy })
    .where(and(eq(practiceItems.id, id), isNull(practiceItems.retiredAt)))
    .returning({ id: practiceItems.id });
  return retired.length > 0;
}

/** One that is not taken out; `null` for none. */
export async function findPracticeItem(tx: Db, id: string): Promise<PracticeItemRow | null> {
  const [found] = await tx
    .select()
    .from(practiceItems)
    .where(and(eq(practiceItems.id, id), isNull(practiceItems.retiredAt)));
  return found ?? null;
}

/** All that are not taken out, newest first, with how often they were answered, and rightly. */
export async function listPracticeItems(tx: Db, limit: number): Promise<PracticeListRow[]> {
  const rows = await tx.execute(sql`
    select p.id, p.batch_id as "batchId", p.seq, p.row_number as "rowNumber", p.language, p.answer,
      p.answer_reason as "answerReason", p.why, p.added_by as "addedBy", p.added_at as "addedAt", b.name as "batchName",
      (select count(*)::int from practice_answers a where a.practice_item_id = p.id) as answers,
      (select count(*)::int from practice_answers a where a.practice_item_id = p.id and a.is_right) as right
    from practice_items p join batches b on b.id = p.batch_id
    where p.retired_at is null order by p.id desc limit ${limit}`);
  return rows as unknown as PracticeListRow[];
}

/**
 * The item that a member practises on next: of their languages, one they have not decided on or written in, those never
 * answered first, then the one whose answer is longest ago. `null` when there is none.
 */
export async function nextPracticeItem(
  tx: Db,
  memberId: string,
  languages: readonly string[],
): Promise<PracticeItemRow | null> {
  const [next] = await tx.execute<{ id: string }>(sql`
    select p.id from practice_items p
    where ${isFor(memberId, languages)}
    order by (select max(a.at) from practice_answers a
      where a.practice_item_id = p.id and a.member_id = ${memberId}) nulls first, md5(p.id::text || ${memberId})
    limit 1`);
  return next ? findPracticeItem(tx, next.id) : null;
}

/** How many items a member may practise on. */
export async function countPracticeItems(
  tx: Db,
  memberId: string,
  languages: readonly string[],
): Promise<number> {
  const [row] = await tx.execute<{ items: number }>(sql`
    select count(*)::int as items from practice_items p where ${isFor(memberId, languages)}`);
  return row?.items ?? 0;
}

function isFor(memberId: string, languages: readonly string[]) {
  return sql`p.retired_at is null and ${inLanguages(languages)}
    and not exists (select 1 from review_decisions d
      where d.batch_id = p.batch_id and d.seq = p.seq and d.member_id = ${memberId})
    and not exists (select 1 from output_versions v
      where v.batch_id = p.batch_id and v.seq = p.seq and v.made_by = ${memberId})`;
}

/** Keeps what somebody decided on an item. */
export async function insertPracticeAnswer(tx: Db, row: typeof practiceAnswers.$inferInsert): Promise<void> {
  await tx.insert(practiceAnswers).values(row);
}

/** Whether each of a member's latest answers was right, latest first. */
export async function readLatestAnswers(tx: Db, memberId: string, limit: number): Promise<boolean[]> {
  const rows = await tx.execute<{ isRight: boolean }>(sql`
    select is_right as "isRight" from practice_answers where member_id = ${memberId}
    order by at desc, id desc limit ${limit}`);
  return rows.map(({ isRight }) => isRight);
}

/** How a member stands to practice. Locked until the transaction ends where `forUpdate`. */
export async function readPractiser(
  tx: Db,
  memberId: string,
  { forUpdate = false } = {},
): Promise<{ practisesFirst: boolean; practisedAt: Date | null }> {
  const asked = tx
    .select({ practisesFirst: members.practisesFirst, practisedAt: members.practisedAt })
    .from(members)
    .where(eq(members.id, memberId));
  const [row] = await (forUpdate ? asked.for("update") : asked);
  return row ?? { practisesFirst: false, practisedAt: null };
}

/** Notes that a member has practised enough; the first time counts. */
export async function setPractised(tx: Db, memberId: string): Promise<void> {
  await tx
    .update(members)
    .set({ practisedAt: sql`now()` })
    .where(and(eq(members.id, memberId), isNull(members.practisedAt)));
}

/**
 * Items that two people agreed on and that stand as they left them, none of which is or was for practice: the latest, so
 * many of each language and answer.
 */
export async function findAgreedItems(tx: Db, perAnswer: number): Promise<AgreedItem[]> {
  const rows = await tx.execute<{ batchId: string; seq: number }>(sql`
    select "batchId", seq from (
      select i.batch_id as "batchId", i.seq, d.second_at, row_number() over (
        partition by i.language, i.review_state order by d.second_at desc, i.seq) as place
      from double_reviews d join batch_items i on i.batch_id = d.batch_id and i.seq = d.seq
      where d.outcome = 'agreed' and i.output_version = d.output_version
        and i.review_state = case d.first when 'approve' then 'approved' else 'rejected' end
        and not exists (select 1 from practice_items p
          where p.batch_id = i.batch_id and p.seq = i.seq and p.output_version = i.output_version)
    ) agreed where place <= ${perAnswer} order by second_at desc`);
  return [...rows];
}
