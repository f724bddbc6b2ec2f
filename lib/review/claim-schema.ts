import { z } from "zod";
import { readableVerdictSchema, readableVerdicts } from "#lib/checks/readable-verdict.ts";
import type { Verdict } from "#lib/checks/verdict.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import type { OutputField } from "#lib/templates/template.ts";

/** An item one reviewer holds, as the API shows it. */
export const claimSchema = z.object({
  itemId: z.string(),
  batchId: z.string(),
  rowNumber: z.number(),
  language: z.string(),
  reviewState: z.enum(["pending", "escalated"]),
  token: z.number().int(),
  outputVersion: z.number().int(),
  leaseExpiresAt: z.string(),
  source: z.record(z.string(), z.string()),
  output: z.record(z.string(), z.unknown()),
  checks: z.array(readableVerdictSchema),
  isBlind: z.boolean().describe("What the checks found is not shown, to see how much it sways who decides"),
  checkedVersion: z.number().int().describe("The version of the output that the checks speak of"),
  openBlocks: z
    .array(z.string())
    .describe("Kinds of check that block it: it is not approved before somebody overrides them"),
  triesLeft: z.int().describe("How often it may still be made anew because it is rejected"),
  fields: z.array(z.custom<OutputField>()),
});

/** What the claims of one batch have in common, as the API shows it. */
export const claimedBatchSchema = z.object({
  batchId: z.string(),
  name: z.string(),
  templateName: z.string(),
  versionNumber: z.number().nullable(),
  guideline: z.string().describe("As the template has it; an item has it rendered for its row"),
  inputs: z.array(z.string()),
  columns: z.array(z.string()).describe("Of the dataset, in the order of its file"),
  simulated: z.boolean(),
});

/** Something with what its checks found in the reader's words. */
export function withReadableChecks<Checked extends { checks: Verdict[] }>(item: Checked, locale: Locale) {
  return { ...item, checks: readableVerdicts(item.checks, locale) };
}
