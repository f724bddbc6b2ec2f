import { db } from "#db/client.ts";
import { readPublishableItems, type Scope } from "#db/queries/publishing/publications.ts";
import { readReviewContexts } from "#db/queries/review/batches.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { decodeCursor, encodeCursor } from "#lib/page.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { DeliveryFailed, type Examiner, type Forecast } from "../channels/channel.ts";
import { channelFor } from "../channels/channels.ts";
import type { TrainingFigures } from "../channels/training-set/figures.ts";
import { type ChosenChannel, type Target, targetOf } from "../create-publication.ts";
import { unknownFields } from "../mapping/map-item.ts";
import { CHANGES, type Change, goes, type Only } from "./change-of.ts";
import { type ComparedItem, comparePage, type Destination } from "./compare-page.ts";
import { examinerOf, strictProblems } from "./examiner-of.ts";
import { type FieldChange, fieldChanges } from "./field-changes.ts";

/** So many items are compared to say how many of each kind there are; a batch of more says that it is of its first. */
export const MOST_COMPARED = 10_000;
/** So many are read at a time. */
export const PAGE_ITEMS = 500;

/** How approved items of a batch compare with what a channel has. */
export interface ChangeCounts extends Record<Change, number> {
  /** Those that the channel would not take: counted here instead, and left out. */
  refused: number;
  /** Whether these are all that is approved: otherwise they are of the first `MOST_COMPARED`. */
  isComplete: boolean;
  /** What would go, where the channel writes training sets. */
  training?: TrainingFigures;
}

type Refused = "forbidden" | "not_found" | "channel_field_unknown" | "publication_key_missing";

/**
 * What publishing to a channel now would be: how many items are new, changed and so on, and how many the channel would not
 * take. Needs `publications:read`. Also refused by why the channel cannot say what it takes.
 */
export async function countChanges(
  actor: Actor,
  { batchId, channel, only }: { batchId: string; channel: ChosenChannel; only?: Only | undefined },
): Promise<Result<ChangeCounts>> {
  const asked = await comparing(actor, batchId, channel);
  if (!asked.ok) return asked;
  const { target } = asked.value;
  let examine: Examiner | null = null;
  try {
    examine = await examinerOf(target);
    const kind = channelFor(target);
    const forecast = kind.forecast?.(kind.config.parse({ ...target.config, kind: target.kind })) ?? null;
    return await countCompared(asked.value, { examine, forecast, only: only ?? target.usualOnly });
  } catch (cause) {
    if (cause instanceof DeliveryFailed) return refuse(cause.failure.code, cause.failure.params);
    throw cause;
  } finally {
    examine?.close?.();
  }
}

async function countCompared(
  asked: Comparing,
  { examine, forecast, only }: { examine: Examiner | null; forecast: Forecast | null; only: Only },
): Promise<Result<ChangeCounts>> {
  const counts = { new: 0, changed: 0, unchanged: 0, recalled: 0, refused: 0 };
  let seen = 0;
  let isComplete = false;
  for (let afterSeq = -1; seen < MOST_COMPARED && !isComplete; ) {
    const page = await pageOf(asked, afterSeq, PAGE_ITEMS);
    if (!page.ok) return page;
    const looked = page.value.filter(({ change }) => change !== "recalled");
    counts.recalled += page.value.length - looked.length;
    const items = looked.map(({ item }) => item);
    const found = (await examine?.problemsOf(db(), items)) ?? [];
    const [going, problems] = [[] as typeof items, found.map(strictProblems)];
    for (const [index, { item, change }] of looked.entries()) {
      const [problem] = problems[index] ?? [];
      counts[problem ? "refused" : change]++;
      if (!goes(change, only)) continue;
      if (problem) forecast?.leaveOut(problem);
      else going.push(item);
    }
    await forecast?.take(db(), going);
    seen += page.value.length;
    afterSeq = page.value.at(-1)?.seq ?? afterSeq;
    isComplete = page.value.length < PAGE_ITEMS;
  }
  if (!forecast) return accept({ ...counts, isComplete });
  const { batchId, terms } = asked.destination;
  const of = { batchId, terms, languages: asked.scope.languages };
  return accept({ ...counts, isComplete, training: await forecast.figures(db(), of, MOST_COMPARED) });
}

/** An item as publishing would change it in the channel. */
export interface ItemChange {
  itemId: string;
  key: string;
  language: string;
  change: Change;
  /** Field by field, what stands and what would; none of what stays or was recalled. */
  fields: FieldChange[];
}

/** What publishing to a channel now would change, item by item and field by field. Needs `publications:read`. */
export async function listChanges(
  actor: Actor,
  {
    batchId,
    channel,
    change,
    limit,
    cursor,
  }: {
    batchId: string;
    channel: ChosenChannel;
    change?: Change | undefined;
    limit: number;
    cursor?: string | undefined;
  },
): Promise<Result<{ items: ItemChange[]; nextCursor: string | null }, Refused>> {
  const asked = await comparing(actor, batchId, channel);
  if (!asked.ok) return asked;
  const wanted = change ? [change] : CHANGES;
  const items: ItemChange[] = [];
  let afterSeq = Number(decodeCursor(cursor)?.[0] ?? -1);
  for (let looked = 0; looked < MOST_COMPARED; looked += PAGE_ITEMS) {
    const page = await pageOf(asked.value, afterSeq, PAGE_ITEMS);
    if (!page.ok) return page;
    for (const compared of page.value) {
      afterSeq = compared.seq;
      if (wanted.includes(compared.change)) items.push(toItemChange(compared));
      if (items.length === limit) return accept({ items, nextCursor: encodeCursor([afterSeq]) });
    }
    if (page.value.length < PAGE_ITEMS) return accept({ items, nextCursor: null });
  }
  return accept({ items, nextCursor: encodeCursor([afterSeq]) });
}

/** What is published where, to be compared page by page. */
export interface Comparing {
  target: Target;
  destination: Destination;
  context: { batchId: string; datasetId: string };
  scope: Scope;
}

/** What publishing a batch to a channel now would be about. Needs `publications:read`. */
export async function comparing(
  actor: Actor,
  batchId: string,
  channel: ChosenChannel,
): Promise<Result<Comparing, Refused>> {
  if (!can(actor, "publications:read")) return refuse("forbidden");
  const target: Target | null = await targetOf(channel);
  const [context] = await readReviewContexts(db(), [batchId]);
  if (!target || !context) return refuse("not_found");
  const { channelId, terms, languages } = target;
  const sourceNames = context.columns.map(({ name }) => name);
  const outputs = context.outputs as OutputField[];
  const [unknown] = unknownFields(terms, outputs, sourceNames);
  if (unknown) return refuse("channel_field_unknown", { field: unknown, channel: terms.name });
  const outputNames = outputs.map(({ name }) => name);
  return accept({
    target,
    destination: { channelId, batchId, publicationId: null, terms, sourceNames, outputNames },
    context,
    scope: { isNew: false, languages },
  });
}

/** The next items of it, each against what stands in its place. */
export async function pageOf(
  { destination, context, scope }: Omit<Comparing, "target">,
  afterSeq: number,
  limit: number,
): Promise<Result<ComparedItem[], "publication_key_missing">> {
  const rows = await readPublishableItems(db(), context, scope, afterSeq, limit);
  try {
    return accept(await comparePage(db(), destination, rows));
  } catch (cause) {
    if (cause instanceof DeliveryFailed) return refuse("publication_key_missing", cause.failure.params);
    throw cause;
  }
}

function toItemChange({ item, change, standing }: ComparedItem): ItemChange {
  const { itemId, key, language, fields } = item;
  const isDifferent = change === "changed" || change === "new";
  const before = standing?.change === "removed" ? null : (standing?.fields ?? null);
  return { itemId, key, language, change, fields: isDifferent ? fieldChanges(before, fields) : [] };
}
