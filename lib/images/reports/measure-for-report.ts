import type { StoredPictureMeasures } from "#db/schema/images.ts";
import { accept, type Result } from "#lib/result.ts";
import type { PictureInput } from "../engine.ts";
import type { PictureRefusal } from "../inspect-picture.ts";
import { measurePicture } from "./measure-picture.ts";
import { textShareOf } from "./text-share.ts";

/** As `measurePicture`, with the text beside the subject where it can be looked for. @throws AbortError on `signal`. */
export async function measureForReport(
  { input, bytes }: { input: PictureInput; bytes: number },
  signal: AbortSignal,
): Promise<Result<StoredPictureMeasures, PictureRefusal>> {
  const measured = await measurePicture(input, bytes);
  if (!measured.ok) return measured;
  const textShare = await textShareOf(input, signal);
  return accept({ ...measured.value, ...(textShare !== undefined && { textShare }) });
}
