import type { Db } from "#db/client.ts";
import { type OutputPlace, readOutputPlaces } from "#db/queries/outputs/find-outputs.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { parseItemId } from "#lib/batches/item-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { MOST_OUTPUTS } from "./bulk-action.ts";
import type { OutputFilter } from "./filter-schema.ts";
import { indexOutputs } from "./index-outputs.ts";
import { maySee, withoutToldBlind } from "./list-outputs.ts";
import { isEmptyFilter } from "./output-filter.ts";
import { outputQuestion } from "./output-question.ts";
import { walkOutputs } from "./walk-outputs.ts";

/** Which outputs an act is about: those of a filter, or those that are named. */
export interface BulkOutputs {
  filter?: OutputFilter | undefined;
  itemIds?: readonly string[] | undefined;
}

export type NotFrozen =
  | "forbidden"
  | "empty_filter"
  | "nothing_matches"
  | "too_many_outputs"
  | "filter_too_slow";

const INDEX_PATIENCE_MS = 3_000;
const PATIENCE_MS = 20_000;

/** All of one answer is read as it stands at one moment, however many statements that takes. */
export const SNAPSHOT = { isolationLevel: "repeatable read" } as const;

/** Whether all that the filter may be about is in the index, or it asks for nothing that is. */
export async function isIndexed({ filter = {} }: BulkOutputs): Promise<boolean> {
  const { q, check, verdict } = filter;
  return (!q && !check && !verdict) || indexOutputs({ patienceMs: INDEX_PATIENCE_MS, waits: true });
}

/**
 * The outputs of an act as they stand at the moment of the caller's transaction, in the order of their list. Needs
 * `batches:read`.
 */
export async function freezeOutputs(
  tx: Db,
  actor: Actor,
  { filter = {}, itemIds }: BulkOutputs,
): Promise<Result<OutputPlace[], NotFrozen>> {
  if (itemIds) return freezeNamed(tx, actor, itemIds);
  if (!maySee(actor, filter)) return refuse("forbidden");
  if (isEmptyFilter(filter)) return refuse("empty_filter");
  const question = outputQuestion(actor, filter);
  if (!question) return refuse("nothing_matches");
  const { rows, next } = await walkOutputs(tx, readOutputPlaces, question, {
    limit: MOST_OUTPUTS,
    patienceMs: PATIENCE_MS,
  });
  if (rows.length === MOST_OUTPUTS && next) return refuse("too_many_outputs", { limit: MOST_OUTPUTS });
  if (next) return refuse("filter_too_slow");
  const told = await withoutToldBlind(tx, actor, filter, rows);
  return told.length === 0 ? refuse("nothing_matches") : accept(told);
}

async function freezeNamed(
  tx: Db,
  actor: Actor,
  itemIds: readonly string[],
): Promise<Result<OutputPlace[], NotFrozen>> {
  if (!can(actor, "batches:read")) return refuse("forbidden");
  const named = [...new Set(itemIds)].flatMap((id) => parseItemId(id) ?? []);
  const places: OutputPlace[] = [];
  for (const [batchId, ofBatch] of Map.groupBy(named, (place) => place.batchId)) {
    const seqs = ofBatch.map(({ seq }) => seq);
    const stretch = { batchId, fromSeq: 0, toSeq: 0, seqs };
    places.push(...(await readOutputPlaces(tx, {}, [stretch], seqs.length)));
  }
  return places.length === 0 ? refuse("nothing_matches") : accept(places);
}
