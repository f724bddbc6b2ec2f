import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import { newId } from "#lib/new-id.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import type { CallKey } from "./call-key.ts";
import type { Settlement } from "./settle-call.ts";

/** What every entry of a run says: what paid, for whom, and for which template. */
export interface Payer {
  run: { kind: LedgerEntry["runKind"]; id: string };
  templateId: string | null;
  templateVersionId: string | null;
  /** Who launched the run. */
  memberId: string;
  currency: string;
}

/** A call as its entry names it. */
export interface CallSubject {
  key: CallKey;
  /** The language of its item; `null` where there is none. */
  language: string | null;
  model: Pick<CallableModel, "id" | "simulated"> & { price: Pick<CallableModel["price"], "id"> };
  /** Of the text that went out, where one was reckoned. */
  promptDigest?: string | null;
}

/** The outcome of a call whose answer asked for results of tools. */
export const TOOLS_CALLED = "tools_called";

/** The entry of a call that ended; `null` for one that leaves none. @param id made here where the caller has none. */
export function entryOf(
  payer: Payer,
  subject: CallSubject,
  outcome: CallOutcome<unknown>,
  { kind, cost, meter }: Settlement,
  { id = newId(), batchDiscount = null }: { id?: string; batchDiscount?: string | null } = {},
): LedgerEntry | null {
  if (kind === null) return null;
  const answered = outcome.kind === "answered" ? outcome : null;
  return {
    ...commonOf(payer, subject),
    id,
    at: new Date(),
    kind,
    outcome: outcomeOf(outcome),
    ...meter,
    cost,
    latencyMs: answered && !answered.cached ? answered.latencyMs : null,
    providerRequestId: answered?.requestId ?? null,
    promptDigest: subject.promptDigest ?? null,
    batchDiscount,
  };
}

/** The entry of a call whose end nobody saw, because whoever made it is gone: charged at all that was reserved. */
export function lostEntryOf(payer: Payer, subject: CallSubject, reserved: string, id = newId()): LedgerEntry {
  return { ...commonOf(payer, subject), id, kind: "unknown", outcome: "worker_lost", cost: reserved };
}

function commonOf(
  { run, templateId, templateVersionId, memberId, currency }: Payer,
  { key, language, model }: CallSubject,
) {
  return {
    runKind: run.kind,
    runId: run.id,
    seq: key.seq,
    language,
    step: key.step,
    purpose: key.purpose,
    modelId: model.id,
    priceId: model.price.id,
    templateId,
    templateVersionId,
    memberId,
    currency,
    simulated: model.simulated,
  };
}

function outcomeOf(outcome: CallOutcome<unknown>): string {
  if (outcome.kind === "answered") {
    if ("calls" in outcome) return TOOLS_CALLED;
    return outcome.cached ? "cached" : "answered";
  }
  return "code" in outcome ? outcome.code : outcome.kind;
}
