import type { ReviewBatchRow } from "#db/queries/review/batches.ts";
import type { ReviewAssignment } from "#db/queries/review/members.ts";
import { categoryKey } from "#lib/checks/category-key.ts";
import { coversLanguage } from "./queue-order.ts";

/** What of a batch is somebody's to review. */
export type Assigned<Batch> = Batch & {
  /** Keys of the categories; `null`: all of them. */
  categories: readonly string[] | null;
};

/**
 * What of a batch somebody reviews who is assigned these languages and categories. Where the batch's outputs have no
 * category all of them are theirs, and so are those without one where others have one.
 */
export function assignedOf<Batch extends Pick<ReviewBatchRow, "languages" | "reviewPlan">>(
  batch: Batch,
  { languages, categories }: ReviewAssignment,
): Assigned<Batch> {
  const keys = [...new Set(categories.map(categoryKey))].filter((key) => key !== "");
  return {
    ...batch,
    languages: batch.languages.filter((language) => coversLanguage(languages, language)),
    categories: keys.length > 0 && batch.reviewPlan.assignBy ? [...keys, ""] : null,
  };
}
