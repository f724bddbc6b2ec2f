import { db } from "#db/client.ts";
import { readOutputVersions } from "#db/queries/batches/output-versions.ts";
import { type DecidedItemRow, readDecidedItems } from "#db/queries/review/decided-items.ts";
import { readOwnDecisions } from "#db/queries/review/decisions.ts";
import { type DecidedProbeRow, readDecidedProbes } from "#db/queries/review/probes.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { stateAfter } from "#lib/batches/view/state-after.ts";
import type { ReviewState } from "#lib/checks/first-review-state.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { writtenTexts } from "#lib/templates/output-text.ts";
import { type PastDecision, toPastDecision } from "./read-review-item.ts";

const MOST_WORDS = 120;

/** The item of a decision as it stands by now. */
export interface DecidedItem
  extends Pick<DecidedItemRow, "rowNumber" | "language" | "batchName" | "isPublished" | "hasMessages"> {
  reviewState: ReviewState;
  /** How its output begins. */
  words: string;
}

/**
 * A decision of one's own, whether it is still the last word on its item (nobody has decided since, nor was its text made
 * anew), and the item; `null` where its output was removed.
 */
export type OwnDecision = PastDecision & { isLatest: boolean; item: DecidedItem | null };

/** The actor's latest decisions, latest first: what can be taken back. */
export async function listOwnDecisions(
  actor: Actor,
  limit: number,
): Promise<Result<OwnDecision[], "forbidden">> {
  if (!can(actor, "review:read")) return refuse("forbidden");
  const names = new Map([[actor.memberId, actor.name]]);
  const rows = await readOwnDecisions(db(), actor.memberId, limit);
  const versions = await readOutputVersions(db(), rows);
  const items = [
    ...(await readDecidedItems(db(), rows)),
    ...(await readDecidedProbes(db(), actor.memberId, rows)).map(asItem),
  ];
  return accept(
    rows.map((row) => {
      const isOfRow = ({ batchId, seq }: { batchId: string; seq: number }) =>
        batchId === row.batchId && seq === row.seq;
      const item = items.find(isOfRow);
      return {
        ...toPastDecision(row, names, versions.filter(isOfRow)),
        isLatest: row.isLatest && (row.decision === "edit" || isStill(item, row.outputVersion)),
        item: item ? toDecidedItem(item) : null,
      };
    }),
  );
}

// To whom it was shown a probe is an item like any other.
function asItem({ decision, ...probe }: DecidedProbeRow): DecidedItemRow {
  return { ...probe, reviewState: stateAfter(decision) };
}

function isStill(item: DecidedItemRow | undefined, outputVersion: number): boolean {
  return item === undefined || item.outputVersion === outputVersion;
}

function toDecidedItem({
  output,
  outputVersion: _,
  batchId: __,
  seq: ___,
  ...item
}: DecidedItemRow): DecidedItem {
  const [first] = writtenTexts(output).filter(({ text }) => text.trim() !== "");
  return { ...item, words: [...(first?.text ?? "")].slice(0, MOST_WORDS).join("") };
}
