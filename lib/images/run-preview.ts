import { createHash } from "node:crypto";
import { db } from "#db/client.ts";
import { findAsset } from "#db/queries/images/assets.ts";
import { endPreview, findPreview, type PreviewRecord } from "#db/queries/images/previews.ts";
import { aigcLabel } from "#lib/ai-label.ts";
import { readEnv } from "#lib/env.ts";
import { enqueue } from "#lib/queue/queue.ts";
import { accept, type Refusal, type Result } from "#lib/result.ts";
import { applyApart } from "./apart/apply-apart.ts";
import { cutOutModelFor } from "./cut-out-model.ts";
import { inspectPicture } from "./inspect-picture.ts";
import { cleanAssetsJob } from "./jobs.ts";
import { keepAsset } from "./keep-asset.ts";
import { operationsSchema } from "./operations/operation.ts";
import { readAsset, withAssetFile } from "./read-asset.ts";
import { refuseMissing } from "./refuse-missing.ts";

/** How long what a preview took and made is kept. */
export const KEPT_FOR_MS = 24 * 60 * 60_000;
const A_WHILE_MS = 60 * 60_000;

/** The job: does a preview's operations. Running it again gives the same picture, and so the same asset. */
export async function runPreview({ previewId }: { previewId: string }, signal: AbortSignal): Promise<void> {
  const preview = await findPreview(db(), previewId);
  if (preview?.status !== "queued") return;
  const made = await make(preview, signal);
  if (!made.ok) return fail(previewId, made.refusal);
  await db().transaction(async (tx) => {
    await endPreview(tx, previewId, { status: "succeeded", ...made.value });
    const startAfter = new Date(Date.now() + KEPT_FOR_MS + A_WHILE_MS);
    await enqueue(tx, cleanAssetsJob, {}, { startAfter });
  });
}

/** The job was tried in vain: the preview says so. */
export function giveUpPreview({ previewId }: { previewId: string }): Promise<void> {
  return fail(previewId, { code: "given_up" });
}

async function make(
  { id, assetId, operations, createdBy }: PreviewRecord,
  signal: AbortSignal,
): Promise<Result<Pick<PreviewRecord, "resultId" | "notes">>> {
  const asset = await findAsset(db(), assetId);
  if (!asset) return refuseMissing(assetId, "asset_not_found");
  const asked = operationsSchema.parse(operations);
  const model = await cutOutModelFor(asked, signal);
  if (!model.ok) return model;
  const context = {
    aigc: aigcLabel(readEnv().AIGC_PROVIDER_CODE, id),
    readScene: async (sceneId: string) => (await readAsset(sceneId))?.bytes ?? null,
    cutOutModel: model.value,
    signal,
  };
  const made = await withAssetFile(asset, (path) => applyApart(path, asked, context));
  if (!made.ok) return made;
  const { bytes, notes } = made.value;
  const facts = await inspectPicture(bytes);
  if (!facts.ok) return facts;
  const { id: resultId } = await keepAsset(createdBy, {
    ...{ input: bytes, bytes: bytes.length, facts: facts.value, name: asset.name, madeOf: asset.id },
    sha256: createHash("sha256").update(bytes).digest("hex"),
    expiresAt: new Date(Date.now() + KEPT_FOR_MS),
  });
  return accept({ resultId, notes });
}

function fail(previewId: string, { code, params }: Pick<Refusal, "code" | "params">): Promise<void> {
  return endPreview(db(), previewId, { status: "failed", failure: { code, ...(params && { params }) } });
}
