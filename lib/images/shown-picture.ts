import { LONGEST_SIDE_SHOWN } from "#lib/models/picture-tokens.ts";
import { accept, type Result } from "#lib/result.ts";
import { openPicture, withEngine } from "./engine.ts";
import { inspectPicture, type PictureRefusal } from "./inspect-picture.ts";

const QUALITY = 80;

/**
 * A picture as models are shown it: as it is seen, its longer side at most 1,024 pixels, as JPEG on white, without what its
 * file says of places and people. Refuses what `inspectPicture` refuses.
 */
export async function shownPicture(bytes: Buffer): Promise<Result<Buffer, PictureRefusal>> {
  const facts = await inspectPicture(bytes);
  if (!facts.ok) return facts;
  return withEngine(async (engine) =>
    accept(
      await openPicture(engine, bytes)
        .flatten({ background: "white" })
        .resize(LONGEST_SIDE_SHOWN, LONGEST_SIDE_SHOWN, { fit: "inside", withoutEnlargement: true })
        .jpeg({ quality: QUALITY })
        .toBuffer(),
    ),
  );
}
