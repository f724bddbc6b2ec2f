import { db } from "#db/client.ts";
import { type AttemptRow, countAttempts, findAttempts } from "#db/queries/spend/find-attempts.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { BYTE_ORDER_MARK, csvLines } from "#lib/csv-lines.ts";
import { money } from "#lib/money.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type AttemptQuestion, attemptFilter } from "./list-attempts.ts";

const MAX_ENTRIES = 200_000;
const PAGE = 5_000;

/**
 * The columns of the export; amounts with every digit of the ledger. A line whose basis is `usage` costs its tokens
 * (cached ones apart) and pictures at the prices beside them; `reservation` is what a call whose end nobody saw may have
 * cost at most.
 */
const COLUMNS = {
  at: (row) => row.at,
  kind: (row) => row.kind,
  run: (row) => row.runKind,
  runId: (row) => row.runId,
  runName: (row) => row.runName ?? "",
  seq: (row) => row.seq,
  language: (row) => row.language ?? "",
  purpose: (row) => row.purpose,
  provider: (row) => row.providerName ?? "",
  model: (row) => row.modelName ?? "",
  template: (row) => row.templateName ?? "",
  templateVersion: (row) => row.templateVersion ?? "",
  person: (row) => row.memberName ?? "",
  team: (row) => row.team ?? "",
  outcome: (row) => row.outcome,
  inputTokens: (row) => row.inputTokens,
  cachedInputTokens: (row) => row.cachedInputTokens,
  cacheWriteTokens: (row) => row.cacheWriteTokens,
  pictureInputTokens: (row) => row.pictureInputTokens,
  outputTokens: (row) => row.outputTokens,
  pictureOutputTokens: (row) => row.pictureOutputTokens,
  reasoningTokens: (row) => row.reasoningTokens,
  pictures: (row) => row.pictures,
  inputPerMTok: ({ charged }) => charged?.inputPerMTok ?? "",
  cachedInputPerMTok: ({ charged }) => charged?.cachedInputPerMTok ?? "",
  cacheWritePerMTok: ({ charged }) => charged?.cacheWritePerMTok ?? "",
  pictureInputPerMTok: ({ charged }) => charged?.pictureInputPerMTok ?? "",
  outputPerMTok: ({ charged }) => charged?.outputPerMTok ?? "",
  pictureOutputPerMTok: ({ charged }) => charged?.pictureOutputPerMTok ?? "",
  perImage: ({ charged }) => charged?.perImage ?? "",
  batchDiscount: (row) => row.batchDiscount ?? "",
  basis: (row) => (row.kind === "unknown" ? "reservation" : row.kind === "settled" ? "usage" : "nothing"),
  cost: (row) => money(row.cost, row.currency).amount,
  currency: (row) => row.currency,
  latencyMs: (row) => row.latencyMs ?? "",
  simulated: (row) => (row.simulated ? "simulated" : ""),
  providerRequestId: (row) => row.providerRequestId ?? "",
  id: (row) => row.id,
} satisfies Record<string, (row: AttemptRow) => string | number>;

/**
 * Entries of the ledger as a CSV file that spreadsheets open (UTF-8 with a mark, formulas neutralised), the
 * latest first. Needs `spend:read`. Refuses with `spend_export_too_large` above 200,000 entries.
 */
export async function exportAttempts(
  actor: Actor,
  question: AttemptQuestion,
): Promise<Result<File, "forbidden" | "invalid_range" | "invalid_input" | "spend_export_too_large">> {
  if (!can(actor, "spend:read")) return refuse("forbidden");
  const filter = await attemptFilter(question);
  if (!filter.ok) return filter;
  const count = await countAttempts(db(), filter.value, MAX_ENTRIES + 1);
  if (count > MAX_ENTRIES) return refuse("spend_export_too_large", { limit: MAX_ENTRIES });

  const parts = [BYTE_ORDER_MARK, csvLines([Object.keys(COLUMNS)])];
  let after: { at: string; id: string } | null = null;
  do {
    const rows: AttemptRow[] = await findAttempts(db(), filter.value, { limit: PAGE, after });
    const page = rows.slice(0, PAGE);
    parts.push(csvLines(page.map((row) => Object.values(COLUMNS).map((valueIn) => valueIn(row)))));
    const last = page.at(-1);
    after = rows.length > PAGE && last ? { at: last.at, id: last.id } : null;
  } while (after);
  return accept(new File(parts, "spend.csv", { type: "text/csv; charset=utf-8" }));
}
