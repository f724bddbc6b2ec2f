import type { ImageModelV4, ImageModelV4CallOptions, ImageModelV4File } from "@ai-sdk/provider";
import { countRatioOf } from "../count-ratio.ts";
import { countTokens } from "../count-tokens.ts";
import { meterOf } from "../meter.ts";
import { costOf } from "../price.ts";
import { readAnswerHeaders } from "./answer-headers.ts";
import { askOnce, DEFAULT_TIMEOUT_MS, type GivenAnswer } from "./ask-once.ts";
import { CallFault } from "./call-outcome.ts";
import type { CallOptions, Endpoint } from "./endpoint.ts";
import { rejectAsTold } from "./hidden-error.ts";
import { keptInstances, type ReachableModel } from "./kept-instances.ts";
import type { Fetch } from "./pooled-fetch.ts";
import { providerLibrary } from "./provider-library.ts";

export interface PictureFile {
  bytes: Uint8Array;
  mediaType: string;
}

/** What a model that draws is asked. */
export interface PictureRequest {
  prompt: string;
  /** How many pictures are wanted. */
  count: number;
  /** Width and height in pixels; the provider's usual size by default. */
  size?: `${number}x${number}`;
  /** Pictures to make it from; without any it is drawn anew. */
  images?: PictureFile[];
  /** Which part of the first of `images` may change: where it is transparent. */
  mask?: PictureFile;
  /** Makes it come out the same again, at providers that take one. */
  seed?: number;
}

/** What a model that draws answers. */
export interface PictureAnswer {
  /** At least one, and fewer than were wanted where the provider drew no more. */
  pictures: PictureFile[];
}

/**
 * Models that draw. They are billed by the piece: tokens that some providers report beside are part of that price.
 * Whoever launches has refused a model whose price has none per picture; `bound` throws a RangeError for it.
 */
export const picture: Endpoint<PictureRequest, PictureAnswer> = {
  bound(model, { prompt, count }) {
    const counted = countTokens(prompt, model.name);
    return {
      amount: costOf(meterOf({ pictures: count }), model.price),
      counted,
      tokens: Math.ceil(counted * countRatioOf(model)),
      longestAnswer: 0,
    };
  },
  call: (model, request, options = {}) =>
    askOnce(model, options.signal, () => picturesOf(model, request, options)),
};

const pictureModel = keptInstances(
  "picture",
  (model, fetch) => providerLibrary(model, payingFetch(fetch))?.picture(model.name) ?? null,
);

// Some providers answer with addresses. By then the pictures are paid, whatever comes of fetching them.
function payingFetch(fetch: Fetch): Fetch {
  return async (input, init) => {
    if (init?.method === "POST") return fetch(input, init);
    try {
      return await fetch(input, init);
    } catch (cause) {
      throw new CallFault({ kind: "uncertain", code: "cut_off" }, cause);
    }
  };
}

async function picturesOf(
  model: ReachableModel,
  request: PictureRequest,
  { signal, timeoutMs = DEFAULT_TIMEOUT_MS }: CallOptions,
): Promise<GivenAnswer<PictureAnswer>> {
  const instance = pictureModel(model, timeoutMs);
  if (!instance) throw new CallFault({ kind: "refused", code: "no_picture_model", detail: model.name });
  refuseUnspoken(model, instance, request);
  const options = { ...optionsOf(request), ...(signal && { abortSignal: signal }) };
  const { images, isRetryable, response } = await Promise.resolve(instance.doGenerate(options)).catch(
    rejectAsTold,
  );
  if (images.length === 0 && isRetryable === false)
    throw new CallFault({ kind: "refused", code: "content_filter", detail: model.name });
  const pictures = images.map(pictureIn);
  if (pictures.length === 0) throw new CallFault({ kind: "uncertain", code: "invalid_answer" });
  return {
    pictures,
    usage: meterOf({ pictures: pictures.length }),
    usageSource: "reported",
    ...readAnswerHeaders(response.headers),
  };
}

// What the SDK would refuse itself, and make look like an answer that cannot be read, or leave out in silence.
function refuseUnspoken(
  model: ReachableModel,
  { maxImagesPerCall: most, supportsFileInputs, supportsMaskInputs }: ImageModelV4,
  { count, images, mask }: PictureRequest,
): void {
  if (typeof most === "number" && count > most)
    throw new CallFault({ kind: "refused", code: "too_many_pictures", detail: `${count} > ${most}` });
  const takesMask = supportsMaskInputs !== false && model.providerKind !== "google";
  if ((images && supportsFileInputs === false) || (mask && !takesMask))
    throw new CallFault({ kind: "refused", code: "no_picture_edit", detail: model.name });
}

function optionsOf({ prompt, count, size, images, mask, seed }: PictureRequest): ImageModelV4CallOptions {
  return {
    prompt,
    n: count,
    size,
    aspectRatio: undefined,
    seed,
    files: images?.map(fileOf),
    mask: mask && fileOf(mask),
    // Servers that speak OpenAI's format often take a seed, which OpenAI and so the SDK does not know.
    providerOptions: seed === undefined ? {} : { compatible: { seed } },
  };
}

function fileOf({ bytes, mediaType }: PictureFile): ImageModelV4File {
  return { type: "file", data: bytes, mediaType };
}

function pictureIn(image: string | Uint8Array): PictureFile {
  const bytes = typeof image === "string" ? Buffer.from(image, "base64") : image;
  const mediaType = mediaTypeOf(bytes);
  if (!mediaType) throw new CallFault({ kind: "uncertain", code: "invalid_answer" });
  return { bytes, mediaType };
}

/** How files of each kind begin, in hexadecimal. */
const SIGNATURES: [mediaType: string, beginning: RegExp][] = [
  ["image/png", /^89504e470d0a1a0a/],
  ["image/jpeg", /^ffd8ff/],
  ["image/webp", /^52494646.{8}57454250/],
];

// Providers do not say, or say what was asked for.
function mediaTypeOf(bytes: Uint8Array): string | null {
  const beginning = Buffer.from(bytes.subarray(0, 16)).toString("hex");
  return SIGNATURES.find(([, signature]) => signature.test(beginning))?.[0] ?? null;
}
