import { log } from "#lib/observability/log.ts";
import { openPicture, type PictureInput, withEngine } from "../engine.ts";
import { cutOutApart } from "../operations/pixels-apart.ts";
import { type RawPicture, toRaw } from "../operations/raw-picture.ts";
import { readText, standsApart, type TextLine } from "../operations/read-text.ts";

/** As large as small print needs. */
const READ_SIDE = 1_024;
const LONGEST_LOOK_MS = 120_000;

/**
 * The share of a picture, 0 to 1, that lines of text take which do not belong to its subject: badges, prices, addresses.
 * Where the subject stands out from its ground, what is printed on it is left out; elsewhere every line counts, for
 * nothing tells them apart. `undefined` where it could not be looked at, which takes nothing from the other measures.
 * @throws AbortError on `signal`.
 */
export async function textShareOf(input: PictureInput, signal: AbortSignal): Promise<number | undefined> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_LOOK_MS)]);
  try {
    const picture = await withEngine((engine) =>
      toRaw(
        openPicture(engine, input).resize({
          ...{ width: READ_SIDE, height: READ_SIDE, fit: "inside", withoutEnlargement: true },
        }),
      ),
    );
    const lines = await linesBeside(picture, within);
    const covered = lines.reduce((sum, { at }) => sum + at.width * at.height, 0);
    return Math.min(1, covered / (picture.width * picture.height));
  } catch (err) {
    signal.throwIfAborted();
    log.warn({ err }, "text on a picture of a report could not be looked for");
    return undefined;
  }
}

async function linesBeside(picture: RawPicture, signal: AbortSignal): Promise<TextLine[]> {
  const lines = await readText(picture, signal);
  if (lines.length === 0) return [];
  const cut = await withEngine(() => cutOutApart(picture, signal));
  return cut.found ? lines.filter(({ at }) => standsApart(cut.picture, at)) : lines;
}
