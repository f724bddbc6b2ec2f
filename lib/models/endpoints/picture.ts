import type { CallableModel } from "../callable-model.ts";
import { capabilitiesOf } from "../capabilities.ts";
import { learnCapabilities } from "../learn-capabilities.ts";
import type { Meter } from "../meter.ts";
import { askOnce, type GivenAnswer } from "./ask-once.ts";
import { CallFault, type CallOutcome } from "./call-outcome.ts";
import type { CallOptions, Endpoint } from "./endpoint.ts";
import { boundPicture } from "./pictures/bound-picture.ts";
import { askForPictures } from "./pictures/draw.ts";
import { fetchDrawn } from "./pictures/fetch-drawn.ts";
import { fittedTo } from "./pictures/fitted-request.ts";
import { settledPictures } from "./pictures/meter-pictures.ts";
import { mediaTypeOf } from "./pictures/picture-kind.ts";
import { pictureLesson } from "./pictures/picture-lesson.ts";
import type {
  DrawnPicture,
  DrawRequest,
  FoundPicture,
  PictureAnswer,
  PictureRequest,
} from "./pictures/picture-request.ts";
import { mostDrawnTokens } from "./pictures/picture-tokens-drawn.ts";

/** The largest picture that is taken from an answer, in bytes. */
const LARGEST_PICTURE = 50 * 1024 ** 2;
/** Pictures take minutes where words take seconds. */
const DEFAULT_TIMEOUT_MS = 300_000;
/** More than there is to learn of a model. */
const MOST_LESSONS = 6;

/**
 * Models that draw pictures, change them or make them larger. How they are billed is told by their price: by the piece,
 * tokens that some report beside being a part of it, or by tokens alone. `bound` throws a RangeError for a price that has
 * neither: whoever launches has refused it (`pictureBilling`).
 *
 * A size, a quality or a number of pictures that is refused is learnt, and the same call asks again, for the nearest that
 * the model takes: the refusal was not billed.
 */
export const picture: Endpoint<PictureRequest, PictureAnswer> = {
  bound: boundPicture,
  call: (model, request, options = {}) =>
    request.task === "enlarge"
      ? askOnce(model, options.signal, () => picturesOf(model, request, options))
      : drawAndLearn(model, request, options),
};

async function drawAndLearn(
  model: CallableModel,
  request: DrawRequest,
  options: CallOptions,
): Promise<CallOutcome<PictureAnswer>> {
  for (let lessons = 0; ; lessons++) {
    const known = capabilitiesOf(model);
    const asked = fittedTo(known, request);
    const outcome = await askOnce(model, options.signal, () => picturesOf(model, asked, options));
    if (outcome.kind === "answered") {
      await learnTokens(model, asked, outcome.usage);
      return outcome;
    }
    const lesson = pictureLesson(known, outcome, asked);
    if (!lesson || lessons === MOST_LESSONS || options.signal?.aborted) return outcome;
    // Whoever was on the way meanwhile asks again by what is known by then.
    if (capabilitiesOf(model).revision !== known.revision) continue;
    const { detail: words } = outcome as { detail: string };
    await learnCapabilities(model, (now) => pictureLesson(now, outcome, asked), words);
  }
}

async function picturesOf(
  model: CallableModel,
  request: PictureRequest,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
): Promise<GivenAnswer<PictureAnswer>> {
  const given = await askForPictures(model, request, { signal, timeoutMs });
  const wanted = request.task === "draw" ? request.count : 1;
  const pictures: DrawnPicture[] = [];
  for (const found of given.found) {
    if (pictures.length === wanted) break;
    const drawn = await pictureIn(model, found, signal);
    if (drawn) pictures.push(drawn);
  }
  // By now they are paid, whatever they hold.
  if (pictures.length === 0) throw new CallFault({ kind: "uncertain", code: "invalid_answer" });
  const { requestId, reportedLimits } = given;
  return { pictures, ...settledPictures(model, request, given), requestId, reportedLimits };
}

async function pictureIn(
  model: CallableModel,
  found: FoundPicture,
  signal: AbortSignal | undefined,
): Promise<DrawnPicture | null> {
  const bytes = "base64" in found ? decoded(found.base64) : await fetchDrawn(model, found.url, signal);
  if (!bytes || bytes.length > LARGEST_PICTURE) return null;
  const mediaType = mediaTypeOf(bytes);
  return mediaType ? { bytes, mediaType, seed: found.seed } : null;
}

function decoded(base64: string): Buffer | null {
  return base64.length > (LARGEST_PICTURE * 4) / 3 + 4 ? null : Buffer.from(base64, "base64");
}

/** Room above the dearest picture that was seen. */
const BILLED_ROOM = 1.05;

// What a picture took in tokens is reserved from then on, where it was more than expected.
async function learnTokens(
  model: CallableModel,
  asked: DrawRequest,
  { pictureOutputTokens, pictures }: Pick<Meter, "pictureOutputTokens" | "pictures">,
): Promise<void> {
  const each = pictures > 0 ? pictureOutputTokens / pictures : 0;
  if (each <= Math.max(mostDrawnTokens(asked), capabilitiesOf(model).billedOutputTokens ?? 0)) return;
  const billed = Math.ceil(each * BILLED_ROOM);
  await learnCapabilities(
    model,
    (now) => (billed > (now.billedOutputTokens ?? 0) ? { billedOutputTokens: billed } : null),
    "",
  );
}
