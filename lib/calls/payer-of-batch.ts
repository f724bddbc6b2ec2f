import type { BatchRow } from "#db/queries/batches/batches.ts";
import type { Payer } from "./ledger-entry.ts";

/** A batch as the one that pays for its items' calls. */
export function payerOf({
  id,
  templateId,
  templateVersionId,
  launchedBy,
  currency,
}: Pick<BatchRow, "id" | "templateId" | "templateVersionId" | "launchedBy" | "currency">): Payer {
  return { run: { kind: "batch", id }, templateId, templateVersionId, memberId: launchedBy, currency };
}
