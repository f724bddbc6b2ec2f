import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client.ts";
import { members } from "#db/schema/auth.ts";
import { notificationEvents } from "#db/schema/notifications.ts";
import { probes } from "#db/schema/review.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { exportMember } from "#lib/auth/export-member.ts";
import { newId } from "#lib/new-id.ts";
import { describeOnDatabase } from "#tests/fixtures/describe-on-database.ts";
import { temporaryFolder } from "#tests/fixtures/temporary-folder.ts";

/** Ids of something other than a member, by the name that their columns have in every table. */
const OF_OTHER_THINGS = new Set(
  `id action_id against_id asset_id attempt_id batch_id budget_ids changed_import_id channel_id collection_id comparison_id conversation_id created_import_id credential_id dataset_id decision_id digest_id
   document_id embedding_model_id entry_id event_id fallback_model_id fingerprint_id first_decision_id glossary_id import_id improvement_id lexicon_id made_of model_id
   of_action practice_item_id price_id price_ids provider_batch_id provider_id publication_id recall_id recalled_id regression_set_id rejected_batch_id report_id request_id
   rescan_id result_id return_id run_id schedule_id second_decision_id selection_id set_id snippet_id language_model_ids step_model_ids subject_id target_id template_id template_version_id trial_id trial_model_id
   upload_id version_id version_of vote_seed`.split(/\s+/),
);

/** Columns whose member the export names by something else. */
const SAID_ELSEWHERE = new Map([
  ["attempts.member_id", "spend sums the ledger by quarters of an hour"],
  ["batch_items.authors", "each of them has made a version: edit"],
  ["batch_items.decided_by", "the log has each decision: decision"],
  ["batch_items.last_edited_by", "each has made a version: edit"],
  ["batch_items.reviewers", "the log has each decision: decision"],
  ["channel_entries.approved_by", "the log has each decision: decision"],
]);

/** What is always there: who they are, and that their data was asked for. */
const ALWAYS = ["member", "audit"];

describeOnDatabase("the export of a person's data", () => {
  process.env.DATA_DIR = temporaryFolder();

  test("tells of every column of every table that names a member", async () => {
    await db().execute(
      sql`create table if not exists batch_items_of_anybody partition of batch_items default`,
    );
    // What a notification tells is its event's.
    const event = newId();
    await db()
      .insert(notificationEvents)
      .values({ id: event, kind: "batch.finished", key: event, subjectId: newId(), facts: {} });
    const columns = (await columnsOfIds()).filter(
      ({ table, column }) => !OF_OTHER_THINGS.has(column) && !SAID_ELSEWHERE.has(`${table}.${column}`),
    );
    expect(columns.length).toBeGreaterThan(40);
    const untold: string[] = [];
    for (const { table, column } of columns) {
      if (table === "members") continue;
      const person = await added();
      await plant(
        table,
        new Map([
          ["event_id", event],
          [column, person.memberId],
        ]),
      );
      const told = (await exported(person)).map(({ kind }) => kind);
      const audits = told.filter((kind) => kind === "audit").length;
      const isTold = told.some((kind) => !ALWAYS.includes(kind)) || (table === "audit_log" && audits === 2);
      if (!isTold) untold.push(`${table}.${column}`);
    }
    expect(untold).toEqual([]);
  });

  test("has of two people's reviews one's own decision, and nothing of a probe before it is decided", async () => {
    const [mei, lin] = [await added(), await added()];
    await db().execute(sql`insert into double_reviews (id, batch_id, seq, output_version, first_by, first_decision_id,
      first, second_by, second_decision_id, second, second_at, outcome) values (${newId()}, ${newId()}, 3, 1,
      ${mei.memberId}, ${newId()}, 'approve', ${lin.memberId}, ${newId()}, 'reject', now(), 'differed')`);
    for (const [person, decision] of [
      [mei, "approve"],
      [lin, "reject"],
    ] as const) {
      const found = (await exported(person)).filter(({ kind }) => kind === "double-review");
      expect(found).toMatchObject([{ record: { seq: 3, decision, outcome: "differed" } }]);
      expect(JSON.stringify(found)).not.toContain(person === mei ? lin.memberId : mei.memberId);
    }
    const probe = { ofSeq: 3, ofVersion: 1, rowNumber: 4, language: "en", output: {}, checks: [] };
    const batchId = newId();
    await db()
      .insert(probes)
      .values({ ...probe, batchId, seq: 10, answer: "reject", memberId: mei.memberId });
    expect((await exported(mei)).filter(({ kind }) => kind === "probe")).toEqual([]);
    await db().execute(sql`update probes set decision = 'approve', decided_at = now(), caught = false
      where batch_id = ${batchId}`);
    expect((await exported(mei)).filter(({ kind }) => kind === "probe")).toMatchObject([
      { record: { seq: 10, decision: "approve", caught: false } },
    ]);
  });

  test("says which languages they review", async () => {
    const [member] = await exported(await added());
    expect(member).toMatchObject({ kind: "member", record: { review_languages: ["de", "fr"] } });
  });
});

async function added(): Promise<Actor> {
  const memberId = newId();
  await db()
    .insert(members)
    .values({
      ...{ id: memberId, email: `${memberId}@example.com`, name: "Anna", roles: ["reviewer"] },
      reviewLanguages: ["de", "fr"],
    });
  return { memberId, name: "Anna", roles: ["reviewer"], via: "session" };
}

async function exported(person: Actor): Promise<{ kind: string; record: Record<string, unknown> }[]> {
  const result = await exportMember(person, person.memberId);
  if (!result.ok) throw new Error(result.refusal.code);
  const lines = (await text(result.value.file.content)).trim().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Every column of the product's tables that holds an id or several. */
async function columnsOfIds(): Promise<{ table: string; column: string }[]> {
  const found = await db().execute<{ table: string; column: string }>(sql`
    select c.relname as table, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped and a.atttypid in ('uuid'::regtype, 'uuid[]'::regtype)
    order by 1, 2`);
  return [...found];
}

/** Puts a row into a table that has these ids in the columns named so, and something in every other. */
async function plant(table: string, ids: ReadonlyMap<string, string>): Promise<void> {
  const columns = await db().execute<{ name: string; type: string }>(sql`
    select attname as name, format_type(atttypid, null) as type from pg_attribute
    where attrelid = ${table}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`);
  const names = sql.join(
    [...columns].map(({ name }) => sql.identifier(name)),
    sql`, `,
  );
  const values = sql.join(
    [...columns].map(({ name, type }) => {
      const id = ids.get(name);
      return sql.raw(id ? naming(id, type) : filled(type));
    }),
    sql`, `,
  );
  await db().transaction(async (tx) => {
    // Neither what it refers to nor what a trigger asks of it matters here.
    await tx.execute(sql`set local session_replication_role = replica`);
    await tx.execute(sql`insert into ${sql.identifier(table)} (${names}) values (${values})`);
  });
}

function naming(id: string, type: string): string {
  return type === "uuid[]" ? `array['${id}'::uuid]` : `'${id}'::uuid`;
}

// Rows whose key is a number differ in it.
let planted = 0;

function filled(type: string): string {
  if (type === "uuid") return "gen_random_uuid()";
  if (type.endsWith("[]") || type === "jsonb") return `'{}'::${type}`;
  if (type.startsWith("timestamp") || type === "date") return "now()";
  if (type === "boolean") return "true";
  if (type === "text") return "gen_random_uuid()::text";
  if (["smallint", "integer", "bigint"].includes(type)) return `'${++planted}'::${type}`;
  return `'1'::${type}`;
}
