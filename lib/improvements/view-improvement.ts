import { db } from "#db/client.ts";
import {
  type ImprovementCaseRow,
  type ProposalRow,
  readImprovementCases,
  readProposalRows,
} from "#db/queries/improvements/cases.ts";
import {
  findImprovement,
  listImprovements as findImprovements,
  type NamedImprovement,
} from "#db/queries/improvements/improvements.ts";
import { findModel } from "#db/queries/models.ts";
import { sumRunSpend } from "#db/queries/spend/sum-run-spend.ts";
import { findTemplate } from "#db/queries/templates.ts";
import { readCells } from "#db/queries/trials/cells.ts";
import { readVotes } from "#db/queries/trials/votes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { isSimulated } from "#lib/models/provider.ts";
import { sumAmounts } from "#lib/money.ts";
import { cutPage, decodeIdCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { TemplateVersion } from "#lib/templates/template.ts";
import type { CountedVote } from "#lib/trials/votes/vote-figures.ts";
import { baseOf } from "./run-improvement.ts";
import { type TriedProposals, tellProposals } from "./tell-proposals.ts";

export const IMPROVEMENT_STATUSES = ["proposing", "trying", "succeeded", "failed", "cancelled"] as const;

/** How an improvement stands; `succeeded` says that it was tried, not that anything is better. */
export type ImprovementStatus = (typeof IMPROVEMENT_STATUSES)[number];

/** An improvement without its cases. */
export interface ImprovementHead extends NamedImprovement {
  status: ImprovementStatus;
  model: { id: string; name: string | null; simulated: boolean };
  trialModel: { id: string; name: string | null; simulated: boolean };
  /** By the ledger: of proposer and trial together. */
  settled: string;
  unknown: string;
}

export interface ImprovementView extends ImprovementHead {
  base: TemplateVersion;
  cases: ImprovementCaseRow[];
  proposals: ProposalRow[];
  /** What the trial made of them; `null` before it has begun. */
  tried: TriedProposals | null;
}

/** An improvement with its proposals and what became of each case. Needs `templates:read` and `trials:read`. */
export async function viewImprovement(
  actor: Actor,
  { templateId, improvementId }: { templateId: string; improvementId: string },
): Promise<Result<ImprovementView, "forbidden" | "not_found">> {
  if (!can(actor, "templates:read") || !can(actor, "trials:read")) return refuse("forbidden");
  const named = await findImprovement(db(), improvementId);
  if (named?.improvement.templateId !== templateId) return refuse("not_found");
  const [head] = await withHeads([named]);
  if (!head) return refuse("not_found");
  const { trialId } = named.improvement;
  const base = baseOf(named.improvement);
  const [cases, proposals] = [
    await readImprovementCases(db(), improvementId),
    await readProposalRows(db(), improvementId),
  ];
  const tried =
    trialId !== null && named.trialStatus !== null
      ? tellProposals({
          ...{ base, cases, proposals, hasEnded: named.trialFinishedAt !== null },
          cells: await readCells(db(), trialId),
          votes: (await readVotes(db(), trialId)) as CountedVote[],
        })
      : null;
  return accept({ ...head, base, cases, proposals, tried });
}

/** A page of a template's improvements, the latest first. Needs `templates:read` and `trials:read`. */
export async function listImprovements(
  actor: Actor,
  { templateId, limit, cursor }: { templateId: string; limit: number; cursor?: string | undefined },
): Promise<Result<{ items: ImprovementHead[]; nextCursor: string | null }, "forbidden" | "not_found">> {
  if (!can(actor, "templates:read") || !can(actor, "trials:read")) return refuse("forbidden");
  if (!(await findTemplate(db(), templateId))) return refuse("not_found");
  const found = await findImprovements(db(), templateId, { limit, before: decodeIdCursor(cursor) });
  const page = cutPage(found, limit, ({ improvement }) => [improvement.id]);
  return accept({ items: await withHeads(page.items), nextCursor: page.nextCursor });
}

/** How an improvement stands, by itself and by its trial. */
export function statusOf({ improvement, trialStatus }: NamedImprovement): ImprovementStatus {
  if (improvement.state !== "trying") return improvement.state;
  return trialStatus === "running" ? "trying" : (trialStatus ?? "succeeded");
}

/** Whether nothing more will happen to it by itself. A cancelled trial still ends the calls it has under way. */
export function hasEnded(named: NamedImprovement): boolean {
  const { state, inFlight } = named.improvement;
  if (state === "trying") return named.trialStatus === null || named.trialFinishedAt !== null;
  return state !== "proposing" && inFlight === null;
}

async function withHeads(all: readonly NamedImprovement[]): Promise<ImprovementHead[]> {
  const runIds = all.flatMap(({ improvement: { id, trialId } }) => (trialId ? [id, trialId] : [id]));
  const spend = await sumRunSpend(db(), runIds);
  const heads: ImprovementHead[] = [];
  for (const named of all) {
    const { id, trialId, modelId, trialModelId } = named.improvement;
    const own = spend.filter(({ runId }) => runId === id || runId === trialId);
    heads.push({
      ...named,
      status: statusOf(named),
      model: await nameModel(modelId),
      trialModel: await nameModel(trialModelId),
      settled: sumAmounts(own.map(({ settled }) => settled)),
      unknown: sumAmounts(own.map(({ unknown }) => unknown)),
    });
  }
  return heads;
}

async function nameModel(id: string): Promise<ImprovementHead["model"]> {
  const found = await findModel(db(), id);
  return {
    id,
    name: found?.model.name ?? null,
    simulated: found ? isSimulated(found.provider.kind) : false,
  };
}
