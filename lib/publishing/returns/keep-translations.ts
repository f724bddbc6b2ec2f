import { randomInt } from "node:crypto";
import type { Db } from "#db/client.ts";
import { type BatchRow, findBatch } from "#db/queries/batches/batches.ts";
import { createBatch } from "#db/queries/batches/create-batch.ts";
import { insertOutputVersions, type NewOutputVersion } from "#db/queries/batches/output-versions.ts";
import { insertTranslations, type TranslatedItem } from "#db/queries/publishing/returns.ts";
import {
  type LockedItemRow,
  lockItems,
  lockReviewCounters,
  moveReviewCounters,
  writeItemChanges,
} from "#db/queries/review/decisions.ts";
import { AppError } from "#lib/app-error.ts";
import { seqCount } from "#lib/batches/item-seq.ts";
import { newId } from "#lib/new-id.ts";
import { sameOutput } from "#lib/review/decision.ts";
import { recheckOutputs } from "#lib/review/recheck-outputs.ts";

/** A translation that is right, with the text that it was made from. */
export interface Translation {
  rowNumber: number;
  given: Record<string, unknown>;
  output: Record<string, unknown>;
}

/** What became of a translation. */
export type KeptAs = "taken" | "unchanged" | "xliff_item_approved" | "xliff_item_regenerating";

const MAX_SEED = 2 ** 31 - 1;

/**
 * A batch for the translations of a batch's texts, on the same rows and of the same template, with nothing in it yet: people
 * read all of it, and it pays for nothing.
 */
export async function createTranslations(
  tx: Db,
  ofBatchId: string,
  { language, by }: { language: string; by: string },
): Promise<string> {
  const batch = await findBatch(tx, ofBatchId);
  if (!batch) throw new AppError("The batch of a publication is gone.", { facts: { batchId: ofBatchId } });
  const { datasetId, templateId, templateVersionId, modelId, stepModelIds, parameters, glossaries } = batch;
  const { rowCount, currency, simulated } = batch;
  const id = newId();
  const now = new Date();
  await createBatch(tx, {
    ...{ id, name: nameOf(batch, language), languages: [language] },
    ...{ datasetId, templateId, templateVersionId, modelId, stepModelIds, parameters, glossaries },
    ...{ rowCount, itemCount: 0, currency, cap: "0", simulated },
    // Of its rows only those that were translated have an item.
    ...{ only: ["never"], nextSeq: seqCount({ rowCount, languages: [language] }) },
    ...{ mode: "realtime", runsAs: "realtime", state: "succeeded", startedAt: now, finishedAt: now },
    ...{ reviewPlan: { kind: "every" }, reviewSeed: randomInt(MAX_SEED), launchedBy: by },
  });
  return id;
}

function nameOf({ name }: BatchRow, language: string): string {
  return `${[...name].slice(0, 80).join("")} → ${language}`;
}

/**
 * Takes translations into their batch: new ones as items that wait for review, others as further versions. What stands
 * approved stays.
 * @returns what became of each, in their order.
 */
export async function keepTranslations(
  tx: Db,
  { batchId, language, by }: { batchId: string; language: string; by: string },
  translations: readonly Translation[],
): Promise<KeptAs[]> {
  if (translations.length === 0) return [];
  await lockReviewCounters(tx, [batchId]);
  const places = translations.map(({ rowNumber }) => ({ batchId, seq: rowNumber - 1 }));
  const standing = new Map((await lockItems(tx, places)).map((item) => [item.seq, item]));
  const kept: KeptAs[] = [];
  const added: TranslatedItem[] = [];
  const changed: { item: LockedItemRow; output: Record<string, unknown> }[] = [];
  const versions: NewOutputVersion[] = [];
  for (const { rowNumber, given, output } of translations) {
    const seq = rowNumber - 1;
    const item = standing.get(seq);
    const place = { batchId, seq };
    if (!item) {
      added.push({ seq, rowNumber, output });
      versions.push(
        { ...place, version: 1, kind: "generated", output: given, madeBy: null, fromVersion: null },
        { ...place, version: 2, kind: "translated", output, madeBy: by, fromVersion: 1 },
      );
      kept.push("taken");
    } else if (sameOutput(item.output ?? {}, output)) kept.push("unchanged");
    else if (item.reviewState === "approved") kept.push("xliff_item_approved");
    else if (item.isRegenerating) kept.push("xliff_item_regenerating");
    else {
      changed.push({ item, output });
      const version = item.outputVersion + 1;
      versions.push({
        ...place,
        version,
        kind: "translated",
        output,
        madeBy: by,
        fromVersion: item.outputVersion,
      });
      kept.push("taken");
    }
  }
  await insertTranslations(tx, { batchId, language, by }, added);
  await writeItemChanges(
    tx,
    changed.map(({ item, output }) => ({
      ...item,
      output,
      outputVersion: item.outputVersion + 1,
      ...{ reviewState: "pending", claimedBy: null, decidedBy: null, reviewers: [], route: null },
      ...{ lastEditedBy: by, authors: [by] },
    })),
  );
  await moveReviewCounters(tx, batchId, movedBy(changed.map(({ item }) => item)));
  await insertOutputVersions(tx, versions);
  await recheckOutputs(tx, [
    ...added.map(({ seq }) => ({ batchId, seq })),
    ...changed.map(({ item }) => item),
  ]);
  return kept;
}

function movedBy(items: readonly LockedItemRow[]) {
  const of = (state: LockedItemRow["reviewState"]) =>
    items.filter(({ reviewState }) => reviewState === state).length;
  const [rejected, escalated] = [of("rejected"), of("escalated")];
  return { pending: rejected + escalated, approved: 0, rejected: -rejected, escalated: -escalated };
}
