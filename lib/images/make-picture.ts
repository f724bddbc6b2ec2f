import { createHash } from "node:crypto";
import { db } from "#db/client.ts";
import { type AssetRecord, touchAsset } from "#db/queries/images/assets.ts";
import { findMadePicture, insertMadePicture, type MadePicture } from "#db/queries/images/made-pictures.ts";
import type { StoredMadeFacts } from "#db/schema/images.ts";
import { aigcLabel } from "#lib/ai-label.ts";
import { readEnv } from "#lib/env.ts";
import type { Failure } from "#lib/failure.ts";
import { log } from "#lib/observability/log.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { applyApart } from "./apart/apply-apart.ts";
import { inPictureProcess } from "./apart/in-picture-process.ts";
import { type CutOutModel, cutOutModelFor } from "./cut-out-model.ts";
import { inspectPicture } from "./inspect-picture.ts";
import { keepAsset } from "./keep-asset.ts";
import type { Operation } from "./operations/operation.ts";
import { pictureSource } from "./picture-source.ts";
import { readAsset, withAssetFile } from "./read-asset.ts";
import { Slots } from "./slots.ts";

/** What is asked for: operations on a picture, by its address or the id of its asset. */
export interface PictureOrder {
  source: string;
  operations: readonly Operation[];
  /** For whom. */
  memberId: string;
}

/** The picture that was made, with the one it was made of; both are kept as they are. */
export interface PictureMade {
  assetId: string;
  sourceId: string;
  notes: Failure[];
  facts: StoredMadeFacts;
}

/** Pictures in hand at once: each is held whole, and some times over while it is worked on. */
const MOST_AT_ONCE = 4;

// One count a process, however many copies of this module bundling makes.
const holder = globalThis as typeof globalThis & { pressworkPicturesMade?: Slots };
holder.pressworkPicturesMade ??= new Slots(MOST_AT_ONCE);
const slots = holder.pressworkPicturesMade;

/** Rises when an operation gives another picture than before: what was made then is not given for it. */
const VERSION = "4";

/**
 * Makes a picture of another one and keeps both as assets. Of one content by the same operations it is made once, whoever
 * asks; a worker that takes over from one that died gets what that one had made. Refuses a picture that cannot be had or
 * used, and operations that cannot be done well (see `OperationRefusal`). @throws AbortError on `signal`.
 */
export function makePicture(order: PictureOrder, signal: AbortSignal): Promise<Result<PictureMade, string>> {
  return slots.with(async () => {
    const source = await pictureSource(order, signal);
    if (!source.ok) return source;
    const model = await cutOutModelFor(order.operations, signal);
    if (!model.ok) return model;
    const digest = digestOf(source.value, order.operations, model.value);
    const known = await findMadePicture(db(), digest);
    // What was made then may have been removed since: it is made anew.
    const isThere = known !== null && (await touchAsset(db(), known.assetId));
    return isThere
      ? accept(madeOf(source.value, known))
      : make(source.value, { ...order, digest, cutOutModel: model.value }, signal);
  }, signal);
}

// Whoever's code stands in a label, it stands in the file; and what another model cut out is another picture.
function digestOf(
  { sha256 }: AssetRecord,
  operations: readonly Operation[],
  model: CutOutModel | undefined,
): string {
  const labelled = operations.some((operation) => operation.do === "label")
    ? readEnv().AIGC_PROVIDER_CODE
    : "";
  return createHash("sha256")
    .update(
      JSON.stringify([VERSION, sha256, labelled, operations, ...(model ? [model.kind, model.sha256] : [])]),
    )
    .digest("hex");
}

async function make(
  source: AssetRecord,
  {
    operations,
    memberId,
    digest,
    cutOutModel,
  }: PictureOrder & { digest: string; cutOutModel: CutOutModel | undefined },
  signal: AbortSignal,
): Promise<Result<PictureMade, string>> {
  const context = {
    aigc: aigcLabel(readEnv().AIGC_PROVIDER_CODE, digest.slice(0, 32)),
    readScene: async (id: string) => (await readAsset(id))?.bytes ?? null,
    cutOutModel,
    signal,
  };
  const applied = await withAssetFile(source, (path) =>
    applyApart(path, operations, context).catch((err) => {
      signal.throwIfAborted();
      log.error({ err, assetId: source.id }, "operations on a picture broke");
      return refuse("picture_not_made");
    }),
  );
  if (!applied.ok) return applied;
  const { bytes, notes } = applied.value;
  const inspected = await inspectPicture(bytes);
  if (!inspected.ok) return inspected;
  const facts = await inPictureProcess("made", applied.value, signal);
  const asset = await keepAsset(memberId, {
    ...{ input: bytes, bytes: bytes.length, facts: inspected.value, name: source.name, madeOf: source.id },
    ...{ sha256: createHash("sha256").update(bytes).digest("hex"), ofStep: true },
  });
  const made = { digest, assetId: asset.id, facts, notes };
  await insertMadePicture(db(), made);
  return accept(madeOf(source, made));
}

function madeOf(
  { id }: AssetRecord,
  { assetId, notes, facts }: Pick<MadePicture, "assetId" | "notes" | "facts">,
) {
  return { assetId, sourceId: id, notes, facts };
}
