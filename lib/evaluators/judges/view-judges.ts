import { db } from "#db/client.ts";
import { type JudgedDecisionRow, readDisagreements } from "#db/queries/checks/judged-decisions.ts";
import { findDraft, findTemplate } from "#db/queries/templates.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import type { JudgeAgreement } from "#lib/checks/by-model/agreement.ts";
import { readAgreement } from "#lib/checks/by-model/load-agreements.ts";
import { judgeVersion } from "#lib/checks/by-model/rubric-judge.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { JudgeSpec } from "#lib/templates/evaluator-spec.ts";
import { judgeOf } from "#lib/templates/model-checks.ts";
import { templateBodySchema } from "#lib/templates/template.ts";

/** A judge of a template's draft, as it is saved, and how often it says what people say. */
export interface ViewedJudge {
  name: string;
  version: string;
  agreement: JudgeAgreement;
}

/** An output on which a judge and a person differ. */
export interface Disagreement {
  judged: JudgedDecisionRow;
  decision: string;
  rejectReason: string | null;
  note: string | null;
  at: Date;
  memberName: string | null;
}

/** The judges of a template's draft. Needs `templates:read`. */
export async function viewJudges(
  actor: Actor,
  templateId: string,
): Promise<Result<ViewedJudge[], "forbidden" | "not_found">> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const evaluators = await evaluatorsOf(templateId);
  if (!evaluators) return refuse("not_found");
  const judges = evaluators.flatMap((spec): JudgeSpec[] => (spec.kind === "judge" ? [spec] : []));
  const viewed = await Promise.all(
    judges.map(async (spec) => {
      const version = judgeVersion(spec);
      return { name: spec.name, version, agreement: await readAgreement(db(), templateId, version) };
    }),
  );
  return accept(viewed);
}

/** Where a judge of a template's draft and people differ, the latest first. Needs `templates:read`. */
export async function viewDisagreements(
  actor: Actor,
  {
    templateId,
    judge,
    limit,
    cursor,
  }: { templateId: string; judge: string; limit: number; cursor?: string | undefined },
): Promise<
  Result<{ items: Disagreement[]; nextCursor: string | null }, "forbidden" | "not_found" | "judge_not_found">
> {
  if (!can(actor, "templates:read")) return refuse("forbidden");
  const evaluators = await evaluatorsOf(templateId);
  if (!evaluators) return refuse("not_found");
  const spec = judgeOf(evaluators, judge);
  if (!spec) return refuse("judge_not_found", { name: judge });
  const before = decodeIdCursor(cursor) ?? null;
  const of = { templateId, digest: judgeVersion(spec) };
  const found = await readDisagreements(db(), of, { limit, before });
  return accept(cutPage(found, limit, ({ judged }) => [judged.decisionId]));
}

async function evaluatorsOf(templateId: string) {
  const template = await findTemplate(db(), templateId);
  const draft = template && (await findDraft(db(), templateId));
  return draft ? templateBodySchema.parse(draft).evaluators : null;
}
