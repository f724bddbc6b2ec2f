import { sql } from "drizzle-orm";
import type { Sql } from "postgres";
import type { Db } from "#db/client.ts";
import { mayChange } from "../retention/removable.ts";

const ROWS_PER_READ = 500;
const ROWS_PER_WRITE = 500;

/** What is kept about one member, by what it is. `$1` is the member. */
const SECTIONS: Record<string, string> = {
  member:
    "select id, email, name, roles, locale, review_languages, review_categories, practises_first, practised_at, team, launch_limit, launch_limit_currency, state, oidc_issuer, oidc_subject, created_at from members where id = $1",
  session:
    "select id, created_at, last_seen_at, expires_at, revoked_at, address, user_agent from sessions where member_id = $1",
  token:
    "select id, name, prefix, created_at, expires_at, last_used_at, revoked_at from api_tokens where member_id = $1",
  "token-made": "select id, created_at from api_tokens where created_by = $1 and member_id <> $1",
  request: "select key, status, created_at from idempotency_keys where member_id = $1",
  "column-match": "select header, input, used_at from column_matches where member_id = $1",
  "saved-view": "select list, name, query, created_at from saved_views where member_id = $1",
  upload: "select id, file_name, bytes, created_at from uploads where member_id = $1",
  dataset: "select id, name, created_at from datasets where created_by = $1",
  template: "select id, name, created_at from templates where created_by = $1 or updated_by = $1",
  "template-version":
    "select id, template_id, number, note, created_at, published_at from template_versions where $1 in (created_by, saved_by, published_by)",
  "label-move":
    "select id, template_id, version_id, case when requested_by = $1 then requested_at else decided_at end as at, requested_by = $1 as requested from template_label_moves where $1 in (requested_by, decided_by)",
  snippet: "select id, name, created_at, updated_at from snippets where $1 in (created_by, updated_by)",
  "snippet-version": "select snippet_id, version, created_at from snippet_versions where created_by = $1",
  "regression-set":
    "select id, template_id, name, created_at, updated_at from regression_sets where $1 in (created_by, updated_by)",
  "regression-set-version":
    "select set_id, version, created_at from regression_set_versions where created_by = $1",
  "catalogue-import": "select id, upload_id, created_at from catalogue_imports where created_by = $1",
  selection: "select id, name, filter, created_at from selections where created_by = $1",
  "memory-entry":
    "select id, template_id, field, language, text, added_at, archived_at from memory_entries where $1 in (added_by, archived_by)",
  collection: "select id, name, created_at from collections where created_by = $1",
  document: "select id, collection_id, file_name, created_at from documents where created_by = $1",
  asset: "select id, name, bytes, source_url, created_at from assets where created_by = $1",
  "image-preview": "select id, asset_id, operations, created_at from image_previews where created_by = $1",
  "image-report": 'select id, dataset_id, "column", created_at from image_reports where created_by = $1',
  tool: "select id, name, created_at from tools where created_by = $1",
  trial: "select id, created_at from trials where created_by = $1",
  improvement: "select id, template_id, created_at from improvements where created_by = $1",
  "proposal-taken": "select improvement_id, number, taken_at from improvement_proposals where taken_by = $1",
  vote: "select trial_id, row_number, language, choice, voted_at from trial_votes where member_id = $1",
  conversation:
    "select id, title, template_id, model_id, dataset_id, row_number, created_at, updated_at, archived_at from conversations where member_id = $1",
  "conversation-turn":
    "select t.conversation_id, t.seq, t.text, t.state, t.answer, t.asked_at from conversation_turns t join conversations c on c.id = t.conversation_id where c.member_id = $1",
  batch: "select id, name, created_at from batches where launched_by = $1",
  "launch-decided": "select batch_id, decision, note, decided_at from launch_approvals where decided_by = $1",
  schedule: "select id, name, created_at from schedules where owner_id = $1",
  budget: "select id, name, created_at from budgets where created_by = $1 or scope_id = $1",
  spend:
    "select starts_at, run_kind, run_id, model_id, currency, attempts, settled, unknown from spend_buckets where member_id = $1",
  price: "select id, model_id, effective_from, created_at from prices where created_by = $1",
  lexicon: "select id, name, created_at, updated_at from lexicons where $1 in (created_by, updated_by)",
  "lexicon-version": "select lexicon_id, version, created_at from lexicon_versions where created_by = $1",
  glossary: "select id, name, created_at, updated_at from glossaries where $1 in (created_by, updated_by)",
  "glossary-version": "select glossary_id, version, created_at from glossary_versions where created_by = $1",
  rescan: "select id, scope, status, outputs, created_at from rescans where created_by = $1",
  "bulk-action":
    'select id, "do", filter, reason, note, status, item_count, asked_at from bulk_actions where asked_by = $1',
  publication: "select id, batch_id, created_at from publications where created_by = $1",
  "publication-return":
    "select id, publication_id, language, file_name, created_at from publication_returns where created_by = $1",
  channel: "select id, name, created_at from channels where created_by = $1 or $1 = any(publishers)",
  "channel-reader":
    "select channel_id, position, at from published_readers where reader_id = $1 or reader_id in (select id from api_tokens where member_id = $1)",
  "recall-confirmed":
    "select recall_id, batch_id, seq, acknowledged_at from channel_entries where acknowledged_by = $1",
  recall:
    "select id, publication_id, batch_id, template_id, reason, created_at from recalls where created_by = $1",
  claim:
    "select batch_id, seq, claim_expires_at from batch_items where claimed_by = $1 and claim_expires_at is not null",
  decision:
    "select id, batch_id, seq, decision, reason, note, route, at from review_decisions where member_id = $1",
  "review-message": "select id, batch_id, seq, text, at from review_messages where member_id = $1",
  override:
    "select id, batch_id, seq, output_version, kind, check_version, reason, at from check_overrides where member_id = $1",
  regeneration:
    "select id, batch_id, seq, cause, reason, note, asked_at from regenerations where asked_by = $1",
  "double-review":
    "select id, batch_id, seq, output_version, case when first_by = $1 then first else second end as decision, case when first_by = $1 then first_at else second_at end as at, outcome from double_reviews where $1 in (first_by, second_by)",
  // Whoever has one before them is not to know it.
  probe:
    "select batch_id, seq, of_seq, of_version, created_at, decision, reason, decided_at, caught from probes where member_id = $1 and decided_at is not null",
  "practice-item":
    "select id, batch_id, seq, why, added_at, retired_at from practice_items where $1 in (added_by, retired_by)",
  "practice-answer":
    "select practice_item_id, decision, reason, is_right, at from practice_answers where member_id = $1",
  lot: "select id, batch_id, number, state, moved_at, note from lots where moved_by = $1",
  "decisions-counted":
    "select starts_at, batch_id, model_id, language, decision, reason, decisions from quality_buckets where member_id = $1",
  "decisions-timed":
    "select starts_at, batch_id, model_id, language, kind, bin, decisions from time_buckets where member_id = $1",
  edit: "select batch_id, seq, version, kind, output, made_at from output_versions where made_by = $1",
  notification:
    "select e.kind, e.facts, n.at, n.read_at from notifications n join notification_events e on e.id = n.event_id where n.member_id = $1",
  "notification-mute": "select kind from notification_mutes where member_id = $1",
  "notification-target":
    "select id, name, kind, shown_address, created_at from notification_targets where created_by = $1",
  audit:
    "select id, at, action, target_type, target_id, before, after, via, credential, address from audit_log where actor_id = $1 or (target_type = 'member' and target_id = $1::text) or (target_type = 'token' and target_id in (select id::text from api_tokens where member_id = $1))",
};

/** All that is kept about a member, a record a line: what it is, and the record. Memory does not grow with it. */
export async function* readPersonalData(driver: Sql, memberId: string): AsyncGenerator<string> {
  for (const [kind, query] of Object.entries(SECTIONS)) {
    const rows = driver.unsafe<{ line: string }[]>(
      `select json_build_object('kind', '${kind}', 'record', to_json(found))::text as line from (${query}) found`,
      [memberId],
    );
    for await (const part of rows.cursor(ROWS_PER_READ)) for (const { line } of part) yield `${line}\n`;
  }
}

/** An entry of the audit log that says something about a member. */
export interface AboutMember {
  id: string;
  before: unknown;
  after: unknown;
}

/** The entries about a member themselves. */
export async function listMemberEntries(tx: Db, memberId: string): Promise<AboutMember[]> {
  const rows = await tx.execute<{ id: string; before: unknown; after: unknown }>(sql`
    select id, before, after from audit_log where target_type = 'member' and target_id = ${memberId}`);
  return [...rows];
}

/** What else tells of a member: names of their tokens, and where and with what they signed in. */
export async function readTraces(tx: Db, memberId: string): Promise<string[]> {
  const rows = await tx.execute<{ trace: string | null }>(sql`
    select name as trace from api_tokens where member_id = ${memberId}
    union select address from sessions where member_id = ${memberId}
    union select user_agent from sessions where member_id = ${memberId}`);
  return [...rows].flatMap(({ trace }) => (trace ? [trace] : []));
}

/** The entries about a member or their tokens, and those about anything that name one of these addresses. */
export async function listEntriesAbout(tx: Db, memberId: string, emails: string[]): Promise<AboutMember[]> {
  const patterns = emails.map((email) => `%${email.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
  const named = sql.join(
    patterns.map((pattern) => sql`concat(before::text, after::text) ilike ${pattern}`),
    sql` or `,
  );
  const rows = await tx.execute<{ id: string; before: unknown; after: unknown }>(sql`
    select id, before, after from audit_log
    where (target_type = 'member' and target_id = ${memberId})
      or (target_type = 'token' and target_id in (select id::text from api_tokens where member_id = ${memberId}))
      ${patterns.length > 0 ? sql`or ${named}` : sql``}`);
  return [...rows];
}

/** Puts other contents into entries of the audit log; who did what to what, and when, stays. */
export async function rewriteEntries(tx: Db, entries: AboutMember[]): Promise<void> {
  await mayChange(tx, "audit_log");
  for (let from = 0; from < entries.length; from += ROWS_PER_WRITE) {
    const some = JSON.stringify(entries.slice(from, from + ROWS_PER_WRITE));
    await tx.execute(sql`
      update audit_log set before = entry.before, after = entry.after
      from jsonb_to_recordset(${some}::jsonb) as entry(id uuid, before jsonb, after jsonb)
      where audit_log.id = entry.id`);
  }
}

/**
 * Takes out of every table what is a member's alone, and puts another name and address in place of theirs. What they
 * made, decided and spent stays under that name.
 */
export async function eraseMemberRows(tx: Db, { memberId, names, name, email }: ErasedMember): Promise<void> {
  await tx.execute(sql`
    update members set name = ${name}, email = ${email}, password_hash = null, locale = null, state = 'disabled',
      roles = '{}', oidc_issuer = null, oidc_subject = null, erased_at = now() where id = ${memberId}`);
  await tx.execute(sql`delete from sessions where member_id = ${memberId}`);
  await tx.execute(sql`
    update api_tokens set name = '', revoked_at = coalesce(revoked_at, now()) where member_id = ${memberId}`);
  await tx.execute(sql`delete from saved_views where member_id = ${memberId}`);
  await tx.execute(sql`delete from column_matches where member_id = ${memberId}`);
  await tx.execute(sql`delete from idempotency_keys where member_id = ${memberId}`);
  await tx.execute(sql`
    delete from conversation_turns t using conversations c
    where c.id = t.conversation_id and c.member_id = ${memberId} and t.state <> 'running'`);
  await tx.execute(sql`
    update conversations set title = '', archived_at = coalesce(archived_at, now()) where member_id = ${memberId}`);
  await tx.execute(sql`delete from notifications where member_id = ${memberId}`);
  await tx.execute(sql`delete from notification_mutes where member_id = ${memberId}`);
  for (const former of names) {
    await tx.execute(sql`
      update notification_events set facts = jsonb_set(facts, '{reason,params,name}', to_jsonb(${name}::text))
      where facts #>> '{reason,code}' = 'paused_by' and facts #>> '{reason,params,name}' = ${former}`);
    await tx.execute(sql`
      update batches set paused_for = jsonb_set(paused_for, '{params,name}', to_jsonb(${name}::text))
      where paused_for ->> 'code' = 'paused_by' and paused_for #>> '{params,name}' = ${former}`);
  }
  await mayChange(tx, "audit_log");
  await tx.execute(sql`
    update audit_log set actor_name = ${name}, credential = null, address = null where actor_id = ${memberId}`);
  // Sign-ins and tokens that were refused name nobody as their actor.
  await tx.execute(sql`
    update audit_log set credential = null, address = null
    where actor_id is null and ((target_type = 'member' and target_id = ${memberId})
      or (target_type = 'token' and target_id in (
        select id::text from api_tokens where member_id = ${memberId})))`);
}

export interface ErasedMember {
  memberId: string;
  /** Every name they ever had here. */
  names: string[];
  /** What stands in place of them. */
  name: string;
  email: string;
}
