import { type Db, db } from "#db/client.ts";
import { insertOutputVersions } from "#db/queries/batches/output-versions.ts";
import {
  lockItems,
  lockReviewCounters,
  moveReviewCounters,
  writeItemChanges,
} from "#db/queries/review/decisions.ts";
import { writeItemChecks } from "#db/queries/review/item-checks.ts";
import {
  lockRegeneration,
  type RegenerationRow,
  standsRejected,
  sumUncounted,
  updateRegeneration,
} from "#db/queries/review/regenerations.ts";
import { storableJson } from "#db/queries/storable-json.ts";
import { versionsToKeep } from "#lib/batches/output-version.ts";
import type { RegenerationAccount } from "#lib/calls/regeneration-account.ts";
import { keptVerdicts } from "#lib/checks/kept-verdicts.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { Failure } from "#lib/failure.ts";
import { untilWritten } from "#lib/until-written.ts";
import { compareRegenerated } from "../recheck-outputs.ts";

/** What became of a regeneration. `attempts`: the calls that were made for it. */
export type RegenerationEnding =
  | {
      state: "succeeded";
      output: Record<string, unknown>;
      checks: Verdict[];
      attempts: number;
      /** Of the values that it was made from; `null` where its batch keeps none. */
      rowDigest: string | null;
    }
  | { state: "failed"; failure: Failure; attempts: number }
  /** Its item was decided on otherwise. */
  | { state: "withdrawn" };

/**
 * Ends a regeneration in one transaction with what it paid: the new version waits for review, or its item stays rejected.
 * One that another worker has by now is left to it, and so is an item that was decided on otherwise: what was paid for it
 * stays paid.
 * @param account what its calls came to and is not written yet.
 */
export async function endRegeneration(
  owned: RegenerationRow,
  account: RegenerationAccount | null,
  ending: RegenerationEnding,
): Promise<void> {
  const end = async (tx: Db) => {
    const held = await lockRegeneration(tx, owned);
    if (!held) return;
    await account?.write(tx, held);
    await lockReviewCounters(tx, [owned.batchId]);
    if ("attempts" in ending) await updateRegeneration(tx, owned.id, { attempts: ending.attempts });
    const comesBack = ending.state === "succeeded" && (await bringBack(tx, owned, ending));
    const state = ending.state === "succeeded" && !comesBack ? "withdrawn" : ending.state;
    await updateRegeneration(tx, owned.id, {
      state,
      carried: null,
      endedAt: new Date(),
      ...(comesBack && { toVersion: owned.fromVersion + 1 }),
      ...(ending.state === "failed" && { failure: ending.failure }),
    });
  };
  await untilWritten(() => db().transaction(end), { regenerationId: owned.id });
}

/** Makes the new output a version that waits for review. @returns `false` where its item does not stand rejected any more. */
async function bringBack(
  tx: Db,
  row: RegenerationRow,
  ending: Extract<RegenerationEnding, { state: "succeeded" }>,
): Promise<boolean> {
  const { batchId, seq } = row;
  const [item] = await lockItems(tx, [{ batchId, seq }]);
  if (!item || !(await standsRejected(tx, row))) return false;
  const output: Record<string, unknown> = JSON.parse(storableJson(ending.output));
  const outputVersion = item.outputVersion + 1;
  const made = { kind: "regenerated" as const, output, madeBy: null, fromVersion: item.outputVersion };
  const kept = versionsToKeep({ output: item.output ?? {}, outputVersion: item.outputVersion }, made);
  await writeItemChanges(tx, [
    {
      ...item,
      output,
      outputVersion,
      reviewState: "pending",
      claimedBy: null,
      decidedBy: null,
      lastEditedBy: null,
      authors: [],
      route: null,
      added: await sumUncounted(tx, row),
      rowDigest: ending.rowDigest,
    },
  ]);
  await insertOutputVersions(
    tx,
    kept.map((version) => ({ ...version, batchId, seq })),
  );
  const checks = keptVerdicts([...ending.checks, ...(await compareRegenerated(tx, batchId, seq))]);
  await writeItemChecks(tx, batchId, [{ seq, version: outputVersion, checks }]);
  await moveReviewCounters(tx, batchId, { pending: 1, approved: 0, rejected: -1, escalated: 0 });
  return true;
}
