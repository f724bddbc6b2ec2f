import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { db } from "#db/client.ts";
import { type AssetRecord, insertAsset, keepAssetOf, lockContent } from "#db/queries/images/assets.ts";
import { newId } from "#lib/new-id.ts";
import { objectStore } from "#lib/objects/open-store.ts";
import { madePlain } from "#lib/plain-name.ts";
import { cutText, storableText } from "#lib/storable-text.ts";
import { assetKey } from "./asset-key.ts";
import type { PictureInput } from "./engine.ts";
import type { PictureFacts } from "./inspect-picture.ts";

const LONGEST_NAME = 200;

/** A picture that was found good, and where it comes from. */
export interface GoodPicture {
  input: PictureInput;
  /** Of its content, in hex. */
  sha256: string;
  bytes: number;
  facts: PictureFacts;
  name: string;
  sourceUrl?: string;
  madeOf?: string;
  /** When it goes unless somebody keeps it; without it, it is kept for good. */
  expiresAt?: Date;
  /** A step took or made it: nobody brought it. */
  ofStep?: boolean;
}

/** Puts a picture into the store and makes an asset of it; the same content gives the asset that is there. */
export async function keepAsset(memberId: string, picture: GoodPicture): Promise<AssetRecord> {
  const { input, sha256, bytes, facts, sourceUrl, madeOf, expiresAt = null, ofStep = false } = picture;
  const known = await keepAssetOf(db(), sha256, { expiresAt, ofStep });
  if (known) return known;
  const made = { id: newId(), ...{ sha256, bytes, expiresAt, ofStep, ...facts } };
  for (;;) {
    await putFile(input, sha256);
    const asset = await db().transaction(async (tx) => {
      // A file of no asset is removed: nobody does that from here until the asset's row is there.
      await lockContent(tx, sha256);
      if (!(await isThere(sha256))) return null;
      return insertAsset(tx, {
        ...made,
        name: cutText(storableText(madePlain(picture.name)), LONGEST_NAME),
        sourceUrl: sourceUrl ?? null,
        madeOf: madeOf ?? null,
        createdBy: memberId,
      });
    });
    if (asset) return asset;
  }
}

// Not within the transaction: a slow bucket would hold the embedded database, and PostgreSQL ends one that idles.
async function putFile(input: PictureInput, sha256: string): Promise<void> {
  const content =
    typeof input === "string" ? createReadStream(/* turbopackIgnore: true */ input) : Readable.from([input]);
  await (await objectStore()).put(assetKey(sha256), content);
}

async function isThere(sha256: string): Promise<boolean> {
  const file = await (await objectStore()).get(assetKey(sha256));
  file?.content.destroy();
  return file !== null;
}
