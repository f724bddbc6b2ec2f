import { db } from "#db/client.ts";
import { findBatch } from "#db/queries/batches/batches.ts";
import { type ComplianceItemRow, readComplianceItems } from "#db/queries/compliance/batch-items.ts";
import { type ReviewContextRow, readReviewContexts } from "#db/queries/review/batches.ts";
import { readMemberNames } from "#db/queries/review/members.ts";
import { explicitLabel } from "#lib/ai-label.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { itemId } from "#lib/batches/item-id.ts";
import { wholeVerdicts } from "#lib/checks/kept-verdicts.ts";
import { type ReadableVerdict, readableVerdicts } from "#lib/checks/readable-verdict.ts";
import { isKeptBlind } from "#lib/checks/shown-blind.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { firstDecisionsKeptFrom } from "#lib/review/kept-first-decision.ts";
import type { Cell } from "#lib/spreadsheet-cell.ts";
import { jsonOf, type ReportFile, type ReportFormat, reportFile, sheetOf } from "./report-file.ts";

const PAGE_ITEMS = 500;

/** An output in its batch's report. */
interface ReportedItem extends Omit<ComplianceItemRow, "seq" | "checks"> {
  itemId: string;
  /** Whether it is kept from the reader what the checks found: then there are none. */
  isBlind: boolean;
  checks: ReadableVerdict[];
  /** What it is published with. */
  aiGenerated: true;
  aiLabel: string;
}

/**
 * A batch's report for an audit: for every output the checks with their versions, what was let pass and why, each version,
 * who decided what, and the label it is published with; without what is kept from the actor, who may have to decide on it.
 * Needs `compliance:read`.
 * @param locale in which checks say what they found.
 */
export async function reportBatch(
  actor: Actor,
  { batchId, format }: { batchId: string; format: ReportFormat },
  locale: Locale,
): Promise<Result<ReportFile, "forbidden" | "not_found" | "outputs_removed">> {
  if (!can(actor, "compliance:read")) return refuse("forbidden");
  const batch = await findBatch(db(), batchId);
  const [context] = batch ? await readReviewContexts(db(), [batch.id]) : [];
  if (!batch || !context) return refuse("not_found");
  if (batch.outputsRemovedAt) return refuse("outputs_removed");
  const names = await readMemberNames(db(), [batch.launchedBy]);
  const head = {
    batch: {
      id: batch.id,
      name: batch.name,
      template: context.templateName,
      templateVersion: context.versionNumber,
      languages: batch.languages,
      launchedBy: names.get(batch.launchedBy) ?? "",
      launchedAt: batch.createdAt.toISOString(),
      simulated: batch.simulated,
    },
    generatedAt: new Date().toISOString(),
    generatedBy: actor.name,
  };
  const items = reportedItems(actor, context, locale);
  const content = format === "json" ? jsonOf(head, { items }) : sheetOf("Compliance", COLUMNS, items);
  return accept(reportFile(`${batch.name} - compliance`, format, content));
}

async function* reportedItems(
  actor: Actor,
  context: ReviewContextRow,
  locale: Locale,
): AsyncGenerator<ReportedItem> {
  const { batchId } = context;
  const question = { batchId, reader: firstDecisionsKeptFrom(actor) };
  for (let after = -1; ; ) {
    const rows = await readComplianceItems(db(), question, after, PAGE_ITEMS);
    for (const { seq, checks, openBlocks, ...row } of rows) {
      const isBlind = isKeptBlind(actor, context, { seq, ...row });
      yield {
        itemId: itemId(batchId, seq),
        ...row,
        isBlind,
        checks: isBlind ? [] : readableVerdicts(wholeVerdicts(checks), locale),
        openBlocks: isBlind ? [] : openBlocks,
        aiGenerated: true,
        aiLabel: explicitLabel(row.language),
      };
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ITEMS) return;
    after = last.seq;
  }
}

const COLUMNS: Record<string, (item: ReportedItem) => Cell> = {
  item_id: ({ itemId }) => itemId,
  row: ({ rowNumber }) => rowNumber,
  language: ({ language }) => language,
  review_state: ({ reviewState }) => reviewState,
  route: ({ route }) => route,
  output_version: ({ outputVersion }) => outputVersion,
  checked_version: ({ checkedVersion }) => checkedVersion,
  worst_verdict: ({ checks, isBlind }) => {
    const worst = (["block", "warn"] as const).find((grave) =>
      checks.some(({ verdict }) => verdict === grave),
    );
    return isBlind ? "" : (worst ?? "pass");
  },
  blocked_by: ({ openBlocks }) => openBlocks.join(", "),
  checks: ({ checks }) =>
    checks
      .map(
        ({ kind, verdict, field, message }) =>
          `${kind} ${verdict}${field ? ` (${field})` : ""}: ${message.text}`,
      )
      .join("\n"),
  check_versions: ({ checks }) =>
    [...new Set(checks.map(({ kind, version }) => `${kind} ${version}`))].join(", "),
  overrides: ({ overrides }) =>
    overrides
      .map(
        ({ at, by, check, checkVersion, outputVersion, reason }) =>
          `${at} ${by}: ${check} ${checkVersion}, version ${outputVersion}: ${reason}`,
      )
      .join("\n"),
  versions: ({ versions }) =>
    versions.map(({ at, version, kind, by }) => `${at} ${version} ${kind}${by ? ` ${by}` : ""}`).join("\n"),
  decisions: ({ decisions }) =>
    decisions
      .map(({ at, by, decision, reason, note, outputVersion }) =>
        [`${at} ${by}: ${decision}, version ${outputVersion}`, reason, note].filter(Boolean).join(": "),
      )
      .join("\n"),
  reviewers: ({ decisions }) => [...new Set(decisions.map(({ by }) => by))].join(", "),
  publications: ({ publications }) => publications.join(", "),
  ai_generated: ({ aiGenerated }) => aiGenerated,
  ai_label: ({ aiLabel }) => aiLabel,
};
