import type { BulkActionPart } from "#db/queries/outputs/bulk-actions.ts";
import type { OutputPlace } from "#db/queries/outputs/find-outputs.ts";
import type { Permission } from "#lib/auth/can.ts";

/** What can be done with every output of a filter. */
export const BULK_DEEDS = ["reject", "regenerate", "escalate", "recheck"] as const;

export type BulkDeed = (typeof BULK_DEEDS)[number];

/** What an action does: one of these, or it takes an earlier one back. */
export type BulkAct = BulkDeed | "take-back";

/** Who may. */
export const BULK_PERMISSIONS: Record<BulkAct, Permission> = {
  reject: "review:decide",
  regenerate: "review:decide",
  escalate: "review:decide",
  recheck: "batches:control",
  "take-back": "review:decide",
};

/** Whether it rejects outputs: those may be made anew, and it can be taken back. */
export function rejects(act: BulkAct): act is "reject" | "regenerate" {
  return act === "reject" || act === "regenerate";
}

/** The most outputs of one action. */
export const MOST_OUTPUTS = 100_000;

/** Outputs that are done together: as many as are never a long transaction. */
const PART_OUTPUTS = 100;

/** The outputs of an action in parts, each of one batch. */
export function bulkParts(
  places: readonly Pick<OutputPlace, "batchId" | "seq" | "outputVersion">[],
): Pick<BulkActionPart, "batchId" | "seqs" | "versions">[] {
  return [...Map.groupBy(places, ({ batchId }) => batchId)].flatMap(([batchId, ofBatch]) =>
    Array.from({ length: Math.ceil(ofBatch.length / PART_OUTPUTS) }, (_, number) => {
      const some = ofBatch.slice(number * PART_OUTPUTS, (number + 1) * PART_OUTPUTS);
      return {
        batchId,
        seqs: some.map(({ seq }) => seq),
        versions: some.map(({ outputVersion }) => outputVersion),
      };
    }),
  );
}
