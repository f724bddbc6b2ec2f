import { createHash } from "node:crypto";
import type { AssetRecord } from "#db/queries/images/assets.ts";
import { accept, type Result } from "#lib/result.ts";
import { type FetchRefusal, fetchPicture } from "./fetch-picture.ts";
import { inspectPicture, type PictureRefusal } from "./inspect-picture.ts";
import { keepAsset } from "./keep-asset.ts";

/**
 * Fetches a picture and keeps it as an asset that nobody brought, for good or until `expiresAt`. Refuses what cannot or may
 * not be fetched (see `fetchPicture`), and what is no picture that can be used (see `inspectPicture`).
 */
export async function takePicture(
  memberId: string,
  url: string,
  { expiresAt, signal }: { expiresAt?: Date | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Result<AssetRecord, FetchRefusal | PictureRefusal>> {
  const fetched = await fetchPicture(url, signal);
  if (!fetched.ok) return fetched;
  const { bytes: input, name } = fetched.value;
  const facts = await inspectPicture(input);
  if (!facts.ok) return facts;
  const sha256 = createHash("sha256").update(input).digest("hex");
  const original = { input, sha256, bytes: input.length, facts: facts.value, name, sourceUrl: url };
  return accept(await keepAsset(memberId, { ...original, ofStep: true, ...(expiresAt && { expiresAt }) }));
}
