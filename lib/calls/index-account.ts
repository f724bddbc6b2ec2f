import { type Db, db } from "#db/client.ts";
import { holdsDocument } from "#db/queries/knowledge/documents.ts";
import {
  closeIndexCall,
  type IndexCallRow,
  reserveIndexCall,
  takeIndexCall,
  takeLostCalls,
  takeLostQuestions,
} from "#db/queries/knowledge/index-calls.ts";
import { chargeBudgets } from "#db/queries/spend/budgets.ts";
import { enterAttempts } from "#db/queries/spend.ts";
import type { CallableModel } from "#lib/models/callable-model.ts";
import type { CallOutcome } from "#lib/models/endpoints/call-outcome.ts";
import type { EmbedAnswer } from "#lib/models/endpoints/embed.ts";
import { newId } from "#lib/new-id.ts";
import { sleep } from "#lib/sleep.ts";
import type { LedgerEntry } from "#lib/spend/ledger.ts";
import { entryOf, lostEntryOf, type Payer } from "./ledger-entry.ts";
import { type Account, isSameCall, type Reservation, type Reserved, type SettledCall } from "./pay.ts";

/** What a call is made for: a document as its worker holds it, or the question of a search. */
export interface IndexedFor {
  collectionId: string;
  /** Who uploaded the document, or searches. */
  memberId: string;
  currency: string;
  /** `null` for a question. */
  document: { id: string; fence: number } | null;
}

/** The entry that the ledger gets if the end of a call is never seen; its id makes sure that the call gets one and no more. */
type CallInFlight = Omit<LedgerEntry, "at">;

/** Keeps what a call was made for, in the transaction that pays it. */
export type KeepVectors = (tx: Db, answer: EmbedAnswer) => Promise<void>;

const LOOK_FOR_MONEY_MS = 500;
const MOST_LOOKS = 20;
/** No question takes as long. */
const QUESTION_LOST_AFTER_MS = 15 * 60_000;

/**
 * The account of one call that turns texts of a collection into vectors: reserves on the collection's cap and the budgets
 * above it, and writes the call down together with what came of it.
 */
export class IndexCallAccount implements Account {
  standing: Reservation | null = null;
  readonly #for: IndexedFor;
  readonly #keep: KeepVectors;
  readonly #stopping: AbortSignal;
  #entryId: string | null = null;

  constructor(indexedFor: IndexedFor, keep: KeepVectors, stopping: AbortSignal) {
    this.#for = indexedFor;
    this.#keep = keep;
    this.#stopping = stopping;
  }

  // What others have in flight usually costs less than is reserved for it: some of it may come back in a moment.
  async reserve(call: Reservation, model: CallableModel): Promise<Reserved> {
    if (this.standing && isSameCall(this.standing.key, call.key)) return { kind: "reserved" };
    for (let looks = 1; !this.#stopping.aborted; looks++) {
      const reserved = await this.#reserveOnce(call, model);
      if (reserved.kind !== "unfunded" || !reserved.inFlight || looks === MOST_LOOKS) return reserved;
      await sleep(LOOK_FOR_MONEY_MS, this.#stopping);
    }
    return { kind: "left" };
  }

  async settle({ reservation, model, outcome, settlement, promptDigest }: SettledCall): Promise<boolean> {
    const id = this.#entryId;
    // A full rate limit leaves all as it is: the call goes out again.
    if (!id || settlement.kind === null) return true;
    const subject = { key: reservation.key, language: null, model, promptDigest };
    const entry = entryOf(payerOf(this.#for), subject, outcome, settlement, { id });
    return this.#close(id, entry, outcome as CallOutcome<EmbedAnswer>);
  }

  /** Gives back what is reserved for a call that is not made after all. */
  async giveBack(): Promise<void> {
    if (this.#entryId) await this.#close(this.#entryId, null, null);
  }

  async #reserveOnce(call: Reservation, model: CallableModel) {
    const { collectionId, document, memberId } = this.#for;
    const { at: _, ...entry } = lostEntryOf(
      payerOf(this.#for),
      { key: call.key, language: null, model },
      call.amount,
      newId(),
    );
    const inFlight = {
      id: entry.id,
      collectionId,
      documentId: document?.id ?? null,
      entry: entry satisfies CallInFlight,
      amount: call.amount,
    };
    const reserved = await db().transaction(async (tx) => {
      if (document && !(await holdsDocument(tx, document))) return { kind: "left" as const };
      return reserveIndexCall(tx, inFlight, { modelId: model.id, memberId });
    });
    if (reserved.kind === "reserved") {
      this.standing = call;
      this.#entryId = entry.id;
    }
    return reserved;
  }

  /** `false` when the document has another worker, who has entered the call as unknown. */
  async #close(
    id: string,
    entry: LedgerEntry | null,
    outcome: CallOutcome<EmbedAnswer> | null,
  ): Promise<boolean> {
    this.standing = null;
    this.#entryId = null;
    const { document } = this.#for;
    return db().transaction(async (tx) => {
      if (document && !(await holdsDocument(tx, document))) return false;
      const taken = await takeIndexCall(tx, id);
      if (!taken) return false;
      await enterCall(tx, taken, entry);
      if (outcome?.kind === "answered") await this.#keep(tx, outcome);
      return true;
    });
  }
}

/** Enters the calls that a document's last worker had under way as unknown, in the caller's transaction, which has taken it. */
export async function enterLostIndexCalls(tx: Db, documentId: string): Promise<void> {
  for (const lost of await takeLostCalls(tx, documentId)) await enterLost(tx, lost);
}

/** The same for questions of searches whose process is gone. */
export async function enterLostQuestions(tx: Db, collectionId: string): Promise<void> {
  const before = new Date(Date.now() - QUESTION_LOST_AFTER_MS);
  for (const lost of await takeLostQuestions(tx, collectionId, before)) await enterLost(tx, lost);
}

async function enterLost(tx: Db, lost: IndexCallRow): Promise<void> {
  await enterCall(tx, lost, lost.entry as unknown as CallInFlight);
}

async function enterCall(tx: Db, call: IndexCallRow, entry: LedgerEntry | null): Promise<void> {
  const of = (kind: LedgerEntry["kind"]) => (entry?.kind === kind ? entry.cost : "0");
  await closeIndexCall(tx, call, { spent: of("settled"), unknown: of("unknown") });
  const paid = await enterAttempts(tx, entry ? [entry] : []);
  await chargeBudgets(tx, paid, { budgetIds: call.budgetIds, amount: call.amount });
}

function payerOf({ collectionId, memberId, currency }: IndexedFor): Payer {
  return {
    run: { kind: "index", id: collectionId },
    templateId: null,
    templateVersionId: null,
    memberId,
    currency,
  };
}
