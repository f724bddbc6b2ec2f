import type { Db } from "#db/client.ts";
import { type NewOutputVersion, readOutputVersions } from "#db/queries/batches/output-versions.ts";
import { readItemDecisions, readOwnDecisions } from "#db/queries/review/decisions.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { editorOf } from "#lib/batches/output-version.ts";
import { authorsOf } from "./authors.ts";
import { standingBefore, UNDO_DEPTH, type UndoFacts } from "./decision.ts";
import type { Ready } from "./decision-input.ts";
import type { LoggedDecision } from "./decision-log.ts";
import type { ReviewedRow } from "./reviewed-row.ts";

/**
 * What has to be known of an item to take its last decision back; nothing for another decision. Decisions made earlier
 * in the same call are not in the table yet, so they are put on top of what is.
 */
export async function undoFacts(
  tx: Db,
  actor: Actor,
  { at, decision }: Ready,
  item: ReviewedRow,
  log: LoggedDecision[],
  newVersions: NewOutputVersion[],
): Promise<{ facts: UndoFacts; lastId: string | null } | undefined> {
  if (decision.kind !== "undo") return undefined;
  const isOfItem = ({ batchId, seq }: { batchId: string; seq: number }) =>
    batchId === at.batchId && seq === at.seq;
  const written = await readItemDecisions(tx, at.batchId, at.seq);
  const decisions = [...written, ...log.filter(isOfItem)];
  const standing = standingBefore(decisions);
  const last = decisions.at(-1);
  if (!last) {
    const facts = { last: null, editorBefore: null, authorsBefore: [], standing, isPublished: false };
    return { facts, lastId: null };
  }
  const versions = await versionsOfItem(tx, at, newVersions);
  const own = decision.takesBack ? [] : await readOwnDecisions(tx, actor.memberId, UNDO_DEPTH);
  const isRecent =
    decision.takesBack === undefined
      ? log.some(({ id }) => id === last.id) || own.some(({ id }) => id === last.id)
      : last.requestId === decision.takesBack;
  const before = versions.find(({ version }) => version === last.outputVersion);
  const current = versions.find(({ version }) => version === item.outputVersion);
  const facts = {
    last: {
      memberId: last.memberId,
      kind: last.decision,
      outputVersion: last.outputVersion,
      outputBefore: before?.output ?? null,
      isRecent,
      wasMadeAnew:
        last.decision === "reject" &&
        item.reviewState === "pending" &&
        current?.kind === "regenerated" &&
        current.fromVersion === last.outputVersion,
    },
    editorBefore: editorOf(versions, last.outputVersion),
    authorsBefore: authorsOf(versions, last.outputVersion),
    standing,
    isPublished: item.isPublished,
  };
  return { facts, lastId: last.id };
}

/** Whose sentences are in an item's output, its versions of this call counted. */
export async function authorsAfter(
  tx: Db,
  at: { batchId: string; seq: number },
  item: ReviewedRow,
  newVersions: readonly NewOutputVersion[],
): Promise<string[]> {
  return authorsOf(await versionsOfItem(tx, at, newVersions), item.outputVersion);
}

/** The versions of an item: those that are kept, and those of this call. */
async function versionsOfItem(
  tx: Db,
  at: { batchId: string; seq: number },
  newVersions: readonly NewOutputVersion[],
): Promise<NewOutputVersion[]> {
  const kept = await readOutputVersions(tx, [at]);
  return [...kept, ...newVersions.filter(({ batchId, seq }) => batchId === at.batchId && seq === at.seq)];
}
