import { validate as isUuid } from "uuid";
import { db } from "#db/client.ts";
import {
  type AttemptFilter,
  type AttemptRow,
  findAttempt,
  findAttempts,
} from "#db/queries/spend/find-attempts.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { cutPage, decodeMomentCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { answerRange, type SpendQuestion } from "./report-spend.ts";
import { kindOfKey } from "./spend-report.ts";

/** Which entries; each part narrows the answer. Without days and zone the whole ledger is searched. */
export interface AttemptQuestion extends Partial<SpendQuestion> {
  /** A batch's id, or `trials`, `conversations` or `improvements` for those of all of them. */
  batch?: string | undefined;
  trial?: string | undefined;
  model?: string | undefined;
  template?: string | undefined;
  person?: string | undefined;
  /** Of members who are in it now; `-` for those in none. */
  team?: string | undefined;
  /** `-` for calls in none. */
  language?: string | undefined;
  kind?: string | undefined;
}

export type AttemptEntry = AttemptRow;

/** Entries of the ledger, the latest first, a page at a time. Needs `spend:read`. */
export async function listAttempts(
  actor: Actor,
  question: AttemptQuestion & { limit: number; cursor?: string | undefined },
): Promise<
  Result<
    { items: AttemptEntry[]; nextCursor: string | null },
    "forbidden" | "invalid_range" | "invalid_input"
  >
> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  const filter = await attemptFilter(question);
  if (!filter.ok) return filter;
  const after = decodeMomentCursor(question.cursor) ?? null;
  const rows = await findAttempts(db(), filter.value, { limit: question.limit, after });
  return accept(cutPage(rows, question.limit, (row) => [row.at, row.id]));
}

/** One entry of the ledger. Needs `spend:read`. */
export async function getAttempt(
  actor: Actor,
  id: string,
): Promise<Result<AttemptEntry, "forbidden" | "not_found">> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  const entry = isUuid(id) ? await findAttempt(db(), id) : null;
  return entry ? accept(entry) : refuse("not_found");
}

/** The question as a filter of the ledger: ids checked, days and currency settled as the report does. */
export async function attemptFilter(
  question: AttemptQuestion,
): Promise<Result<AttemptFilter, "invalid_range" | "invalid_input">> {
  const { batch, trial, model, template, person, team, language, kind, timeZone = "UTC" } = question;
  const runKind = kindOfKey(batch);
  const ids = [runKind ? undefined : batch, trial, model, template, person];
  if (!ids.every((id) => id === undefined || isUuid(id))) return refuse("invalid_input");
  const hasRange = question.from !== undefined || question.to !== undefined;
  const range = hasRange ? await answerRange({ ...question, timeZone }) : null;
  if (hasRange && !range) return refuse("invalid_range");
  return accept({
    range: range ?? undefined,
    currency: question.currency ?? range?.currency,
    runId: runKind ? trial : (batch ?? trial),
    runKind: runKind ?? undefined,
    modelId: model,
    templateId: template,
    memberId: person,
    team,
    language,
    kind,
  });
}
