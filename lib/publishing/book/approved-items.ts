import { db } from "#db/client.ts";
import { bookEntries, readBooked, readStandingWith } from "#db/queries/publishing/channel-entries.ts";
import {
  type ApprovedItemRow,
  noteProgress,
  type PublicationRow,
  readApprovedItems,
} from "#db/queries/publishing/publications.ts";
import { keepRefusals, type RefusalRow } from "#db/queries/publishing/refusals.ts";
import type { ReviewContextRow } from "#db/queries/review/batches.ts";
import type { StoredTerms } from "#db/schema/publishing.ts";
import { AppError } from "#lib/app-error.ts";
import { newId } from "#lib/new-id.ts";
import type { OutputField } from "#lib/templates/template.ts";
import {
  DeliveryFailed,
  type Examiner,
  type ItemProblem,
  type PublishedItem,
  type PublishedItems,
  type StandingItem,
} from "../channels/channel.ts";
import { isBuiltIn, placeOf } from "../managed/built-in.ts";
import { CHANGES, type Change, goes, type Only } from "./change-of.ts";
import { type ComparedItem, comparePage, type Destination } from "./compare-page.ts";
import { strictProblems } from "./examiner-of.ts";

const PAGE_ITEMS = 500;
const PROGRESS_EVERY_MS = 500;

/** The approved items of a publication that go to its channel; each is put down in the channel's book as it is read. */
export class ApprovedItems implements PublishedItems {
  readonly publicationId: string;
  readonly batchName: string;
  readonly cutoffAt: Date;
  readonly itemCount: number;
  readonly only: Only;
  readonly mapping: StoredTerms["mapping"];
  readonly labelled: boolean;
  readonly sourceColumns: readonly string[];
  readonly outputFields: readonly OutputField[];
  readonly simulated: boolean;
  /** What they are against what the channel has, as far as they were read. */
  changes: Record<Change, number> = noChanges();
  /** How many go. */
  given = 0;
  /** How many the channel does not take: they are kept with why, and left out. */
  refused = 0;
  readonly #publication: PublicationRow;
  readonly #context: ReviewContextRow;
  readonly #signal: AbortSignal;
  readonly #destination: Destination;
  readonly #examine: Examiner | null;

  /** @param examine says what the channel would not take of an item; `null`: it takes all of them. */
  constructor(
    publication: PublicationRow,
    context: ReviewContextRow,
    { examine, signal }: { examine: Examiner | null; signal: AbortSignal },
  ) {
    const { id, batchId, batchName, cutoffAt, itemCount } = publication;
    const { channelId, terms } = placeOf(publication);
    this.publicationId = id;
    this.batchName = batchName;
    this.cutoffAt = cutoffAt;
    this.itemCount = itemCount;
    this.only = publication.only;
    this.mapping = terms.mapping;
    this.labelled = terms.label.policy === "beside";
    this.sourceColumns = context.columns.map(({ name }) => name);
    this.outputFields = context.outputs as OutputField[];
    this.simulated = context.simulated;
    this.#publication = publication;
    this.#context = context;
    this.#signal = signal;
    this.#examine = examine;
    this.#destination = {
      ...{ channelId, batchId, terms, publicationId: id },
      sourceNames: this.sourceColumns,
      outputNames: this.outputFields.map(({ name }) => name),
    };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<PublishedItem> {
    const { id, itemCount } = this.#publication;
    this.changes = noChanges();
    this.given = 0;
    this.refused = 0;
    let itemsRead = 0;
    let notedAt = Date.now();
    for (let next = this.#read(-1); ; ) {
      this.#signal.throwIfAborted();
      const page = await next;
      const last = page.at(-1);
      const isLast = !last || page.length < PAGE_ITEMS;
      // While a page is compared and written the database reads the next one.
      if (!isLast) next = this.#read(last.seq);
      yield* await this.#book(page);
      itemsRead += page.length;
      if (isLast) break;
      if (Date.now() - notedAt < PROGRESS_EVERY_MS) continue;
      notedAt = Date.now();
      await noteProgress(db(), id, itemsRead);
    }
    if (itemsRead !== itemCount)
      throw new AppError("A publication holds another number of items than was frozen.", {
        facts: { publicationId: id, itemsRead, itemCount },
      });
    if (this.given === 0 && this.refused > 0)
      throw new DeliveryFailed({ code: "publication_all_refused", params: { count: this.refused } });
  }

  #read(afterSeq: number): Promise<ApprovedItemRow[]> {
    const of = { ...this.#context, listed: this.#publication.listed };
    const page = readApprovedItems(db(), this.publicationId, of, afterSeq, PAGE_ITEMS);
    // Whoever stops before it is asked for has an error of their own.
    page.catch(() => {});
    return page;
  }

  standingWith(field: string, texts: readonly string[]): Promise<StandingItem[]> {
    const { channelId } = this.#destination;
    return readStandingWith(db(), { channelId, publicationId: this.publicationId }, field, texts);
  }

  /**
   * What a page comes to: those of it that go are put down, those that the channel does not take are left out. What an
   * earlier run put down goes in any case.
   */
  async #book(page: readonly ApprovedItemRow[]): Promise<PublishedItem[]> {
    return db().transaction(async (tx) => {
      const { channelId, batchId } = this.#destination;
      const compared = await comparePage(tx, this.#destination, page);
      const booked = await readBooked(
        tx,
        this.publicationId,
        page.map(({ seq }) => seq),
      );
      const refusals = new Map<number, ItemProblem[]>();
      // What stays as it is counts as well: something new may be too like it.
      const looked = this.#examine ? compared.filter(({ change }) => change !== "recalled") : [];
      const found = await this.#examine?.problemsOf(
        tx,
        looked.map(({ item }) => item),
      );
      for (const [index, { seq, change }] of looked.entries()) {
        if (booked.has(seq) || !goes(change, this.#only())) continue;
        const problems = strictProblems(found?.[index] ?? []);
        if (problems.length > 0) refusals.set(seq, problems);
      }
      const taken = compared.filter(({ seq }) => !refusals.has(seq));
      const going = taken.filter(({ seq, change }) => booked.has(seq) || goes(change, this.#only()));
      for (const { seq, change } of taken) this.changes[changeBooked(booked.get(seq)) ?? change]++;
      this.given += going.length;
      this.refused += refusals.size;
      await keepRefusals(
        tx,
        compared.flatMap((one) => refusalOf(one, this.publicationId, refusals.get(one.seq)) ?? []),
      );
      await bookEntries(
        tx,
        going
          .filter(({ seq }) => !booked.has(seq))
          .map((one) => entryOf(one, { publicationId: this.publicationId, channelId, batchId })),
      );
      return going.map(({ item }) => item);
    });
  }

  // What a file of only new items holds was chosen with the cut-off, against all files of the batch.
  #only(): Only {
    const { only, listed } = this.#publication;
    return only === "new" && listed && isBuiltIn(this.#destination.channelId) ? "all" : only;
  }
}

function refusalOf(
  { seq, item: { key, language } }: ComparedItem,
  publicationId: string,
  problems: readonly ItemProblem[] | undefined,
): RefusalRow | null {
  if (!problems) return null;
  const kept = problems.map(({ code, params, column }) => ({ code, column, ...(params && { params }) }));
  return { publicationId, seq, key, language, problems: kept };
}

function entryOf(
  { seq, approvedBy, digest, change, item }: ComparedItem,
  place: { publicationId: string; channelId: string; batchId: string },
) {
  const { key, language, outputVersion, fields } = item;
  const kept = change === "new" || change === "changed" ? change : ("same" as const);
  return {
    id: newId(),
    ...place,
    seq,
    key,
    language,
    outputVersion,
    change: kept,
    fields,
    digest,
    approvedBy,
  };
}

function changeBooked(change: string | undefined): Change | undefined {
  return change === "same" ? "unchanged" : CHANGES.find((known) => known === change);
}

function noChanges(): Record<Change, number> {
  return { new: 0, changed: 0, unchanged: 0, recalled: 0 };
}
